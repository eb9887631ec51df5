"""What happens to a job: scheduled, started, completed or canceled with its open visits, and reopened."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

from tenants import activity, numbering
from tenants.customers import Customer
from tenants.errors import Conflict
from tenants.jobs import letters
from tenants.jobs.job import OPEN, Job, JobStatus, Visit, VisitStatus
from tenants.jobs.visits import cancel_visit, mark_done
from tenants.lifecycle import move


async def schedule(
    customer: Customer,
    title: str,
    *,
    description: str = "",
    property_id: UUID | None = None,
    estimate_id: UUID | None = None,
    job_id: UUID | None = None,
    by: str = "",
    at: datetime | None = None,
) -> Job:
    """A new job with the company's next number, visible to the customer; `estimate_id` is what it was agreed in.

    `job_id` is its id, if that is settled before; `at` is when, unless now.
    """
    at = at or datetime.now(UTC)
    job = await Job.create(
        id=job_id or uuid4(),
        customer_id=customer.id,
        property_id=property_id,
        estimate_id=estimate_id,
        number=f"J{await numbering.take('job')}",
        title=title,
        description=description,
        created_at=at,
    )
    await _note(job, "scheduled", by, at)
    return job


async def start(job: Job, *, by: str = "", at: datetime | None = None) -> None:
    """The work has begun. Raises Conflict when it had before."""
    await move(job, JobStatus.SCHEDULED, JobStatus.IN_PROGRESS)
    await _note(job, "started", by, at)


async def complete(job: Job, *, by: str = "", at: datetime | None = None) -> None:
    """All is done: visits that have begun are done too, those still ahead are not needed. Raises Conflict.

    The contacts are told, unless history is being entered and `at` says when it was.
    """
    now = at or datetime.now(UTC)
    await _close(job, JobStatus.COMPLETED, completed_at=now)
    for visit in await _open_visits(job):
        await (mark_done if visit.starts_at <= now else cancel_visit)(visit, by=by, at=now)
    await _note(job, "completed", by, now)
    if at is None:
        await letters.tell_of_completion(job)


async def cancel(job: Job, *, by: str = "", at: datetime | None = None) -> None:
    """The work will not be done, nobody comes any more. Raises Conflict when the job is over."""
    now = at or datetime.now(UTC)
    await _close(job, JobStatus.CANCELED, canceled_at=now)
    for visit in await _open_visits(job):
        await cancel_visit(visit, by=by, at=now)
    await _note(job, "canceled", by, now)


async def reopen(job: Job, *, by: str = "") -> None:
    """Go on with a job that was over: visits it lost are planned anew. Raises Conflict when it is not over."""
    if job.status in OPEN:
        raise Conflict("This job is not over.")
    begun = await Visit.exists(job_id=job.id, status=VisitStatus.DONE)
    back = JobStatus.IN_PROGRESS if begun or job.status is JobStatus.COMPLETED else JobStatus.SCHEDULED
    await move(job, job.status, back, completed_at=None, canceled_at=None)
    await _note(job, "reopened", by, None)


async def _close(job: Job, status: JobStatus, **changes: datetime) -> None:
    if job.status not in OPEN:
        raise Conflict("This job is over already.")
    await move(job, job.status, status, **changes)


async def _open_visits(job: Job) -> list[Visit]:
    return await Visit.filter(job_id=job.id, status=VisitStatus.SCHEDULED).order_by("starts_at")


async def _note(job: Job, verb: str, by: str, at: datetime | None) -> None:
    await activity.note(job, verb, by=by, customer_id=job.customer_id, at=at)
