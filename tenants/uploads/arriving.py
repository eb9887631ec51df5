"""Upload: a photo that arrives piece by piece, so that a line that is cut costs no more than a piece.

Every piece is a file of its own, because a store can put but not append. A piece counts when the row says so: the one
statement that moves `received` on decides which of two that came at once it was.
"""

from collections.abc import Awaitable
from datetime import timedelta
from typing import Any, NamedTuple, Protocol
from uuid import UUID, uuid4

from tortoise import fields

from tenants import photo_store, photos
from tenants.errors import Conflict, DomainError, Expired, Invalid, NotFound
from tenants.isolation import TenantOwned, acting, acting_for
from tenants.photos import Kind, Photo, cleaned, room
from tenants.tenant import Tenant

KEPT = timedelta(days=1)
MOST_PIECE = 512 * 1024
MOST_PIECES = 300
"""Each is a file: ten times as many as the largest photo needs, and no more however small they are made."""
FOLDER = "uploads"
PIECE = "piece"
# Bytes that may be on their way at once, for a customer and for a company.
CUSTOMER_ARRIVING = 20 * photos.MOST_BYTES
COMPANY_ARRIVING = 5 << 30
COLUMNS = {"service_request": "service_request_id", "job": "job_id"}
"""The column that names the record a photo is for, by the table of the record."""


class CheckRoom(Protocol):
    """Raise Invalid when there are too many photos with `arriving` more, Conflict when they can be changed no more."""

    def __call__(self, *, arriving: int = 0) -> Awaitable[None]: ...


class Into(NamedTuple):
    """What photos are for, and who decides whether there is room."""

    about: TenantOwned
    customer_id: UUID
    check_room: CheckRoom

    @property
    def column(self) -> str:
        return COLUMNS[_table(self)]


class Upload(TenantOwned):
    """It is for a service request or for a job. `pieces` are the names of the files that count, in order.

    `photo_id` is what became of them, `kind` is what it will be.
    """

    customer_id = fields.UUIDField()
    service_request_id: Any = fields.UUIDField(null=True)
    job_id: Any = fields.UUIDField(null=True)
    kind = fields.CharEnumField(Kind, max_length=8, default=Kind.NONE, db_default="")
    photo_id: Any = fields.UUIDField(null=True)
    name = fields.CharField(max_length=120)
    size = fields.IntField()
    received = fields.IntField(default=0)
    pieces: Any = fields.JSONField(default=list)
    created_at = fields.DatetimeField(auto_now_add=True)
    expires_at = fields.DatetimeField()

    class Meta:
        table = "upload"

    @property
    def folder(self) -> str:
        return f"{FOLDER}/{self.tenant_id}/{self.id}"


ARRIVING = """
SELECT coalesce(sum(size) FILTER (WHERE customer_id = $2), 0)::bigint AS customers,
       coalesce(sum(size), 0)::bigint AS companys, count(*) FILTER (WHERE $3 IN (service_request_id, job_id)) AS photos
  FROM upload WHERE tenant_id = $1 AND photo_id IS NULL AND expires_at > now()
"""

APPEND = """
UPDATE upload SET received = received + $3, pieces = pieces || to_jsonb($4::text)
 WHERE tenant_id = $1 AND id = $2 AND received = $5 AND received + $3 <= size AND photo_id IS NULL
   AND expires_at > now()
RETURNING id
"""

BECOME = "UPDATE upload SET photo_id = $3 WHERE tenant_id = $1 AND id = $2 AND photo_id IS NULL RETURNING id"

LIVE = "SELECT 1 FROM upload WHERE tenant_id = $1 AND id = $2 AND (expires_at > now() OR photo_id IS NOT NULL)"


async def begin(into: Into, name: str, size: int, kind: Kind = Kind.NONE) -> Upload:
    """Say that a photo of `size` bytes is about to come.

    Needs acting_for without the customer's wall: the room is the whole company's. Raises Invalid, Conflict.
    """
    if not 0 < size <= photos.MOST_BYTES:
        raise Invalid("photo", "Please choose a photo of at most 15 MB.")
    tenant_id = acting().tenant.id
    await room.check(Photo(tenant_id=tenant_id, customer_id=into.customer_id, about=_table(into)))
    held = (await acting().rows(ARRIVING, tenant_id, into.customer_id, into.about.id))[0]
    if held["customers"] + size > CUSTOMER_ARRIVING or held["companys"] + size > COMPANY_ARRIVING:
        raise Invalid("photo", "Many photos are still on their way. Please wait until they have arrived.")
    await into.check_room(arriving=held["photos"] + 1)
    arriving = Upload(
        customer_id=into.customer_id,
        kind=kind,
        name=cleaned(name),
        size=size,
        expires_at=(await acting().rows("SELECT now() + $1::interval", KEPT))[0][0],
    )
    setattr(arriving, into.column, into.about.id)
    await arriving.save(force_create=True)
    return arriving


async def upload(into: Into, upload_id: UUID) -> Upload:
    """An upload for this record. Raises NotFound, and Expired when it took longer than a day."""
    found = await Upload.get_or_none(id=upload_id)
    if found is None or getattr(found, into.column) != into.about.id:
        raise NotFound
    if not await acting().rows(LIVE, acting().tenant.id, found.id):
        raise Expired("This photo took too long to arrive. Please choose it again.")
    return found


async def append(tenant: Tenant, arriving: Upload, offset: int, body: bytes | bytearray) -> Upload:
    """Take the piece that begins at `offset`; a piece that came before changes nothing.

    Needs to be outside acting_for. Returns the upload as it then stands. Raises Invalid, Unavailable.
    """
    if arriving.photo_id or offset != arriving.received or not body:
        return arriving
    if offset + len(body) > arriving.size or len(arriving.pieces) >= MOST_PIECES:
        raise Invalid("photo", "More of this photo came than was said. Please choose it again.")
    name = uuid4().hex
    await photo_store.put(f"{arriving.folder}/{name}", {PIECE: bytes(body)})
    async with acting_for(tenant, customer_id=arriving.customer_id) as unit:
        counted = await unit.rows(APPEND, tenant.id, arriving.id, len(body), name, offset)
        found = await Upload.get_or_none(id=arriving.id)
    if not counted:
        await photo_store.delete(f"{arriving.folder}/{name}")
    if found is None:
        raise NotFound
    return found


async def finish(tenant: Tenant, into: Into, arrived: Upload) -> Upload:
    """Make the photo of an upload that is whole, once. Needs to be outside acting_for.

    What is no photo is forgotten and raises Invalid; Unavailable leaves it as it is, to be tried again.
    """
    if arrived.photo_id or arrived.received < arrived.size:
        return arrived

    async def check(photo: Photo) -> None:
        await into.check_room()
        if not await acting().rows(BECOME, tenant.id, arrived.id, photo.id):
            raise Twice
        await photos.describe(photo, kind=arrived.kind, position=photos.LAST)

    try:
        body = await _whole(arrived)
        await photos.add(
            tenant, about=into.about, customer_id=into.customer_id, body=body, name=arrived.name, check=check
        )
    except (Twice, NotFound):
        pass  # the same last piece came by another way too, and was first
    except (Invalid, Conflict):
        await forget(tenant, arrived)
        raise
    async with acting_for(tenant, customer_id=arrived.customer_id):
        done = await Upload.get_or_none(id=arrived.id)
    if done is None or done.photo_id is None:
        raise NotFound
    await photo_store.delete(arrived.folder)
    return done


class Twice(DomainError):
    """The photo of this upload is there already."""


async def _whole(arrived: Upload) -> bytearray:
    body = bytearray()
    for name in arrived.pieces:
        body += await photo_store.get(f"{arrived.folder}/{name}", PIECE)
    return body


async def forget(tenant: Tenant, arriving: Upload) -> None:
    """Give an upload up, pieces and all."""
    async with acting_for(tenant, customer_id=arriving.customer_id):
        await Upload.filter(id=arriving.id, photo_id=None).delete()
    await photo_store.delete(arriving.folder)


def _table(into: "Into") -> str:
    return type(into.about)._meta.db_table  # noqa: SLF001 - tortoise's own name for the table
