"""Putting everything together: a JSON file for each noun, lists for spreadsheets, and the photos. Safe to run twice."""

import asyncio
import tempfile
import zipfile
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from tenants import activity, customer_book, emails, photo_store
from tenants.company_exports.company_export import LIFE, NAME, CompanyExport, ExportStatus
from tenants.errors import NotFound
from tenants.isolation import acting_for
from tenants.photos import Photo
from tenants.spreadsheets import written
from tenants.staff import StaffMember
from tenants.tasks import later
from tenants.tenant import Tenant

PAGE = 500
FIRST = UUID(int=0)
# What a company wrote and was told. Sessions, keys of links and the like open something, and stay here.
NOUNS = (
    "customer", "contact", "property", "staff_note", "service_request",
    "estimate", "estimate_version", "estimate_answer", "job", "visit", "agreement", "agreement_visit",
    "invoice", "ledger_entry", "refund", "thread", "message", "photo", "email", "activity", "staff_member",
)  # fmt: skip
ROWS = "SELECT id, to_jsonb(t)::text AS row FROM {noun} t WHERE tenant_id = $1 AND id > $2 ORDER BY id LIMIT $3"
LARGEST = ("large", "medium", "small")


async def make(tenant: Tenant, export_id: str) -> None:
    """Make the file and write to who asked for it."""
    async with acting_for(tenant):
        asked = await CompanyExport.get_or_none(id=UUID(export_id), status=ExportStatus.MAKING)
    if asked is None:
        return
    with tempfile.TemporaryDirectory(prefix="porchlight-export-") as folder:
        path = Path(folder) / NAME
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
            await _fill(tenant, file)
        await photo_store.put_file(asked.folder, NAME, path)
        size = path.stat().st_size
    async with acting_for(tenant):
        await _tell(asked, size)


async def _fill(tenant: Tenant, file: zipfile.ZipFile) -> None:
    for noun in NOUNS:
        with file.open(f"{noun}.json", "w", force_zip64=True) as into:
            into.write(b"[")
            comma = b"\n"
            async for row in _rows(tenant, noun):
                await asyncio.to_thread(into.write, comma + row.encode())
                comma = b",\n"
            into.write(b"\n]\n")
    for kind in customer_book.LISTS:
        async with acting_for(tenant):
            table = written(await customer_book.exported(kind))
        await asyncio.to_thread(file.writestr, f"{kind}.csv", table)
    async for name, body in _photos(tenant):
        await asyncio.to_thread(file.writestr, name, body, zipfile.ZIP_STORED)


async def _rows(tenant: Tenant, noun: str) -> AsyncIterator[str]:
    """The rows of one noun as JSON, a page to a unit of work."""
    after = FIRST
    while True:
        async with acting_for(tenant) as unit:
            rows = await unit.rows(ROWS.format(noun=noun), tenant.id, after, PAGE)
        for row in rows:
            yield row["row"]
        if len(rows) < PAGE:
            return
        after = rows[-1]["id"]


async def _photos(tenant: Tenant) -> AsyncIterator[tuple[str, bytes]]:
    async with acting_for(tenant):
        photos = await Photo.filter(removed_at=None).order_by("id")
    for photo in photos:
        size = next((it for it in LARGEST if it in photo.sizes), None)
        if size is None:
            continue
        try:
            body = await photo_store.get(photo.folder, size)
        except NotFound:
            continue  # removed since
        yield f"photos/{photo.id}.{'jpg' if size == LARGEST[0] else 'webp'}", body


async def _tell(asked: CompanyExport, size: int) -> None:
    expires_at = datetime.now(UTC) + LIFE
    changes = {"status": ExportStatus.READY, "total_bytes": size, "expires_at": expires_at}
    if not await CompanyExport.filter(id=asked.id, status=ExportStatus.MAKING).update(**changes):
        return
    await later("forget_company_export", asked.id, at=expires_at)
    await activity.note(asked, "made", bytes=size)
    if member := await StaffMember.get_or_none(id=asked.staff_member_id, removed_at=None):
        await emails.write(
            "staff_export_ready",
            key=f"{asked.id}:ready",
            to=(member.name, member.email),
            about=asked,
            customer_id=None,
            facts={"path": "/staff/settings/data"},
        )
