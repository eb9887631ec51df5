"""The visits of a job: planned, moved, done, missed, canceled, and each of these taken back."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from quart import Blueprint, Response, request

from tenants import jobs
from tenants.errors import Conflict, Invalid, NotFound
from tenants.jobs import Job, Visit
from tenants.rights import Right
from tenants.staff import StaffMember
from web.door import here
from web.forms import visit as visit_form
from web.language import sentence
from web.pages import page
from web.signed_in import see_other
from web.staff_landing import own_path
from web.staff_signed_in import needs

ACTS = {
    "done": jobs.mark_done,
    "missed": jobs.mark_missed,
    "cancel": jobs.cancel_visit,
    "reopen": jobs.reopen_visit,
}
AGENDA = "/staff/visits"

blueprint = Blueprint("visits", __name__, url_prefix="/<uuid:job_id>/visits")


@blueprint.get("/new")
@needs(Right.WORK)
async def new(job_id: UUID) -> Response:
    return await _form(await _job(job_id), visit_form.proposed(datetime.now(here().zone)))


@blueprint.post("/new")
@needs(Right.WORK)
async def add(job_id: UUID) -> Response:
    job, typed = await _job(job_id), (await request.form).to_dict()
    try:
        await jobs.plan(job, visit_form.read(typed, here(), await _staff()))
    except (Invalid, Conflict) as error:
        return await _form(job, typed, error)
    return see_other(f"/staff/jobs/{job_id}#visits")


@blueprint.get("/<uuid:visit_id>/edit")
@needs(Right.WORK)
async def edit(job_id: UUID, visit_id: UUID) -> Response:
    job, visit = await _job(job_id), await _visit(job_id, visit_id)
    comes = (await jobs.assigned([visit.id])).get(visit.id, frozenset())
    return await _form(job, visit_form.written(visit, here(), comes, await _staff()), visit=visit)


@blueprint.post("/<uuid:visit_id>/edit")
@needs(Right.WORK)
async def change(job_id: UUID, visit_id: UUID) -> Response:
    job, visit, typed = await _job(job_id), await _visit(job_id, visit_id), (await request.form).to_dict()
    seen = typed.get("sequence", "")
    try:
        wanted = visit_form.read(typed, here(), await _staff())
        await jobs.replan(visit, wanted, int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else -1)
    except (Invalid, Conflict) as error:
        return await _form(job, typed, error, visit=visit)
    return see_other(f"/staff/jobs/{job_id}#visits")


@blueprint.post("/<uuid:visit_id>/<any('done', 'missed', 'cancel', 'reopen'):visit_act>")
@needs(Right.WORK)
async def move(job_id: UUID, visit_id: UUID, visit_act: str) -> Response:
    visit = await _visit(job_id, visit_id)
    try:
        await ACTS[visit_act](visit)
    except Conflict as error:
        return await _form(await _job(job_id), {}, error, visit=visit)
    back = own_path((await request.form).get("back", ""))
    return see_other(back if back.split("?")[0] == AGENDA else f"/staff/jobs/{job_id}#visits")


async def _job(job_id: UUID) -> Job:
    job = await Job.get_or_none(id=job_id)
    if job is None:
        raise NotFound
    return job


async def _visit(job_id: UUID, visit_id: UUID) -> Visit:
    visit = await Visit.get_or_none(id=visit_id, job_id=job_id)
    if visit is None:
        raise NotFound
    return visit


async def _staff() -> list[StaffMember]:
    return await StaffMember.filter(removed_at=None).order_by("name", "id")


async def _form(
    job: Job, typed: Mapping[str, str], error: Invalid | Conflict | None = None, *, visit: Visit | None = None
) -> Response:
    """The form as it was typed; after a Conflict too, with what happened above it and the way to how it stands."""
    field = error.field if isinstance(error, Invalid) else ""
    said = sentence(error) if error else ""
    return page(
        "staff/jobs/visit.html",
        error.status if error else 200,
        place="jobs",
        job=job,
        visit=visit,
        notice="" if field else said,
        **visit_form.context(typed, await _staff(), said, {"starts_at": "from", "ends_at": "to"}.get(field, field)),
    )
