"""What happens to a visit: planned, moved, confirmed by the customer, done, missed or canceled."""

from datetime import UTC, datetime
from uuid import UUID

from tenants import activity
from tenants.errors import Conflict, Invalid, NotFound
from tenants.isolation import acting
from tenants.jobs import letters
from tenants.jobs.job import OPEN, Job, Visit, VisitStatus
from tenants.tasks import later

MOVE = """
UPDATE visit SET starts_at = $3, ends_at = $4, who = $5, sequence = sequence + 1, changed_at = $6,
                 confirmed_at = NULL, confirmed_by = ''
 WHERE tenant_id = $1 AND id = $2 AND status = 'scheduled' AND ($7::int IS NULL OR sequence = $7)
RETURNING id
"""

END = """
UPDATE visit SET status = $3::text, sequence = sequence + 1, changed_at = $4::timestamptz,
                 done_at = CASE WHEN $3::text = 'done' THEN $4::timestamptz END
 WHERE tenant_id = $1 AND id = $2 AND status = 'scheduled'
RETURNING id
"""

# What ended is planned again as long as its job goes on.
REOPEN = """
UPDATE visit v SET status = 'scheduled', sequence = v.sequence + 1, changed_at = now(), done_at = NULL
  FROM job j
 WHERE v.tenant_id = $1 AND v.id = $2 AND v.status = $3 AND v.sequence = $4
   AND j.tenant_id = v.tenant_id AND j.id = v.job_id AND j.status IN ('scheduled', 'in_progress')
RETURNING v.id
"""

# Only the time that was shown is confirmed, and only while it is still to come.
CONFIRM = """
UPDATE visit SET confirmed_at = now(), confirmed_by = $6, sequence = sequence + 1, changed_at = now()
 WHERE tenant_id = $1 AND customer_id = $2 AND job_id = $3 AND id = $4 AND sequence = $5
   AND status = 'scheduled' AND asks_confirmation AND confirmed_at IS NULL AND ends_at > now()
RETURNING id
"""


async def add_visit(
    job: Job,
    starts_at: datetime,
    ends_at: datetime,
    *,
    who: str = "",
    note: str = "",
    asks_confirmation: bool = False,
    by: str = "",
    at: datetime | None = None,
) -> Visit:
    """Plan a visit; the contacts are told of one that is to come. `at` is when, unless now.

    Raises Invalid for a window without length, Conflict when the job is over.
    """
    _check(starts_at, ends_at)
    if await Job.filter(id=job.id, status__in=OPEN).select_for_update().get_or_none() is None:
        raise Conflict("This job is over, so no visit can be added to it.")
    at = at or datetime.now(UTC)
    visit = await Visit.create(
        customer_id=job.customer_id,
        job_id=job.id,
        starts_at=starts_at,
        ends_at=ends_at,
        who=who,
        note=note,
        asks_confirmation=asks_confirmation,
        created_at=at,
        changed_at=at,
    )
    await _note(visit, "planned", by=by, at=at, starts_at=starts_at.isoformat())
    await letters.tell_customer("visit_scheduled", job, visit)
    return visit


async def reschedule(
    visit: Visit,
    starts_at: datetime,
    ends_at: datetime,
    *,
    who: str | None = None,
    seen: int | None = None,
    by: str = "",
    at: datetime | None = None,
) -> None:
    """Move the visit, which then has to be confirmed anew where that was asked.

    Raises Invalid, and Conflict when it is over, or no longer the one that was `seen` (its sequence).
    """
    _check(starts_at, ends_at)
    before, at = visit.starts_at, at or datetime.now(UTC)
    who = visit.who if who is None else who
    unit = acting()
    if await unit.row(MOVE, unit.tenant.id, visit.id, starts_at, ends_at, who, at, seen) is None:
        raise Conflict("This visit is over or was changed, and can no longer be moved like this.")
    await visit.refresh_from_db()
    await _note(visit, "moved", by=by, at=at, before=before.isoformat(), starts_at=starts_at.isoformat())
    await letters.tell_customer("visit_rescheduled", await Job.get(id=visit.job_id), visit)


async def confirm(customer_id: UUID, job_id: UUID, visit_id: UUID, sequence: int, *, by: str) -> None:
    """The customer will be there, at the time that stood on the page as `sequence`. Confirming again is no error.

    Raises NotFound, and Conflict when the visit was moved or is over.
    """
    unit = acting()
    row = await unit.row(CONFIRM, unit.tenant.id, customer_id, job_id, visit_id, sequence, by)
    visit = await Visit.get_or_none(id=visit_id, job_id=job_id, customer_id=customer_id)
    if visit is None:
        raise NotFound
    if row is None:
        _explain(visit)
        return
    await _note(visit, "confirmed", by=by, starts_at=visit.starts_at.isoformat())
    await later("tell_staff_of_visit", visit.id)


async def tell_staff(visit_id: UUID) -> None:
    """Write to the company that a visit was confirmed, unless it was moved since. Its customer's unit sees no staff."""
    visit = await Visit.get_or_none(id=visit_id, confirmed_at__isnull=False)
    if visit:
        await letters.tell_staff("staff_visit_confirmed", await Job.get(id=visit.job_id), visit)


async def mark_done(visit: Visit, *, by: str = "", at: datetime | None = None) -> None:
    """The work of this visit is done. Raises Conflict when the visit is over already."""
    await _end(visit, VisitStatus.DONE, by=by, at=at)


async def mark_missed(visit: Visit, *, by: str = "", at: datetime | None = None) -> None:
    """Nobody could be met, or nobody came. Raises Conflict when the visit is over already."""
    await _end(visit, VisitStatus.MISSED, by=by, at=at)


async def cancel_visit(visit: Visit, *, by: str = "", at: datetime | None = None) -> None:
    """Nobody comes; the contacts are told when they would have waited. Raises Conflict when it is over already."""
    await _end(visit, VisitStatus.CANCELED, by=by, at=at)
    await letters.tell_customer("visit_canceled", await Job.get(id=visit.job_id), visit)


async def reopen_visit(visit: Visit, *, by: str = "") -> None:
    """Take back that it was done, missed or canceled; of one that takes place after all the contacts are told.

    Raises Conflict when somebody was first, or the job is over.
    """
    unit, was = acting(), visit.status
    if await unit.row(REOPEN, unit.tenant.id, visit.id, was, visit.sequence) is None or was is VisitStatus.SCHEDULED:
        raise Conflict("This visit cannot be planned again: it was changed, or its job is over.")
    await visit.refresh_from_db()
    await _note(visit, "reopened", by=by, starts_at=visit.starts_at.isoformat())
    if was is VisitStatus.CANCELED:
        await letters.tell_customer("visit_scheduled", await Job.get(id=visit.job_id), visit)


async def _end(visit: Visit, status: VisitStatus, *, by: str, at: datetime | None) -> None:
    unit, at = acting(), at or datetime.now(UTC)
    if await unit.row(END, unit.tenant.id, visit.id, status, at) is None:
        raise Conflict("This visit is over already.")
    await visit.refresh_from_db()
    await _note(visit, status, by=by, at=at, starts_at=visit.starts_at.isoformat())


async def _note(visit: Visit, verb: str, *, by: str, at: datetime | None = None, **facts: str) -> None:
    await activity.note(visit, verb, by=by, customer_id=visit.customer_id, at=at, **facts)


def _check(starts_at: datetime, ends_at: datetime) -> None:
    if ends_at <= starts_at:
        raise Invalid("ends_at", "The arrival window ends before it begins.")


def _explain(visit: Visit) -> None:
    """Say why a visit could not be confirmed; nothing, when it is confirmed."""
    if visit.status is not VisitStatus.SCHEDULED or visit.ends_at <= datetime.now(UTC):
        raise Conflict("This visit is not going to happen as planned. Here is how things stand.")
    if visit.confirmed_at is None and visit.asks_confirmation:
        raise Conflict("This visit was moved in the meantime. Please look at the new time before you confirm it.")
