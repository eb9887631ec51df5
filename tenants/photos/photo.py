"""Photo: which record it shows, what is kept of it, and who may see it."""

import hashlib
import logging
from enum import StrEnum
from typing import Any
from uuid import UUID

from tortoise import fields

from tenants import photo_store
from tenants.errors import Invalid, NotFound, Unavailable
from tenants.isolation import TenantOwned, acting
from tenants.photo_decoder import Size
from tenants.photos.name import LONGEST_NAME

log = logging.getLogger(__name__)

LONGEST_CAPTION = 200
LAST = 1_000_000
"""The place of a photo that was just added: behind all that were given one."""


class Kind(StrEnum):
    """When a photo of work was taken; most photos are of no kind."""

    NONE = ""
    BEFORE = "before"
    DURING = "during"
    AFTER = "after"


class Photo(TenantOwned):
    """`about` names the table of the record `about_id`; `sizes` has width, height, bytes and sha256 for each Size."""

    customer_id = fields.UUIDField()
    about = fields.CharField(max_length=40)
    about_id = fields.UUIDField()
    name = fields.CharField(max_length=LONGEST_NAME)
    sizes: Any = fields.JSONField()
    total_bytes = fields.IntField()
    kind = fields.CharEnumField(Kind, max_length=8, default=Kind.NONE, db_default="")
    caption = fields.CharField(max_length=LONGEST_CAPTION, default="", db_default="")
    position = fields.IntField(default=0, db_default=0)
    created_at = fields.DatetimeField(auto_now_add=True)
    removed_at: Any = fields.DatetimeField(null=True)

    class Meta:
        table = "photo"

    @property
    def folder(self) -> str:
        """The photo's own folder, under its company's; both are random."""
        return f"{self.tenant_id}/{self.id}"


async def find(photo_id: UUID) -> Photo:
    """A photo of the acting company, and of its customer where the unit is held to one. Raises NotFound."""
    photo = await Photo.get_or_none(id=photo_id, removed_at=None)
    if photo is None:
        raise NotFound
    return photo


async def of(about: TenantOwned) -> list[Photo]:
    """The record's photos, oldest first."""
    return await Photo.filter(about_id=about.id, removed_at=None).order_by("created_at", "id")


async def read(photo: Photo, size: Size) -> bytes:
    """The rendition, whole and as it was made. Needs to be outside acting_for. Raises NotFound, Unavailable."""
    body = await photo_store.get(photo.folder, size)
    if hashlib.sha256(body).hexdigest() != photo.sizes[size]["sha256"]:
        log.error("a photo's file is not what was kept", extra={"photo": str(photo.id), "size": size})
        raise Unavailable("This photo cannot be shown just now.")
    return body


async def describe(photo: Photo, *, kind: Kind = Kind.NONE, caption: str = "", position: int = 0) -> None:
    """Say when it was taken, what it shows (one line) and where among its kind it stands. Raises Invalid."""
    caption = " ".join(caption.split())
    if len(caption) > LONGEST_CAPTION:
        raise Invalid("caption", "Please use at most %(most)s characters.", most=LONGEST_CAPTION)
    await Photo.filter(id=photo.id).update(kind=kind, caption=caption, position=position)
    photo.kind, photo.caption, photo.position = kind, caption, position


async def remove(photo: Photo) -> None:
    """Show the photo to nobody from now on; the sweep deletes it."""
    await acting().rows("UPDATE photo SET removed_at = now() WHERE id = $1 AND removed_at IS NULL", photo.id)


async def restore(photo_id: UUID, about: TenantOwned) -> None:
    """Take back that it was removed. Raises NotFound when that was too long ago: then it is gone."""
    if not await Photo.filter(id=photo_id, about_id=about.id).update(removed_at=None):
        raise NotFound
