"""The photos of a job: added without scripts too, told apart, put in order, removed and brought back."""

from uuid import UUID

from quart import Blueprint, Response, request

from templates.language import gettext as _
from tenants import jobs, photos
from tenants.errors import DomainError, Invalid, NotFound
from tenants.isolation import acting_for
from tenants.jobs import Job
from tenants.photos import Kind
from tenants.rights import Right
from web import multipart
from web.door import here, uploads
from web.language import sentence
from web.signed_in import see_other
from web.staff.jobs import pages
from web.staff_signed_in import needs

MOST_FORM = 60 * 1024 * 1024

blueprint = Blueprint("photos", __name__, url_prefix="/<uuid:job_id>/photos")


@blueprint.post("")
@needs(Right.WORK)
@uploads
async def add(job_id: UUID) -> Response:
    async with acting_for(here()):
        job = await pages.one(job_id)
    async with multipart.in_turn():
        sent = await multipart.received(MOST_FORM)
        refused = await _take(job, sent.files, _kind(sent.fields.get("kind", "")))
    if refused:
        async with acting_for(here()):
            return await pages.shown_page(job, 422, refused=refused)
    return _back(job_id)


async def _take(job: Job, files: list[multipart.Chosen], kind: Kind) -> list[str]:
    """Take in what was chosen; a sentence for each file that cannot be taken."""
    refused = []
    for name, body in files:
        try:
            await jobs.add_photo(here(), job, body, name, kind)
        except DomainError as error:
            refused.append(_("%(file)s: %(reason)s", file=name or _("Photo"), reason=sentence(error)))
    return refused


@blueprint.post("/<uuid:photo_id>")
@needs(Right.WORK)
async def describe(job_id: UUID, photo_id: UUID) -> Response:
    job = await pages.one(job_id)
    photo, typed = await jobs.photo_of(job, photo_id), await request.form
    kind = _kind(typed.get("kind", photo.kind))
    try:
        await photos.describe(
            photo,
            kind=kind,
            caption=typed.get("caption", photo.caption),
            position=photo.position if kind is photo.kind else photos.LAST,
        )
    except Invalid as error:
        return await pages.shown_page(job, 422, caption={"id": str(photo_id), "error": sentence(error), **typed})
    return _back(job_id)


@blueprint.post("/<uuid:photo_id>/<any('earlier', 'later'):photo_step>")
@needs(Right.WORK)
async def step(job_id: UUID, photo_id: UUID, photo_step: str) -> Response:
    job = await pages.one(job_id)
    await jobs.step(job, await jobs.photo_of(job, photo_id), -1 if photo_step == "earlier" else 1)
    return _back(job_id)


@blueprint.post("/<uuid:photo_id>/remove")
@needs(Right.WORK)
async def remove(job_id: UUID, photo_id: UUID) -> Response:
    job = await pages.one(job_id)
    await jobs.remove_photo(job, await jobs.photo_of(job, photo_id))
    return see_other(f"/staff/jobs/{job_id}?removed={photo_id}#photos")


@blueprint.post("/<uuid:photo_id>/restore")
@needs(Right.WORK)
async def restore(job_id: UUID, photo_id: UUID) -> Response:
    job = await pages.one(job_id)
    try:
        await photos.restore(photo_id, job)
    except NotFound:
        return await pages.shown_page(
            job, 404, notice=_("This photo was removed a while ago and cannot be brought back.")
        )
    return _back(job_id)


def _kind(typed: str) -> Kind:
    return Kind(typed) if typed in set(Kind) else Kind.NONE


def _back(job_id: UUID) -> Response:
    return see_other(f"/staff/jobs/{job_id}#photos")
