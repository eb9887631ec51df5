"""Photos on their way to a request, piece by piece, for browsers that can: a line that is cut goes on where it was.

Modelled on tus 1.0, with plain requests and JSON answers. POST …/uploads says how large the photo is and gets a name
for it; POST …/uploads/<name>?offset=n brings the piece that begins there; GET says how far it has come. A piece at
another place than that is answered 409, with the right one. Sent twice, a piece counts once.
"""

from typing import cast
from uuid import UUID

from quart import Blueprint, Response, request

from tenants import service_requests
from tenants.isolation import acting_for
from tenants.service_requests import ServiceRequest
from tenants.uploads import MOST_PIECE, Upload, append, forget
from web.arriving import SAID, json_answer, number, refused, stands
from web.door import here, outside, uploads
from web.places import place
from web.signed_in import session_id, viewer
from web.uploads import Incoming

blueprint = Blueprint("photos", __name__, url_prefix="/<uuid:request_id>/uploads")


@blueprint.post("")
@outside  # the room is the whole company's, and the guard's unit of work is held to one customer
async def begin(request_id: UUID) -> Response:
    typed = await request.form
    async with acting_for(here(), customer_id=viewer().customer_id):
        found = await _request(request_id)
    try:
        async with acting_for(here()):
            arriving = await service_requests.begin(found, typed.get("name", ""), number(typed.get("size", "")))
    except SAID as error:
        return refused(error)
    return stands(arriving, 201)


@blueprint.get("/<uuid:upload_id>")
async def how_far(request_id: UUID, upload_id: UUID) -> Response:
    try:
        return stands(await service_requests.upload(await _request(request_id), upload_id))
    except SAID as error:
        return refused(error)


@blueprint.post("/<uuid:upload_id>")
@uploads
async def piece(request_id: UUID, upload_id: UUID) -> Response:
    offset = number(request.args.get("offset", ""))
    try:
        async with acting_for(here(), customer_id=viewer().customer_id):
            found = await _request(request_id)
            arriving = await service_requests.upload(found, upload_id)
        if offset == arriving.received and not arriving.photo_id:
            arriving = await _take(found, arriving, offset)
            return stands(arriving, 200 if arriving.received > offset or arriving.photo_id else 409)
    except SAID as error:
        return refused(error)
    return stands(arriving, 200 if arriving.photo_id else 409)


async def _take(found: ServiceRequest, arriving: Upload, offset: int) -> Upload:
    async with place(here().id, session_id()):
        body = await cast("Incoming", request).whole(MOST_PIECE)
        whole = await append(here(), arriving, offset, body)
        return await service_requests.finish(here(), found, whole)


@blueprint.post("/<uuid:upload_id>/cancel")
@outside
async def cancel(request_id: UUID, upload_id: UUID) -> Response:
    async with acting_for(here(), customer_id=viewer().customer_id):
        arriving = await service_requests.upload(await _request(request_id), upload_id)
    await forget(here(), arriving)
    return json_answer(200)


async def _request(request_id: UUID) -> ServiceRequest:
    return await service_requests.find(viewer().customer_id, viewer().contact_id, request_id)
