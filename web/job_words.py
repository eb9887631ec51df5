"""Jobs in a line or two, as the company reads them."""

from typing import Any

from templates.filters import day, status_words
from tenants.jobs import Job
from tenants.tenant import Tenant


def listed_job(job: Job, tenant: Tenant) -> dict[str, Any]:
    """One job in a short list, every string ready to print."""
    label, kind = status_words(job.status)
    on = job.created_at.astimezone(tenant.zone).date()
    return {
        "href": f"/staff/jobs/{job.id}",
        "title": job.title,
        "number": job.number,
        "when_words": day(on, tenant.today()),
        "when_iso": on.isoformat(),
        "state_kind": kind,
        "state_words": label,
    }
