"""What a customer does with jobs: see who comes when, say that it suits, look at the photos of the work."""

from collections.abc import Mapping
from types import MappingProxyType
from uuid import UUID

from quart import Blueprint, Response, request

from templates.language import gettext as _
from tenants import jobs, messages
from tenants.errors import Conflict, NotFound
from tenants.sections import shows_photos
from web import calendars, message_thread, older
from web.door import here
from web.language import sentence
from web.pages import page
from web.portal import calendar_feed
from web.signed_in import see_other, viewer
from web.words.jobs.page import JobPage
from web.words.jobs.photos import one_of
from web.words.jobs.rows import rows

blueprint = Blueprint("jobs", __name__, url_prefix="/jobs")
blueprint.register_blueprint(calendar_feed.blueprint)
NOTHING: Mapping[str, str] = MappingProxyType({})


@blueprint.get("")
async def index() -> Response:
    if "before" in request.args:
        found = await jobs.older(viewer().customer_id, older.than_moment(request.args["before"]))
        return _listing([], found, newer_href="/jobs")
    return _listing(*await jobs.for_customer(viewer().customer_id, here().today()))


def _listing(open_rows: list[jobs.Row], closed: list[jobs.Row], newer_href: str | None = None) -> Response:
    today = here().today()
    groups = (
        (_("Coming up"), [row for row in open_rows if row.visit]),
        (_("In progress"), [row for row in open_rows if not row.visit and row.status is jobs.JobStatus.IN_PROGRESS]),
        (_("To be planned"), [row for row in open_rows if not row.visit and row.status is jobs.JobStatus.SCHEDULED]),
        (_("Earlier"), closed[: jobs.PAGE]),
    )
    return page(
        "portal/jobs/index.html",
        place="jobs",
        groups=[{"title": title, "rows": rows(found, today)} for title, found in groups if found],
        newer_href=newer_href,
        older_href=older.href("/jobs", [(row.closed_at, row.id) for row in closed if row.closed_at], jobs.PAGE),
    )


@blueprint.get("/<uuid:job_id>")
async def show(job_id: UUID) -> Response:
    return await _show(job_id)


@blueprint.post("/<uuid:job_id>/visits/<uuid:visit_id>/confirm")
async def confirm(job_id: UUID, visit_id: UUID) -> Response:
    typed = (await request.form).get("sequence", "")
    # What is no number of ours is the number of no time we have shown.
    sequence = int(typed) if typed.isdecimal() and len(typed) < 9 else -1
    try:
        await jobs.confirm(viewer().customer_id, job_id, visit_id, sequence, by=viewer().name)
    except Conflict as error:
        return await _show(job_id, error.status, notice=sentence(error))
    return see_other(f"/jobs/{job_id}")


@blueprint.get("/<uuid:job_id>/visits/<uuid:visit_id>.ics")
async def calendar(job_id: UUID, visit_id: UUID) -> Response:
    entry = await jobs.entry(viewer().customer_id, job_id, visit_id)
    return calendars.one(here(), entry)


@blueprint.get("/<uuid:job_id>/photos/<uuid:photo_id>")
async def photo(job_id: UUID, photo_id: UUID) -> Response:
    if not shows_photos(here(), "job"):
        raise NotFound
    document = await jobs.one(viewer().customer_id, job_id)
    shown = one_of(job_id, document.photos, photo_id)
    return page(
        "portal/jobs/photo.html", place="jobs", job_href=f"/jobs/{job_id}", job_title=document.title, photo=shown
    )


@blueprint.post("/<uuid:job_id>/messages")
async def write(job_id: UUID) -> Response:
    async def again(status: int, **said: str) -> Response:
        return await _show(job_id, status, said)

    found = await jobs.one(viewer().customer_id, job_id)
    about = messages.About("job", job_id, viewer().customer_id, found.number, found.title)
    return await message_thread.take(about, again)


async def _show(job_id: UUID, status: int = 200, written: Mapping[str, str] = NOTHING, *, notice: str = "") -> Response:
    tenant = here()
    document = await jobs.one(viewer().customer_id, job_id)
    shown = JobPage(tenant, document, tenant.today(), shows_photos=shows_photos(tenant, "job"))
    thread = await message_thread.context(document.thread, f"/jobs/{job_id}", **written)
    return page("portal/jobs/show.html", status, place="jobs", notice=notice, **shown.context(), **thread)
