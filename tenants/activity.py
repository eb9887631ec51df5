"""Activity: who did what to which record, and when. Append-only: the application role cannot change or delete it."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from tortoise import fields

from tenants.isolation import TenantOwned


class Activity(TenantOwned):
    customer_id: Any = fields.UUIDField(null=True)
    about = fields.CharField(max_length=40)
    about_id = fields.UUIDField()
    verb = fields.CharField(max_length=40)
    by = fields.CharField(max_length=160, default="")
    facts: Any = fields.JSONField(default=dict)
    at = fields.DatetimeField()

    class Meta:
        table = "activity"


async def note(
    about: TenantOwned,
    verb: str,
    *,
    by: str = "",
    customer_id: UUID | None = None,
    at: datetime | None = None,
    **facts: Any,
) -> UUID:
    """Write into the record's history. `by` is a person's name, or empty for the system; `facts` are JSON."""
    noted = await Activity.create(
        about=type(about)._meta.db_table,  # noqa: SLF001 - tortoise's own name for the table
        about_id=about.id,
        verb=verb,
        by=by,
        customer_id=customer_id,
        facts=facts,
        at=at or datetime.now(UTC),
    )
    return noted.id
