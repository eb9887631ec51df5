"""Working copy: what stands in the editor of a document that was not sent yet, as it was typed, unfinished or not."""

from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from tortoise import fields

from tenants.actor import actor
from tenants.errors import Conflict
from tenants.isolation import TenantOwned, acting


class WorkingCopy(TenantOwned):
    """`typed` is the form as JSON; `edits` counts how often it was kept, so nobody writes over what they never saw.

    `by` is the name of who typed last.
    """

    customer_id = fields.UUIDField()
    about = fields.CharField(max_length=40)
    about_id = fields.UUIDField()
    typed: Any = fields.JSONField(default=dict)
    edits = fields.IntField(default=1)
    by = fields.CharField(max_length=160, default="")
    saved_at = fields.DatetimeField()

    class Meta:
        table = "working_copy"


class Overtaken(Conflict):
    """Somebody else, or another tab, has changed the document since this editor was opened."""

    code = "overtaken"

    def __init__(self, *, by: str, at: datetime, edits: int) -> None:
        super().__init__("%(name)s has changed this meanwhile.", name=by)
        self.by, self.at, self.edits = by, at, edits


KEEP = """
INSERT INTO working_copy (id, tenant_id, customer_id, about, about_id, typed, edits, by, saved_at)
VALUES (gen_random_uuid(), $1, $2, $3, $4, $5, 1, $6, clock_timestamp())
ON CONFLICT (tenant_id, about_id) DO UPDATE
   SET typed = excluded.typed, edits = working_copy.edits + 1, by = excluded.by, saved_at = excluded.saved_at
 WHERE working_copy.edits = $7
RETURNING edits
"""


async def keep(document: Any, typed: dict[str, Any], seen: int) -> int:
    """Write down what was typed over the working copy that was `seen` (its `edits`, 0 for none); its new `edits`.

    Raises Overtaken when that is not the latest any more: what was typed since is somebody else's.
    """
    unit, who = acting(), actor()
    table = type(document)._meta.db_table  # noqa: SLF001 - tortoise's own name for the table
    words, by = orjson.dumps(typed).decode(), who.name if who else ""
    row = await unit.row(KEEP, unit.tenant.id, document.customer_id, table, document.id, words, by, seen)
    if row is None:
        latest = await WorkingCopy.get(about_id=document.id)
        raise Overtaken(by=latest.by, at=latest.saved_at, edits=latest.edits)
    return int(row["edits"])


async def of(document_id: UUID) -> WorkingCopy | None:
    """The working copy of a document; None while nobody has typed."""
    return await WorkingCopy.get_or_none(about_id=document_id)


async def discard(document_id: UUID) -> None:
    """The document was sent: what it says is written down there."""
    await WorkingCopy.filter(about_id=document_id).delete()
