"""Photos come in one a request and go out only to who may see them."""

from typing import cast
from urllib.parse import quote
from uuid import UUID

from quart import Blueprint, Response, request

from tenants import photos
from tenants.errors import NotFound
from tenants.isolation import TenantOwned, acting_for
from tenants.photo_decoder import Size
from tenants.photos import Photo
from tenants.sections import shows_photos
from web.door import here, outside
from web.places import place
from web.signed_in import session_id, viewer
from web.uploads import Incoming

blueprint = Blueprint("photos", __name__)

KINDS = {Size.SMALL: "webp", Size.MEDIUM: "webp", Size.LARGE: "jpeg"}
ENDINGS = {"webp": "webp", "jpeg": "jpg"}


@blueprint.get("/photos/<uuid:photo_id>/<size>")
@outside
async def show(photo_id: UUID, size: str) -> Response:
    if size not in KINDS:
        raise NotFound
    async with acting_for(here(), customer_id=viewer().customer_id):
        photo = await photos.find(photo_id)
    if not shows_photos(here(), photo.about):
        raise NotFound
    return await shown(photo, Size(size))


async def shown(photo: Photo, size: Size) -> Response:
    """The rendition, for who was found to be allowed it. A browser may keep it, but has to ask again each time."""
    if size not in photo.sizes:
        raise NotFound
    mark = photo.sizes[size]["sha256"]
    if request.if_none_match.contains(mark):
        response = Response(status=304)
    else:
        response = Response(await photos.read(photo, size), content_type=f"image/{KINDS[size]}")
    response.set_etag(mark)
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    how = "attachment" if "download" in request.args else "inline"
    response.headers["Content-Disposition"] = f"{how}; {_file_name(f'{photo.name}.{ENDINGS[KINDS[size]]}')}"
    return response


async def received(about: TenantOwned, customer_id: UUID) -> Photo:
    """The photo that is this request's body, added to `about`; `?name=` is what its file was called.

    For handlers marked `uploads`. Raises what photos.add raises, TooMany, and werkzeug's 408, 411 and 413.
    """
    async with place(here().id, session_id()):
        body = await cast("Incoming", request).whole(photos.MOST_BYTES)
        name = request.args.get("name", "")
        return await photos.add(here(), about=about, customer_id=customer_id, body=body, name=name)


def _file_name(name: str) -> str:
    plain = "".join(sign if sign.isascii() and (sign.isalnum() or sign in " .-_()") else "_" for sign in name)
    return f"filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
