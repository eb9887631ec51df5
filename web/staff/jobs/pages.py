"""The page of one job in the console, for every handler that shows it."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from uuid import UUID

from quart import Response, request

from templates.documents import invoice_called
from tenants import customers, job_billing, jobs, service_requests
from tenants.customers import Customer
from tenants.errors import NotFound
from tenants.jobs import Job
from tenants.staff import StaffMember
from web.door import here
from web.forms.ids import id_of
from web.pages import page
from web.words.jobs.arranged import groups, kinds, shown_words
from web.words.jobs.record import shown

NOTHING: Mapping[str, str] = MappingProxyType({})


async def one(job_id: UUID) -> Job:
    """The job of this id. Raises NotFound."""
    found = await Job.get_or_none(id=job_id)
    if found is None:
        raise NotFound
    return found


async def shown_page(
    job: Job,
    status: int = 200,
    *,
    notice: str = "",
    refused: Sequence[str] = (),
    caption: Mapping[str, str] = NOTHING,
) -> Response:
    """The job with all that belongs to it; `caption` is what was typed for one photo, with its `id` and `error`."""
    document = await jobs.one(job.customer_id, job.id)
    assigned = await jobs.assigned(UUID(visit["id"]) for visit in document.visits)
    staff = {it.id: it for it in await StaffMember.all()}
    return page(
        "staff/jobs/show.html",
        status,
        place="jobs",
        job=shown(
            here(),
            document,
            await Customer.get(id=job.customer_id),
            await customers.contacts(job.customer_id),
            assigned,
            staff,
            await service_requests.taken_from(job.id),
        ),
        invoices=[(invoice_called(it.number), f"/staff/invoices/{it.id}") for it in await job_billing.billed(job)],
        notice=notice,
        refused=refused,
        photo_groups=groups(job.id, document.photos, caption),
        photo_kinds=kinds(),
        photos_seen=shown_words(here()),
        room=max(jobs.MOST_PHOTOS - len(document.photos), 0),
        most_photos=jobs.MOST_PHOTOS,
        removed=id_of(request.args.get("removed", "")),
    )
