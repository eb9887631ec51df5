"""Working copy: what stands in the editor of a document that was not sent yet, as it was typed, unfinished or not."""

from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from tortoise import fields

from tenants.actor import actor
from tenants.errors import Conflict, NotFound
from tenants.isolation import TenantOwned, acting

MOST_OVERWRITTEN = 20


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


class OverwrittenCopy(TenantOwned):
    """A working copy that somebody saved their own over: `typed` by `by` at `saved_at`, until it is fetched back."""

    customer_id = fields.UUIDField()
    about = fields.CharField(max_length=40)
    about_id = fields.UUIDField()
    typed: Any = fields.JSONField(default=dict)
    by = fields.CharField(max_length=160, default="")
    saved_at = fields.DatetimeField()
    overwritten_by = fields.CharField(max_length=160, default="")
    overwritten_at = fields.DatetimeField()

    class Meta:
        table = "overwritten_copy"


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


# What says the same word for word is not worth keeping twice.
SET_ASIDE = """
INSERT INTO overwritten_copy
       (id, tenant_id, customer_id, about, about_id, typed, by, saved_at, overwritten_by, overwritten_at)
SELECT gen_random_uuid(), tenant_id, customer_id, about, about_id, typed, by, saved_at, $4, clock_timestamp()
  FROM working_copy WHERE tenant_id = $1 AND about_id = $2 AND edits = $3 AND typed <> $5::jsonb
"""
PRUNE = """
DELETE FROM overwritten_copy WHERE tenant_id = $1 AND about_id = $2 AND id IN (
       SELECT id FROM overwritten_copy WHERE tenant_id = $1 AND about_id = $2
        ORDER BY overwritten_at DESC, id OFFSET $3)
"""


async def keep(document: Any, typed: dict[str, Any], seen: int, *, over: bool = False) -> int:
    """Write down what was typed over the working copy that was `seen` (its `edits`, 0 for none); its new `edits`.

    With `over` it is another's words that it takes the place of, and those are set aside. Raises Overtaken when what
    was seen is not the latest any more: what was typed since is somebody else's.
    """
    unit, who = acting(), actor()
    table = type(document)._meta.db_table  # noqa: SLF001 - tortoise's own name for the table
    words, by = orjson.dumps(typed).decode(), who.name if who else ""
    if over:
        await unit.rows(SET_ASIDE, unit.tenant.id, document.id, seen, by, words)
        await unit.rows(PRUNE, unit.tenant.id, document.id, MOST_OVERWRITTEN)
    row = await unit.row(KEEP, unit.tenant.id, document.customer_id, table, document.id, words, by, seen)
    if row is None:
        latest = await WorkingCopy.get(about_id=document.id)
        raise Overtaken(by=latest.by, at=latest.saved_at, edits=latest.edits)
    return int(row["edits"])


async def of(document_id: UUID) -> WorkingCopy | None:
    """The working copy of a document; None while nobody has typed."""
    return await WorkingCopy.get_or_none(about_id=document_id)


async def overwritten(document_id: UUID) -> list[OverwrittenCopy]:
    """What was saved over in the editor of a document, the latest first."""
    return await OverwrittenCopy.filter(about_id=document_id).order_by("-overwritten_at", "id")


async def overwritten_one(document_id: UUID, copy_id: UUID) -> OverwrittenCopy:
    """Raises NotFound, also for what was fetched back already."""
    found = await OverwrittenCopy.get_or_none(id=copy_id, about_id=document_id)
    if found is None:
        raise NotFound
    return found


async def discard(document_id: UUID) -> None:
    """The document was sent: what it says is written down there."""
    await WorkingCopy.filter(about_id=document_id).delete()
    await OverwrittenCopy.filter(about_id=document_id).delete()
