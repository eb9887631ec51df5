"""Visits: listed, planned, moved, assigned, and brought to their end."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from quart import Blueprint

from tenants import external_ids, jobs, newest_first
from tenants.api_keys import Scope
from tenants.errors import Invalid
from tenants.jobs import Visit as Row
from web.api.endpoint import Made, endpoint
from web.api.paging import narrowed, paged, where
from web.api.records import at
from web.api.shapes import Page, said
from web.api.visits.planning import plan, plan_said, replan, team
from web.api.visits.shapes import Assignment, NewVisit, Visit, VisitChange, VisitSaid, VisitsWanted, Window, shaped
from web.door import here
from web.forms.visit import names

PATH = "/api/v1/visits"
EARLIEST, LATEST = date(1900, 1, 1), date(2200, 1, 1)
"""Beyond these no visit can be; a day may be written that no clock can tell."""

blueprint = Blueprint("visits", __name__, url_prefix="/visits")


@blueprint.get("")
@endpoint(Scope.JOBS)
async def index(wanted: VisitsWanted) -> Page[Visit]:
    """List visits."""
    return paged(await newest_first.page(_narrowed(wanted), where(wanted), wanted.limit), wanted, shaped)


@blueprint.post("")
@endpoint(Scope.JOBS)
async def create(given: NewVisit) -> Made[Visit]:
    """Plan a visit of a job that is not over. The contacts are told of one that is to come."""
    row = await plan(given, given.external_id)
    return Made(shaped(row), f"{PATH}/{row.id}")


@blueprint.get("/<uuid:visit_id>")
@endpoint(Scope.JOBS)
async def show(visit_id: UUID) -> Visit:
    """Read a visit."""
    return shaped(await at(Row, visit_id))


@blueprint.patch("/<uuid:visit_id>")
@endpoint(Scope.JOBS)
async def change(visit_id: UUID, given: VisitChange) -> Visit:
    """Change what is given of a visit. Only a scheduled one changes; of a new time the contacts are told."""
    row = await at(Row, visit_id)
    await replan(row, **plan_said(given))
    await external_ids.call(row, said(given.external_id, row.external_id))
    return shaped(await at(Row, visit_id))


@blueprint.put("/by-external-id/<path:external_id>")
@endpoint(Scope.JOBS)
async def put(external_id: str, given: VisitSaid) -> Visit | Made[Visit]:
    """Have a visit with this external id be so, new or not. Said again it changes nothing, whatever became of it."""
    row = await external_ids.held(Row, external_id)
    if row is None:
        row = await plan(given, external_id)
        return Made(shaped(row), f"{PATH}/{row.id}")
    if row.job_id != given.job_id:
        raise Invalid("job_id", "A visit stays with its job.")
    await replan(row, **plan_said(given))
    return shaped(await at(Row, row.id))


@blueprint.post("/<uuid:visit_id>/move")
@endpoint(Scope.JOBS)
async def move(visit_id: UUID, given: Window) -> Visit:
    """Move a visit to another time. The contacts are told, and asked anew where they were asked to confirm."""
    row = await at(Row, visit_id)
    await replan(row, **plan_said(given))
    return shaped(await at(Row, visit_id))


@blueprint.post("/<uuid:visit_id>/assign")
@endpoint(Scope.JOBS)
async def assign(visit_id: UUID, given: Assignment) -> Visit:
    """Have exactly these people of the team make a visit."""
    row = await at(Row, visit_id)
    who = await team(given.emails)
    await replan(row, staff=frozenset(it.id for it in who), who=given.who.strip() or names(who, here()))
    return shaped(await at(Row, visit_id))


@blueprint.post("/<uuid:visit_id>/done")
@endpoint(Scope.JOBS)
async def done(visit_id: UUID) -> Visit:
    """Say that the work of a visit is done."""
    return await _moved(visit_id, jobs.mark_done)


@blueprint.post("/<uuid:visit_id>/missed")
@endpoint(Scope.JOBS)
async def missed(visit_id: UUID) -> Visit:
    """Say that nobody could be met, or nobody came."""
    return await _moved(visit_id, jobs.mark_missed)


@blueprint.post("/<uuid:visit_id>/cancel")
@endpoint(Scope.JOBS)
async def cancel(visit_id: UUID) -> Visit:
    """Cancel a visit. The contacts are told when they would have waited."""
    return await _moved(visit_id, jobs.cancel_visit)


@blueprint.post("/<uuid:visit_id>/reopen")
@endpoint(Scope.JOBS)
async def reopen(visit_id: UUID) -> Visit:
    """Take back that a visit was done, missed or canceled, as long as its job goes on."""
    return await _moved(visit_id, jobs.reopen_visit)


async def _moved(visit_id: UUID, act: Callable[[Row], Awaitable[None]]) -> Visit:
    await act(await at(Row, visit_id))
    return shaped(await at(Row, visit_id))


def _narrowed(wanted: VisitsWanted) -> Any:
    found = Row.filter(**narrowed(wanted, "customer_id", "job_id", "status", "external_id"))
    if wanted.from_:
        found = found.filter(starts_at__gte=_midnight(wanted.from_))
    if wanted.to:
        found = found.filter(starts_at__lt=_midnight(min(wanted.to, LATEST) + timedelta(days=1)))
    return found


def _midnight(day: date) -> datetime:
    """When the day begins in the company's zone."""
    return datetime.combine(min(max(day, EARLIEST), LATEST), datetime.min.time(), here().zone)
