"""Who hears of a job: each contact with an ear for visits, of them and of the end of the work; staff of a yes."""

from datetime import UTC, datetime
from typing import Any

from tenants import customers, staff
from tenants.customers import Customer, May
from tenants.isolation import acting
from tenants.jobs.job import Job, Visit
from tenants.photos import Photo
from tenants.sections import shows_photos


async def tell_customer(letter: str, job: Job, visit: Visit) -> None:
    """Write `letter` about a visit to every contact, once for each change of it; none about what is past."""
    if visit.ends_at <= datetime.now(UTC):
        return
    asks = visit.asks_confirmation and visit.confirmed_at is None
    facts = {"window": window(visit), "who": visit.who, "note": visit.note, "asks": asks}
    await _write_all(letter, f"{visit.id}:{visit.sequence}", job, facts)


async def tell_staff(letter: str, job: Job, visit: Visit) -> None:
    customer = await Customer.get(id=job.customer_id)
    facts = {
        "number": job.number,
        "title": job.title,
        "customer": customer.name,
        "confirmed_by": visit.confirmed_by,
        "window": window(visit),
    }
    await staff.write(letter, key=f"{visit.id}:{visit.sequence}", about=job, facts=facts)


async def tell_of_completion(job: Job) -> None:
    photos = await Photo.filter(about="job", about_id=job.id, removed_at=None).count()
    letter = "job_completed"
    facts = {"photos": photos if shows_photos(acting().tenant, "job") else 0}
    await _write_all(letter, str(job.id), job, facts)


def window(visit: Visit) -> dict[str, str]:
    """The arrival window as letters carry it."""
    return {"starts_at": visit.starts_at.isoformat(), "ends_at": visit.ends_at.isoformat()}


async def _write_all(letter: str, key: str, job: Job, facts: dict[str, Any]) -> None:
    people = await customers.contacts(job.customer_id, May.VISITS)
    facts = {"number": job.number, "title": job.title, "path": f"/jobs/{job.id}", **facts}
    await customers.write(letter, people, key=key, about=job, facts=facts)
