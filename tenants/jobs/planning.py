"""Planning a visit in one go: when, who comes, what the customer reads of it."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID, uuid4

from tenants.errors import Conflict, Invalid
from tenants.isolation import acting
from tenants.jobs.job import LONGEST_WHO, Assignment, Job, Visit
from tenants.jobs.visits import add_visit, reschedule
from tenants.staff import StaffMember

LONGEST_NOTE = 2_000

# Nobody writes over what they have not seen.
DETAILS = """
UPDATE visit SET who = $4, note = $5, asks_confirmation = $6, changed_at = now()
 WHERE tenant_id = $1 AND id = $2 AND sequence = $3 AND status = 'scheduled'
RETURNING id
"""

ASSIGN = """
INSERT INTO assignment (id, tenant_id, customer_id, visit_id, staff_member_id, created_at)
VALUES ($1, $2, $3, $4, $5, now()) ON CONFLICT (tenant_id, visit_id, staff_member_id) DO NOTHING
"""


class Plan(NamedTuple):
    """A visit as it is to be: `staff` are the members who come, `who` is what the customer reads of that."""

    starts_at: datetime
    ends_at: datetime
    staff: frozenset[UUID] = frozenset()
    who: str = ""
    note: str = ""
    asks_confirmation: bool = False


async def plan(job: Job, wanted: Plan) -> Visit:
    """A new visit; the contacts are told. Raises Invalid, Conflict when the job is over."""
    wanted = await _checked(wanted)
    visit = await add_visit(
        job,
        wanted.starts_at,
        wanted.ends_at,
        who=wanted.who,
        note=wanted.note,
        asks_confirmation=wanted.asks_confirmation,
    )
    await assign(visit, wanted.staff)
    return visit


async def replan(visit: Visit, wanted: Plan, seen: int) -> None:
    """Change the visit that was `seen` (its sequence); a new time is told by letter. Raises Invalid, Conflict."""
    wanted = await _checked(wanted)
    unit = acting()
    said = (wanted.who, wanted.note, wanted.asks_confirmation)
    if await unit.row(DETAILS, unit.tenant.id, visit.id, seen, *said) is None:
        raise Conflict("This visit was changed in the meantime. Please look at it again.")
    await visit.refresh_from_db()
    if (wanted.starts_at, wanted.ends_at) != (visit.starts_at, visit.ends_at):
        await reschedule(visit, wanted.starts_at, wanted.ends_at, seen=seen)
    await assign(visit, wanted.staff)


async def assign(visit: Visit, staff: Collection[UUID]) -> None:
    """Have exactly these members make the visit."""
    await Assignment.filter(visit_id=visit.id).exclude(staff_member_id__in=[*staff, visit.id]).delete()
    for member_id in staff:
        await acting().rows(ASSIGN, uuid4(), visit.tenant_id, visit.customer_id, visit.id, member_id)


async def assigned(visit_ids: Iterable[UUID]) -> dict[UUID, frozenset[UUID]]:
    """Who makes these visits."""
    found = await Assignment.filter(visit_id__in=list(visit_ids)).values_list("visit_id", "staff_member_id")
    return {visit_id: frozenset(who for at, who in found if at == visit_id) for visit_id, _ in found}


async def _checked(wanted: Plan) -> Plan:
    """The plan as it is written down. Raises Invalid."""
    wanted = wanted._replace(who=" ".join(wanted.who.split()), note=wanted.note.replace("\r\n", "\n").strip())
    if len(wanted.who) > LONGEST_WHO:
        raise Invalid("who", "Please use %(most)s characters or fewer.", most=LONGEST_WHO)
    if len(wanted.note) > LONGEST_NOTE:
        raise Invalid("note", "Please use %(most)s characters or fewer.", most=LONGEST_NOTE)
    if await StaffMember.filter(id__in=list(wanted.staff)).count() != len(wanted.staff):
        raise Invalid("staff", "Please choose among the people of your company.")
    return wanted
