"""Adding a photo: decoded first, then stored, then counted and entered in one unit of work."""

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any
from uuid import UUID

from tenants import photo_decoder, photo_store
from tenants.errors import DomainError, Invalid, Unavailable
from tenants.isolation import TenantOwned, acting_for
from tenants.photo_decoder import Rendition, Size
from tenants.photos import room
from tenants.photos.name import cleaned
from tenants.photos.photo import Photo
from tenants.tenant import Tenant

MOST_BYTES = 15 * 1024 * 1024

Check = Callable[[Photo], Awaitable[None]]


async def add(
    tenant: Tenant,
    *,
    about: TenantOwned,
    customer_id: UUID,
    body: bytes | bytearray,
    name: str,
    check: Check | None = None,
) -> Photo:
    """Add the photo in `body` to `about`, a record of this customer; `name` is what its file was called.

    `check` may refuse it by an error, in the unit of work that has just entered it. Needs to be outside acting_for:
    decoding and storing take their time. Raises Invalid for what cannot be taken and where no room is left,
    Unavailable when it cannot be decoded or kept just now.
    """
    if len(body) > MOST_BYTES:
        raise Invalid("photo", "Please choose a photo of at most 15 MB.")
    renditions = await photo_decoder.decode(body)
    photo = Photo(
        tenant_id=tenant.id,
        customer_id=customer_id,
        about=type(about)._meta.db_table,  # noqa: SLF001 - tortoise's own name for the table
        about_id=about.id,
        name=cleaned(name),
        sizes=_facts(renditions),
        total_bytes=sum(len(it.body) for it in renditions.values()),
    )
    await photo_store.put(photo.folder, {size: it.body for size, it in renditions.items()})
    await _enter(tenant, photo, check)
    return photo


async def _enter(tenant: Tenant, photo: Photo, check: Check | None) -> None:
    try:
        # Without the customer's wall: the room is the whole company's.
        async with acting_for(tenant):
            await room.check(photo)
            await photo.save(force_create=True)
            if check:
                await check(photo)
    except DomainError:
        with suppress(Unavailable):
            await photo_store.delete(photo.folder)
        raise


def _facts(renditions: Mapping[Size, Rendition]) -> dict[str, Any]:
    return {
        size.value: {
            "width": it.width,
            "height": it.height,
            "bytes": len(it.body),
            "sha256": hashlib.sha256(it.body).hexdigest(),
        }
        for size, it in renditions.items()
    }
