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


async def sweep() -> None:
    """Forget removed photos and delete the files that no photo has, an hour after they came. For housekeeping."""
    for folder in await photo_store.folders():
        with suppress(ValueError):  # not a folder of ours
            tenant = await directory.by_id(UUID(folder))
            if tenant:
                await _sweep(tenant)


async def _sweep(tenant: Tenant) -> None:
    try:
        lying = await photo_store.folders(str(tenant.id))
        async with acting_for(tenant):
            await Photo.filter(removed_at__isnull=False).delete()
            kept = {str(photo_id) for photo_id in await Photo.all().values_list("id", flat=True)}
        for folder in set(lying) - kept:
            await _delete_left(f"{tenant.id}/{folder}")
    except DomainError:
        log.exception("one company's photos were not swept", extra={"tenant": str(tenant.id)})


async def _delete_left(folder: str) -> None:
    # A photo that is just being added has its files before its row.
    if await photo_store.touched_at(folder) < datetime.now(UTC) - LEFT_BEHIND:
        await photo_store.delete(folder)
