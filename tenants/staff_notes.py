"""StaffNote: what the company keeps for itself about a customer. No customer's unit of work sees the table at all."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from tortoise import fields

from tenants import activity
from tenants.actor import actor
from tenants.customers import Customer
from tenants.errors import Invalid, NotFound
from tenants.isolation import TenantOwned

LONGEST = 4_000
MOST_SHOWN = 100


class StaffNote(TenantOwned):
    """`by` is the name of who wrote it, as it was then."""

    customer_id = fields.UUIDField()
    body = fields.TextField()
    by = fields.CharField(max_length=160, default="")
    staff_member_id: Any = fields.UUIDField(null=True)
    created_at = fields.DatetimeField(auto_now_add=True)
    removed_at: Any = fields.DatetimeField(null=True)

    class Meta:
        table = "staff_note"


async def add(customer: Customer, body: str) -> StaffNote:
    """Raises Invalid("body")."""
    body = body.replace("\r\n", "\n").strip()
    if not body:
        raise Invalid("body", "Please write something.")
    if len(body) > LONGEST:
        raise Invalid("body", "Please use %(most)s characters or fewer.", most=LONGEST)
    who = actor()
    return await StaffNote.create(
        customer_id=customer.id,
        body=body,
        by=who.name if who else "",
        staff_member_id=who.staff_member_id if who else None,
    )


async def remove(customer: Customer, note_id: UUID) -> None:
    """Out of sight; `bring_back` undoes it. Raises NotFound."""
    if not await StaffNote.filter(id=note_id, customer_id=customer.id, removed_at=None).update(
        removed_at=datetime.now(UTC)
    ):
        raise NotFound
    await activity.note(customer, "note_removed", customer_id=customer.id)


async def bring_back(customer: Customer, note_id: UUID) -> None:
    """Raises NotFound."""
    if not await StaffNote.filter(id=note_id, customer_id=customer.id).update(removed_at=None):
        raise NotFound


async def notes(customer_id: UUID) -> list[StaffNote]:
    """The latest first."""
    return await StaffNote.filter(customer_id=customer_id, removed_at=None).order_by("-created_at").limit(MOST_SHOWN)
