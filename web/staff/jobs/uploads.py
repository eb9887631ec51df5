"""Photos on their way to a job, piece by piece, as for service requests: a line that is cut goes on where it was."""

from typing import cast
from uuid import UUID

from quart import Blueprint, Response, request

from tenants import jobs
from tenants.errors import NotFound
from tenants.isolation import acting_for
from tenants.jobs import Job
from tenants.photos import Kind
from tenants.rights import Right
from tenants.uploads import MOST_PIECE, Upload, append, begin, finish, forget, upload
from web.arriving import SAID, json_answer, number, refused, stands
from web.door import here, outside, uploads
from web.places import place
from web.staff_signed_in import member, needs
from web.uploads import Incoming

blueprint = Blueprint("uploads", __name__, url_prefix="/<uuid:job_id>/uploads")


@blueprint.post("")
@needs(Right.WORK)
async def start(job_id: UUID) -> Response:
    job, typed = await _job(job_id), await request.form
    kind = typed.get("kind", "")
    try:
        arriving = await begin(
            jobs.into(job),
            typed.get("name", ""),
            number(typed.get("size", "")),
            Kind(kind) if kind in set(Kind) else Kind.NONE,
        )
    except SAID as error:
        return refused(error)
    return stands(arriving, 201)


@blueprint.get("/<uuid:upload_id>")
@needs(Right.WORK)
async def how_far(job_id: UUID, upload_id: UUID) -> Response:
    try:
        return stands(await upload(jobs.into(await _job(job_id)), upload_id))
    except SAID as error:
        return refused(error)


@blueprint.post("/<uuid:upload_id>")
@needs(Right.WORK)
@uploads
async def piece(job_id: UUID, upload_id: UUID) -> Response:
    offset = number(request.args.get("offset", ""))
    try:
        async with acting_for(here()):
            job = await _job(job_id)
            arriving = await upload(jobs.into(job), upload_id)
        if offset == arriving.received and not arriving.photo_id:
            arriving = await _take(job, arriving, offset)
            return stands(arriving, 200 if arriving.received > offset or arriving.photo_id else 409)
    except SAID as error:
        return refused(error)
    return stands(arriving, 200 if arriving.photo_id else 409)


async def _take(job: Job, arriving: Upload, offset: int) -> Upload:
    async with place(here().id, member().session_id):
        body = await cast("Incoming", request).whole(MOST_PIECE)
        whole = await append(here(), arriving, offset, body)
        return await finish(here(), jobs.into(job), whole)


@blueprint.post("/<uuid:upload_id>/cancel")
@needs(Right.WORK)
@outside
async def cancel(job_id: UUID, upload_id: UUID) -> Response:
    async with acting_for(here()):
        arriving = await upload(jobs.into(await _job(job_id)), upload_id)
    await forget(here(), arriving)
    return json_answer(200)


async def _job(job_id: UUID) -> Job:
    job = await Job.get_or_none(id=job_id)
    if job is None:
        raise NotFound
    return job
