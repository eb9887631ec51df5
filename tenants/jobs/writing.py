"""What the company writes down of a job: a new one, once for each form, and another wording of one that is there."""

from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID, uuid5

from tenants import activity
from tenants.customers import Customer, Property
from tenants.errors import Invalid
from tenants.isolation import acting
from tenants.jobs.job import Job
from tenants.jobs.work import schedule

LONGEST_TITLE = 160
LONGEST_DESCRIPTION = 5_000

# A lock of its own statement: what follows must see what the one before us wrote.
ALONE = "SELECT pg_advisory_xact_lock(hashtextextended('job|' || $1, 0))"


class Brief(NamedTuple):
    """What is to be done and where; `description` is CommonMark, and the customer reads it."""

    title: str
    description: str = ""
    property_id: UUID | None = None


async def write_down(customer: Customer, brief: Brief, key: UUID, *, estimate_id: UUID | None = None) -> Job:
    """A new job from the form `key`: one, however often the form comes. Raises Invalid."""
    brief = await _checked(customer.id, brief)
    job_id = _id_for(key)
    await acting().rows(ALONE, str(job_id))
    before = await Job.get_or_none(id=job_id)
    return before or await schedule(customer, estimate_id=estimate_id, job_id=job_id, **brief._asdict())


async def made_of(keys: Collection[UUID]) -> set[UUID]:
    """Those of the keys that a job was written down with."""
    ids = {_id_for(key): key for key in keys}
    return {ids[job.id] for job in await Job.filter(id__in=list(ids))} if ids else set()


async def rewrite(job: Job, brief: Brief) -> None:
    """Say it so from now on. Raises Invalid."""
    brief = await _checked(job.customer_id, brief)
    changed = [name for name, value in brief._asdict().items() if value != getattr(job, name)]
    if changed:
        await Job.filter(id=job.id).update(**brief._asdict())
        await activity.note(job, "changed", customer_id=job.customer_id, fields=changed)


async def _checked(customer_id: UUID, brief: Brief) -> Brief:
    title, description = " ".join(brief.title.split()), brief.description.replace("\r\n", "\n").strip()
    if not title:
        raise Invalid("title", "Please give the job a name.")
    if len(title) > LONGEST_TITLE:
        raise Invalid("title", "Please use %(most)s characters or fewer.", most=LONGEST_TITLE)
    if len(description) > LONGEST_DESCRIPTION:
        raise Invalid("description", "Please use %(most)s characters or fewer.", most=LONGEST_DESCRIPTION)
    if brief.property_id and not await Property.exists(id=brief.property_id, customer_id=customer_id):
        raise Invalid("property", "Please choose where the work is.")
    return Brief(title, description, brief.property_id)


def _id_for(key: UUID) -> UUID:
    return uuid5(acting().tenant.id, str(key))
