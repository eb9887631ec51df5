"""What programs say of a visit, as the plan that the console's form makes of what is typed."""

from datetime import UTC, datetime
from typing import Any

from msgspec import UNSET

from tenants import external_ids, jobs
from tenants.errors import Invalid
from tenants.jobs import Job, Plan
from tenants.jobs import Visit as Row
from tenants.sign_in import canonical
from tenants.staff import StaffMember
from web.api.records import calling, named
from web.api.shapes import Shape
from web.api.visits.shapes import VisitSaid
from web.forms.visit import FARTHEST

MOMENTS = ("starts_at", "ends_at")
PLANNED = (*MOMENTS, "who", "note", "asks_confirmation")


def plan_said(given: Shape) -> dict[str, Any]:
    """What it says of a visit's plan, be it all or a part. Raises Invalid."""
    told = {name: getattr(given, name) for name in PLANNED if getattr(given, name, UNSET) is not UNSET}
    return {name: _moment(name, value) if name in MOMENTS else value for name, value in told.items()}


async def plan(given: VisitSaid, external_id: str | None) -> Row:
    row = await jobs.plan(await named(Job, "job_id", given.job_id), Plan(**plan_said(given)))
    await external_ids.call(row, external_id)
    return row


async def replan(row: Row, **changes: Any) -> None:
    """Plan the visit so; what it is already is no change. Raises Invalid, Conflict."""
    comes = (await jobs.assigned([row.id])).get(row.id, frozenset())
    stands = Plan(row.starts_at, row.ends_at, comes, row.who, row.note, row.asks_confirmation)
    wanted = stands._replace(**changes)
    if wanted != stands:
        await jobs.replan(row, wanted, row.sequence)


async def team(emails: list[str]) -> list[StaffMember]:
    """The staff members who sign in under these addresses. Raises Invalid."""
    with calling(email="emails"):
        wanted = {canonical(it) for it in emails}
    found = [it for it in await StaffMember.filter(removed_at=None) if canonical(it.email) in wanted]
    if len(found) != len(wanted):
        raise Invalid("emails", "Please choose among the people of your company.")
    return found


def _moment(name: str, said_at: datetime) -> datetime:
    if abs(said_at - datetime.now(UTC)) > FARTHEST:
        raise Invalid(name, "Please choose a day within ten years.")
    return said_at.astimezone(UTC)
