"""The company's jobs: listed, looked at, moved from scheduled to done."""

from uuid import UUID

from quart import Blueprint, Response

from templates.language import gettext as _
from templates.language import marked
from tenants import job_billing, jobs
from tenants.errors import Conflict
from tenants.rights import Right
from web import console_list
from web.door import here
from web.language import sentence
from web.pages import page
from web.signed_in import see_other
from web.staff.jobs import form, pages, photos, uploads, visits
from web.staff_signed_in import member, needs
from web.words.jobs.console_rows import FILTERS, rows

PATH = "/staff/jobs"
ACTS = {"start": jobs.start, "complete": jobs.complete, "cancel": jobs.cancel, "reopen": jobs.reopen}
TOO_LATE = marked("Somebody was faster: this job is no longer as you saw it. Here is how it stands.")

blueprint = Blueprint("jobs", __name__, url_prefix="/jobs")
for part in (form, visits, photos, uploads):
    blueprint.register_blueprint(part.blueprint)


@blueprint.get("")
@needs(Right.SEE)
async def index() -> Response:
    asked = console_list.asked(PATH, FILTERS)
    found = await jobs.listed(asked.shown, asked.search, asked.before, member().staff_member_id)
    return page(
        "staff/jobs/index.html",
        place="jobs",
        rows=rows(found[: jobs.MOST_LISTED], here()),
        **asked.context([(row.created_at, row.id) for row in found], jobs.MOST_LISTED),
    )


@blueprint.get("/<uuid:job_id>")
@needs(Right.SEE)
async def show(job_id: UUID) -> Response:
    return await pages.shown_page(await pages.one(job_id))


@blueprint.post("/<uuid:job_id>/<any('start', 'complete', 'cancel', 'reopen'):job_act>")
@needs(Right.WORK)
async def move(job_id: UUID, job_act: str) -> Response:
    job = await pages.one(job_id)
    try:
        await ACTS[job_act](job)
    except Conflict:
        return await pages.shown_page(await pages.one(job_id), 409, notice=_(TOO_LATE))
    return see_other(f"{PATH}/{job_id}")


@blueprint.post("/<uuid:job_id>/invoice")
@needs(Right.DOCUMENTS)
async def make_invoice(job_id: UUID) -> Response:
    """The invoice for it: in the editor while it is a draft, else as it was sent."""
    job, credited = await pages.one(job_id), _("Deposit, invoice %(number)s", number="%s")
    try:
        made = await job_billing.charge(job, called=_("Invoice"), credited=credited)
    except Conflict as error:
        return await pages.shown_page(job, 409, notice=sentence(error))
    return see_other(f"/staff/invoices/{made.id}" + ("/edit" if made.sent_at is None else ""))
