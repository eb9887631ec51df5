"""The visits of an agreement: their days made by a rhythm, what was noted of each, and the job that comes of one."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from quart import Blueprint, Response, request

from templates.filters import day
from templates.language import gettext as _
from tenants import agreements, jobs
from tenants.agreements import Agreement, AgreementVisit
from tenants.customers import Customer
from tenants.errors import Conflict, Invalid, NotFound
from tenants.jobs import Brief
from tenants.rights import Right
from web.door import here
from web.forms import schedule as schedule_form
from web.language import sentence
from web.pages import page
from web.signed_in import see_other
from web.staff.agreements import pages
from web.staff_signed_in import needs

PATH = "/staff/agreements"

blueprint = Blueprint("visits", __name__, url_prefix="/<uuid:agreement_id>")


@blueprint.get("/schedule")
@needs(Right.WORK)
async def rhythm(agreement_id: UUID) -> Response:
    """The form, and the days that it would make once it is filled in."""
    found, typed = await pages.one(agreement_id), request.args.to_dict()
    if "first_on" not in typed:
        return await _form(found, {"first_on": found.starts_on.isoformat(), "every": "6", "unit": "months"}, [])
    try:
        return await _form(found, typed, await _days(found, typed))
    except Invalid as error:
        return await _form(found, typed, [], error)


@blueprint.post("/schedule")
@needs(Right.WORK)
async def plan(agreement_id: UUID) -> Response:
    found, typed = await pages.one(agreement_id), (await request.form).to_dict()
    try:
        await agreements.plan_again(found, await _days(found, typed), schedule_form.read(typed).arrival)
    except Invalid as error:
        return await _form(found, typed, [], error)
    except Conflict as error:
        return await pages.shown_page(found, 409, notice=sentence(error))
    return see_other(f"{PATH}/{agreement_id}#visits")


@blueprint.post("/visits/<uuid:agreement_visit_id>/<any('done', 'skip', 'undo'):agreement_visit_act>")
@needs(Right.WORK)
async def move(agreement_id: UUID, agreement_visit_id: UUID, agreement_visit_act: str) -> Response:
    found, visit = await pages.one(agreement_id), await _visit(agreement_id, agreement_visit_id)
    try:
        if agreement_visit_act == "done":
            await agreements.mark_visit_done(visit, found, on=here().today())
        elif agreement_visit_act == "skip":
            await agreements.skip_visit(visit, found)
        else:
            await agreements.unmark(visit, found)
    except Conflict as error:
        return await pages.shown_page(found, 409, notice=sentence(error))
    return see_other(f"{PATH}/{agreement_id}#visits")


@blueprint.post("/visits/<uuid:agreement_visit_id>/job")
@needs(Right.WORK)
async def make_job(agreement_id: UUID, agreement_visit_id: UUID) -> Response:
    """A job for this visit: one, however often it is pressed."""
    found, visit = await pages.one(agreement_id), await _visit(agreement_id, agreement_visit_id)
    described = "\n".join(f"- {service['name']}" for service in found.services)
    brief = Brief(found.title, described, found.property_id)
    job = await jobs.write_down(await Customer.get(id=found.customer_id), brief, visit.id)
    return see_other(f"/staff/jobs/{job.id}")


async def _visit(agreement_id: UUID, visit_id: UUID) -> AgreementVisit:
    found = await AgreementVisit.get_or_none(id=visit_id, agreement_id=agreement_id)
    if found is None:
        raise NotFound
    return found


async def _days(found: Agreement, typed: Mapping[str, str]) -> list[date]:
    wanted = schedule_form.read(typed)
    return await agreements.days_to_come(found, wanted.first_on, months=wanted.months, weeks=wanted.weeks)


async def _form(found: Agreement, typed: Mapping[str, str], days: list[date], error: Invalid | None = None) -> Response:
    return page(
        "staff/agreements/schedule.html",
        422 if error else 200,
        place="agreements",
        agreement=found,
        days=[(on.isoformat(), day(on, here().today()), on < here().today()) for on in days],
        none_left=_("Everything that was planned is done.") if "first_on" in request.args and not error else "",
        **schedule_form.context(typed, error, sentence(error) if error else ""),
    )
