"""Sweeping: uploads that nobody goes on with leave the database and the store."""

import logging
from datetime import UTC, datetime, timedelta
from uuid import UUID

from tenants import directory, photo_store
from tenants.errors import DomainError
from tenants.isolation import acting_for
from tenants.tenant import Tenant
from tenants.uploads.arriving import FOLDER, Upload

log = logging.getLogger(__name__)

LEFT_BEHIND = timedelta(hours=1)
OVER = "DELETE FROM upload WHERE tenant_id = $1 AND expires_at <= now()"


async def sweep() -> None:
    """Forget uploads a day after they began, and delete the pieces that belong to none. For housekeeping."""
    for folder in await photo_store.folders(FOLDER):
        tenant = await directory.by_id(UUID(folder))
        if tenant:
            await _sweep(tenant)


async def _sweep(tenant: Tenant) -> None:
    try:
        lying = await photo_store.folders(f"{FOLDER}/{tenant.id}")
        async with acting_for(tenant) as unit:
            await unit.rows(OVER, tenant.id)
            kept = {str(upload_id) for upload_id in await Upload.filter(photo_id=None).values_list("id", flat=True)}
        for folder in set(lying) - kept:
            await _delete_left(f"{FOLDER}/{tenant.id}/{folder}")
    except DomainError:
        log.exception("one company's uploads were not swept", extra={"tenant": str(tenant.id)})


async def _delete_left(folder: str) -> None:
    # The last piece of an upload that is just being finished lies there after its row says that it is done.
    if await photo_store.touched_at(folder) < datetime.now(UTC) - LEFT_BEHIND:
        await photo_store.delete(folder)
