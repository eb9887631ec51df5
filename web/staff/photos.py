"""Photos as the company's own people see them: of every record, also of hidden sections."""

from uuid import UUID

from quart import Blueprint, Response

from tenants import photos
from tenants.errors import NotFound
from tenants.isolation import acting_for
from tenants.photo_decoder import Size
from tenants.rights import Right
from web.door import here, outside
from web.photos import KINDS, shown
from web.staff_signed_in import needs

blueprint = Blueprint("photos", __name__)


@blueprint.get("/photos/<uuid:photo_id>/<size>")
@needs(Right.SEE)
@outside
async def show(photo_id: UUID, size: str) -> Response:
    if size not in KINDS:
        raise NotFound
    async with acting_for(here()):
        photo = await photos.find(photo_id)
    return await shown(photo, Size(size))
