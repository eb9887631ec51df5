"""Activity: who did what to which record, and when. Append-only: the application role cannot change or delete it."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from tortoise import fields

from tenants.actor import actor
from tenants.isolation import TenantOwned
from tenants.tenant import Tenant

STRIPE = "Stripe"


class Activity(TenantOwned):
    """`staff_member_id` and `address` say which staff member acted, from where; empty for everybody else.

    `api_key_id` says which key a program of the company acted with. `by_stripe`: it was done at Stripe, by the company
    at its dashboard or by a payer's bank, and not by anybody here.
    """

    customer_id: Any = fields.UUIDField(null=True)
    about = fields.CharField(max_length=40)
    about_id = fields.UUIDField()
    verb = fields.CharField(max_length=40)
    by = fields.CharField(max_length=160, default="")
    staff_member_id: Any = fields.UUIDField(null=True)
    api_key_id: Any = fields.UUIDField(null=True)
    address = fields.CharField(max_length=45, default="", db_default="")
    by_stripe = fields.BooleanField(default=False, db_default=False)
    facts: Any = fields.JSONField(default=dict)
    at = fields.DatetimeField()

    class Meta:
        table = "activity"


async def note_of_stripe(
    about: TenantOwned, verb: str, *, customer_id: UUID, at: datetime | None = None, **facts: Any
) -> None:
    """What was done at Stripe, whoever's request or task it was heard of in."""
    noted = entry(about, verb, customer_id=customer_id, at=at, **facts)
    noted.by, noted.by_stripe, noted.staff_member_id, noted.address = STRIPE, True, None, ""
    noted.api_key_id = None
    await noted.save()


async def note(
    about: TenantOwned | Tenant,
    verb: str,
    *,
    by: str = "",
    customer_id: UUID | None = None,
    at: datetime | None = None,
    **facts: Any,
) -> UUID:
    """Write into the record's history. `by` is a person's name, or empty for whoever acts; `facts` are JSON."""
    noted = entry(about, verb, by=by, customer_id=customer_id, at=at, **facts)
    await noted.save()
    return noted.id


def entry(
    about: TenantOwned | Tenant,
    verb: str,
    *,
    by: str = "",
    customer_id: UUID | None = None,
    at: datetime | None = None,
    **facts: Any,
) -> Activity:
    """What `note` writes, for many at once."""
    who = actor()
    return Activity(
        about=type(about)._meta.db_table,  # noqa: SLF001 - tortoise's own name for the table
        about_id=about.id,
        verb=verb,
        by=by or (who.name if who else ""),
        staff_member_id=who.staff_member_id if who else None,
        api_key_id=who.api_key_id if who else None,
        address=who.address if who else "",
        customer_id=customer_id,
        facts=facts,
        at=at or datetime.now(UTC),
    )
