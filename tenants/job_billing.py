"""Billing a job: one invoice for the work that was done, however often it is asked for."""

from decimal import Decimal
from uuid import UUID

from tenants import activity, deposits, invoices
from tenants.activity import Activity
from tenants.customers import Customer
from tenants.errors import Conflict
from tenants.estimates import Estimate, EstimateStatus
from tenants.invoices import Invoice, InvoiceStatus
from tenants.jobs import Job, JobStatus
from tenants.line_items import Line

BILLED = "billed"


async def charge(job: Job, *, called: str, credited: str) -> Invoice:
    """The invoice for this job: the draft that is there already, or a new one.

    After an accepted estimate it has the lines that were accepted, less the deposit (`called` and `credited` are for
    deposits.rest); without one, the job as its line. Raises Conflict for a job that is not completed.
    """
    held = await Job.filter(id=job.id).select_for_update().get()
    if held.status is not JobStatus.COMPLETED:
        raise Conflict("An invoice is made of a job that is completed.")
    before = await billed(held)
    if drafts := [made for made in before if made.status is InvoiceStatus.DRAFT]:
        return drafts[0]
    made = await _of_estimate(held, called, credited) or await _of_title(held)
    if made.id not in {it.id for it in before}:
        await activity.note(held, BILLED, customer_id=held.customer_id, invoice=str(made.id))
    return made


async def billed(job: Job) -> list[Invoice]:
    """What was made of this job, newest first."""
    noted = await Activity.filter(about="job", about_id=job.id, verb=BILLED)
    ids = [UUID(it.facts["invoice"]) for it in noted]
    return await Invoice.filter(id__in=ids).order_by("-created_at") if ids else []


async def _of_estimate(job: Job, called: str, credited: str) -> Invoice | None:
    """None for a job whose estimate, if it has one, does not stand accepted any more."""
    accepted = Estimate.filter(id=job.estimate_id, status=EstimateStatus.ACCEPTED, deleted_at=None)
    if job.estimate_id is None or not await accepted.exists():
        return None
    return await deposits.rest(job.estimate_id, called=called, credited=credited)


async def _of_title(job: Job) -> Invoice:
    line = Line(job.title, Decimal(1), 0)
    customer = await Customer.get(id=job.customer_id)
    return await invoices.draft(customer, [line], title=job.title, property_id=job.property_id)
