"""MergedCustomer: what a customer was who became part of another, found again by its old id, key or name."""

from typing import Any
from uuid import UUID

from tortoise import fields

from tenants.isolation import TenantOwned, acting


class MergedCustomer(TenantOwned):
    """What a customer was before it became part of `customer_id`; `id` is the one it had."""

    customer_id = fields.UUIDField()
    name = fields.CharField(max_length=160)
    billing_address = fields.TextField(default="")
    external_id: Any = fields.CharField(max_length=120, null=True)
    created_at = fields.DatetimeField()
    merged_at = fields.DatetimeField()

    class Meta:
        table = "merged_customer"


# Our own lists name who has no key by their id.
BY_KEY = """
SELECT customer_id FROM merged_customer
 WHERE tenant_id = $1 AND (external_id = $2 OR (external_id IS NULL AND id::text = $2)) LIMIT 1
"""
# By name, or by name and address where the address is told; who had another key is somebody else.
CALLED = """
SELECT DISTINCT customer_id FROM merged_customer
 WHERE tenant_id = $1 AND lower(name) = lower($2) AND ($3::text IS NULL OR billing_address = $3)
   AND ($4 = '' OR external_id IS NULL) LIMIT 2
"""


async def goes_on_as(customer_id: UUID) -> UUID | None:
    """The customer that this one was merged into; None when it never was."""
    merged = await MergedCustomer.get_or_none(id=customer_id)
    return merged.customer_id if merged else None


async def known_by(key: str) -> UUID | None:
    """The customer that one with this external id, or this id and no other, was merged into."""
    row = await acting().row(BY_KEY, acting().tenant.id, key)
    return row["customer_id"] if row else None


async def once_called(name: str, address: str | None = None, key: str = "") -> UUID | None:
    """The customer that one of this name, and address where it is told, was merged into; None when it is not clear."""
    rows = await acting().rows(CALLED, acting().tenant.id, name, address, key)
    return rows[0]["customer_id"] if len(rows) == 1 else None
