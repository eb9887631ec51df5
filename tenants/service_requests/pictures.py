"""The photos of a request: at most ten, and only while the customer may still change it."""

from functools import partial
from uuid import UUID

from tenants import photos, uploads
from tenants.errors import Conflict, Invalid
from tenants.isolation import acting
from tenants.photos import Photo
from tenants.service_requests.request import STILL_THEIRS, RequestStatus, ServiceRequest
from tenants.tenant import Tenant
from tenants.uploads import Into, Upload

MOST_PHOTOS = 10

# Held until the photo is entered: neither an eleventh nor the company's acknowledgement comes between.
HELD = """
SELECT status, (SELECT count(*) FROM photo WHERE tenant_id = r.tenant_id AND about_id = r.id AND removed_at IS NULL)
    AS photos
  FROM service_request r WHERE tenant_id = $1 AND id = $2 FOR UPDATE
"""


async def add_photo(tenant: Tenant, request: ServiceRequest, body: bytes | bytearray, name: str) -> Photo:
    """Add a photo that came whole. Needs to be outside acting_for. Raises what photos.add raises, and Conflict."""

    async def check(_: Photo) -> None:
        await check_room(request)

    return await photos.add(tenant, about=request, customer_id=request.customer_id, body=body, name=name, check=check)


async def check_room(request: ServiceRequest, *, arriving: int = 0) -> None:
    """Raise Invalid when there are too many with `arriving` more, Conflict when the photos can be changed no more."""
    held = await acting().row(HELD, acting().tenant.id, request.id)
    if held is None or RequestStatus(held["status"]) not in STILL_THEIRS:
        raise Conflict("This request cannot be changed any more.")
    if held["photos"] + arriving > MOST_PHOTOS:
        raise Invalid("photo", "There are ten photos already. Please remove one first.")


async def remove_photo(request: ServiceRequest, photo_id: UUID | None) -> None:
    """Take a photo out of the request, if it is there. Raises Conflict when it cannot be changed any more."""
    await check_room(request)
    photo = await Photo.get_or_none(id=photo_id, about_id=request.id)
    if photo:
        await photos.remove(photo)


async def begin(request: ServiceRequest, name: str, size: int) -> Upload:
    """Say that a photo of `size` bytes is about to come; as uploads.begin."""
    return await uploads.begin(_into(request), name, size)


async def upload(request: ServiceRequest, upload_id: UUID) -> Upload:
    """An upload of this request; as uploads.upload."""
    return await uploads.upload(_into(request), upload_id)


async def finish(tenant: Tenant, request: ServiceRequest, arrived: Upload) -> Upload:
    """Make the photo of an upload that is whole, once; as uploads.finish."""
    return await uploads.finish(tenant, _into(request), arrived)


def _into(request: ServiceRequest) -> Into:
    return Into(request, request.customer_id, partial(check_room, request))
