"""Sweeping: what was removed, and what a crash left behind, leaves the store too."""

import logging
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from uuid import UUID

from tenants import directory, photo_store
from tenants.errors import DomainError
from tenants.isolation import acting_for
from tenants.photos.photo import Photo
from tenants.tenant import Tenant

log = logging.getLogger(__name__)

LEFT_BEHIND = timedelta(hours=1)
# Until then it can be taken back that a photo was removed.
REMOVED = "DELETE FROM photo WHERE tenant_id = $1 AND removed_at < now() - interval '1 hour'"


async def sweep() -> None:
    """Forget what was removed an hour ago, and delete files that have no photo an hour later. For housekeeping."""
    for folder in await photo_store.folders():
        with suppress(ValueError):  # not a folder of ours
            tenant = await directory.by_id(UUID(folder))
            if tenant:
                await _sweep(tenant)


async def _sweep(tenant: Tenant) -> None:
    try:
        lying = await photo_store.folders(str(tenant.id))
        async with acting_for(tenant) as unit:
            await unit.rows(REMOVED, tenant.id)
            kept = {str(photo_id) for photo_id in await Photo.all().values_list("id", flat=True)}
        for folder in set(lying) - kept:
            await _delete_left(f"{tenant.id}/{folder}")
    except DomainError:
        log.exception("one company's photos were not swept", extra={"tenant": str(tenant.id)})


async def _delete_left(folder: str) -> None:
    # A photo that is just being added has its files before its row.
    if await photo_store.touched_at(folder) < datetime.now(UTC) - LEFT_BEHIND:
        await photo_store.delete(folder)
