"""The photos of a job: added by the company, said what they show, in an order of its own."""

from functools import partial
from uuid import UUID

from tenants import activity, photos
from tenants.errors import Invalid, NotFound
from tenants.isolation import acting
from tenants.jobs.job import Job
from tenants.photos import Kind, Photo
from tenants.tenant import Tenant
from tenants.uploads import Into

MOST_PHOTOS = 100

# Held until the photo is entered, so that none comes between; and while their order is changed.
HELD = """
SELECT (SELECT count(*) FROM photo WHERE tenant_id = j.tenant_id AND about = 'job' AND about_id = j.id
           AND removed_at IS NULL) AS photos
  FROM job j WHERE tenant_id = $1 AND id = $2 FOR UPDATE
"""


def into(job: Job) -> Into:
    """Where uploads for the job go."""
    return Into(job, job.customer_id, partial(check_room, job))


async def add_photo(tenant: Tenant, job: Job, body: bytes | bytearray, name: str, kind: Kind = Kind.NONE) -> Photo:
    """Add a photo that came whole. Needs to be outside acting_for. Raises what photos.add raises."""

    async def check(photo: Photo) -> None:
        await check_room(job)
        await photos.describe(photo, kind=kind, position=photos.LAST)

    return await photos.add(tenant, about=job, customer_id=job.customer_id, body=body, name=name, check=check)


async def check_room(job: Job, *, arriving: int = 0) -> None:
    """Raise Invalid when the job has too many photos with `arriving` more."""
    held = await acting().row(HELD, acting().tenant.id, job.id)
    if held is None:
        raise NotFound
    if held["photos"] + arriving > MOST_PHOTOS:
        raise Invalid("photo", "A job has at most %(most)s photos. Please remove some first.", most=MOST_PHOTOS)


async def photo_of(job: Job, photo_id: UUID) -> Photo:
    """A photo of this job. Raises NotFound."""
    found = await Photo.get_or_none(id=photo_id, about="job", about_id=job.id, removed_at=None)
    if found is None:
        raise NotFound
    return found


async def step(job: Job, photo: Photo, by: int) -> None:
    """Move the photo so many places among those of its kind; at an end it stays."""
    await acting().row(HELD, acting().tenant.id, job.id)
    found = await Photo.filter(about="job", about_id=job.id, kind=photo.kind, removed_at=None).order_by(
        "position", "created_at", "id"
    )
    ids = [it.id for it in found if it.id != photo.id]
    at = next((place for place, it in enumerate(found) if it.id == photo.id), 0)
    ids.insert(max(at + by, 0), photo.id)
    for place, photo_id in enumerate(ids, 1):
        await Photo.filter(id=photo_id).update(position=place)


async def remove_photo(job: Job, photo: Photo) -> None:
    """Show it to nobody any more; for an hour that can be taken back."""
    await photos.remove(photo)
    await activity.note(job, "photo_removed", customer_id=job.customer_id, photo=photo.name)
