"""The company export: asked for, made in the background, kept for a day, gone."""

from collections.abc import AsyncIterator
from datetime import timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.exceptions import IntegrityError

from tenants import activity, photo_store
from tenants.actor import actor
from tenants.company_exports.archive import missing_in, pieces
from tenants.company_exports.steps import COUNT
from tenants.errors import Conflict, Expired, NotFound
from tenants.isolation import TenantOwned, acting, acting_for
from tenants.tasks import Lane, later
from tenants.tenant import Tenant

LIFE = timedelta(hours=24)
TASK = "make_company_export"
RECENT = 5
FOLDER = "exports"

# The database's clock says whether it is still there.
READY = """
SELECT id FROM company_export
 WHERE tenant_id = $1 AND id = $2 AND status = 'ready' AND expires_at > now() AND parts <> '[]'
"""


class ExportStatus(StrEnum):
    MAKING = "making"
    READY = "ready"
    FAILED = "failed"
    OVER = "over"


class CompanyExport(TenantOwned):
    """`parts` is what lies in the store so far; it goes on in `step`, after the row `after`.

    `done` of `total` documents and photos are in it, for people to see.
    """

    staff_member_id = fields.UUIDField()
    status = fields.CharEnumField(ExportStatus, max_length=10, default=ExportStatus.MAKING)
    step = fields.CharField(max_length=40, default="", db_default="")
    after: Any = fields.UUIDField(null=True)
    parts: Any = fields.JSONField(default=list, db_default=[])
    done = fields.IntField(default=0, db_default=0)
    total = fields.IntField(default=0, db_default=0)
    total_bytes = fields.BigIntField(default=0)
    expires_at: Any = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "company_export"

    @property
    def missing(self) -> int:
        return missing_in(self.parts)

    @property
    def folder(self) -> str:
        """Beside the photos, whose sweep leaves it alone."""
        return f"{FOLDER}/{self.tenant_id}/{self.id}"


async def begin() -> CompanyExport:
    """Ask for one, as the staff member who acts. Raises Conflict while another is being made."""
    unit, who = acting(), actor()
    if who is None:
        raise NotFound
    [counted] = await unit.rows(COUNT, unit.tenant.id)
    try:
        begun = await CompanyExport.create(staff_member_id=who.staff_member_id, total=counted["total"])
    except IntegrityError:  # one is being made
        raise Conflict("Everything is being put together already. We write to you when it is ready.") from None
    await later(TASK, begun.id, lane=Lane.BULK)
    await activity.note(begun, "asked_for")
    return begun


async def recent() -> list[CompanyExport]:
    return await CompanyExport.all().order_by("-created_at").limit(RECENT)


async def file_of(tenant: Tenant, export_id: UUID) -> tuple[int, AsyncIterator[bytes]]:
    """How many bytes the file has, and it, piece by piece. Raises NotFound, and Expired after a day."""
    async with acting_for(tenant) as unit:
        found = await CompanyExport.get_or_none(id=export_id)
        if found is None:
            raise NotFound
        if not await unit.row(READY, tenant.id, export_id):
            raise Expired("This file is gone. You can have everything put together again.")
        await activity.note(found, "downloaded")
    return found.total_bytes, pieces(found.folder, found.parts)


async def forget(tenant: Tenant, export_id: str) -> None:
    """Remove the file when its day is over. Safe to run twice."""
    async with acting_for(tenant):
        found = await CompanyExport.get_or_none(id=UUID(export_id))
        if found is None:
            return
        await CompanyExport.filter(id=found.id).update(status=ExportStatus.OVER)
    await photo_store.delete(found.folder)
