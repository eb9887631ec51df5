"""Billing a job: one draft of an invoice for the work that was done, however often it is asked for."""

from decimal import Decimal
from uuid import UUID

from tenants import activity, invoices
from tenants.activity import Activity
from tenants.customers import Customer
from tenants.errors import Conflict
from tenants.invoices import Invoice, InvoiceStatus
from tenants.jobs import Job, JobStatus
from tenants.line_items import Line

BILLED = "billed"


async def charge(job: Job) -> Invoice:
    """The draft for this job: the one that is there already, or a new one with the job as its line.

    Raises Conflict for a job that is not completed.
    """
    held = await Job.filter(id=job.id).select_for_update().get()
    if held.status is not JobStatus.COMPLETED:
        raise Conflict("An invoice is made of a job that is completed.")
    for made in await billed(held):
        if made.status is InvoiceStatus.DRAFT:
            return made
    customer = await Customer.get(id=held.customer_id)
    line = Line(held.title, Decimal(1), 0)
    made = await invoices.draft(customer, [line], title=held.title, property_id=held.property_id)
    await activity.note(held, BILLED, customer_id=held.customer_id, invoice=str(made.id))
    return made


async def billed(job: Job) -> list[Invoice]:
    """What was made of this job, newest first."""
    noted = await Activity.filter(about="job", about_id=job.id, verb=BILLED)
    ids = [UUID(it.facts["invoice"]) for it in noted]
    return await Invoice.filter(id__in=ids).order_by("-created_at") if ids else []
