"""A company with many customers, and as many of every noun, as its own staff see it."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from tenants import estimates, invitations, jobs, service_requests
from tenants.activity import Activity
from tenants.emails import Email
from tenants.invoices import Invoice
from tenants.isolation import acting, acting_for
from tenants.messages import Message
from tenants.sign_in import staff_session
from tests.bench.histories import NUMBER, copies
from tests.bench.load import a_request
from tests.builders import (
    a_draft,
    a_job,
    a_service_request,
    a_signed_agreement,
    a_thread,
    a_visit,
    an_entry,
    an_estimate,
    an_invoice,
)
from tests.world import Company, a_company
from web.staff_signed_in import SESSION

OPEN = 300
"""How many of each noun still wait for somebody."""
EACH = {"customer_id": "md5(customer_id::text || n)::uuid"}
"""The nth copy is the nth customer's."""
NUMBERED = {**EACH, "property_id": "null", "number": NUMBER}


@dataclass(frozen=True)
class BusyCompany:
    """`reference` is what the session cookie of its owner carries; `shown` fills the arguments of addresses."""

    company: Company
    reference: str
    shown: dict[str, UUID]

    def asks(self, path: str) -> bytes:
        """The request for a page of the console, signed in."""
        return a_request(self.company.tenant.host, path.format(**self.shown), cookie=f"{SESSION}={self.reference}")


async def a_busy_company(many: int) -> BusyCompany:
    """A new company with `many` customers and `many` of each noun, OPEN of them open."""
    company = await a_company("busy", uuid4().hex[:10], "USD", "#c2410c")
    async with acting_for(company.tenant):
        await _customers(company, many)
        shown = {
            "customer_id": company.customer.id,
            "invoice_id": await _invoices(company, many),
            "estimate_id": await _estimates(company, many),
            "job_id": await _jobs(company, many),
            "agreement_id": await _agreements(company, many),
            "request_id": await _service_requests(company, many),
        }
        _, reference = await staff_session.begin(company.owner.email, "Firefox on Windows")
        await acting().rows("UPDATE session SET seen_at = now() + interval '1 hour'")
    return BusyCompany(company, reference, shown)


async def _customers(company: Company, many: int) -> None:
    """A third of them was invited, the others not yet."""
    name = {"name": "(ARRAY['Ames', 'Birch', 'Cole', 'Diaz'])[1 + n % 4] || ' ' || n"}
    await copies("customer", company.customer.id, many, **name, external_id="null")
    await copies("contact", company.contact.id, many, **EACH, **name, email="'c' || n || '@example.com'")
    await copies("property", company.property.id, many, **EACH, address="n || ' Elm Street'")
    await invitations.invite(company.contact)
    mail = await Email.get(contact_id=company.contact.id)
    to_each = {**EACH, "key": "key || n", "about_id": "md5(about_id::text || n)::uuid"}
    await copies("email", mail.id, many // 3, **to_each, contact_id="md5(contact_id::text || n)::uuid")
    noted = await Activity.filter(about_id=company.contact.id).first()
    assert noted
    await copies("activity", noted.id, many, **EACH, about_id="md5(about_id::text || n)::uuid", at=_hours("at"))


async def _invoices(company: Company, many: int) -> UUID:
    """Of each customer one, paid; some open ones, half of them overdue, and drafts."""
    paid, unpaid = await an_invoice(company.customer), await an_invoice(company.customer)
    entry, begun = await an_entry(paid, paid.total), await a_draft(company.customer)
    await Invoice.filter(id=paid.id).update(status="paid", paid_at=entry.at)
    times = {"sent_at": _hours("sent_at"), "paid_at": _hours("paid_at")}
    for one, count in ((paid, many), (unpaid, OPEN), (begun, OPEN)):
        await copies("invoice", one.id, count, **NUMBERED, **times, due_on="due_on - (n % 2) * 60")
    of_each = {**EACH, "invoice_id": "md5(invoice_id::text || n)::uuid", "stripe_id": "'ch_' || n"}
    await copies("ledger_entry", entry.id, many, **of_each, at=_hours("at"))
    await _messages(company, unpaid, many)
    return unpaid.id


async def _messages(company: Company, invoice: Invoice, many: int) -> None:
    thread = await a_thread(company, invoice)
    message = await Message.get(thread_id=thread.id)
    await copies(
        "thread",
        thread.id,
        many,
        **EACH,
        about_id="gen_random_uuid()",
        waiting_since=f"CASE WHEN n <= {OPEN} THEN waiting_since END",
        last_at=_hours("last_at"),
    )
    by_each = {**EACH, "contact_id": "md5(contact_id::text || n)::uuid"}
    await copies("message", message.id, many, **by_each, thread_id="md5(thread_id::text || n)::uuid")


async def _estimates(company: Company, many: int) -> UUID:
    declined, waiting = await an_estimate(company.customer), await an_estimate(company.customer)
    await estimates.decline(declined.id, estimates.Answerer(company.customer.id, "Dana"), 1, reason="No")
    for one, count in ((declined, many), (waiting, OPEN)):
        await copies(
            "estimate", one.id, count, **NUMBERED, sent_at=_hours("sent_at"), answered_at=_hours("answered_at")
        )
    return waiting.id


async def _jobs(company: Company, many: int) -> UUID:
    done, running = await a_job(company.customer), await a_job(company.customer)
    for job, count in ((done, many), (running, OPEN)):
        visit = await a_visit(job)
        if job is done:
            await jobs.complete(done)
        await copies("job", job.id, count, **NUMBERED, created_at=_hours("created_at"))
        await copies("visit", visit.id, count, **EACH, job_id="md5(job_id::text || n)::uuid")
    return running.id


async def _agreements(company: Company, many: int) -> UUID:
    agreement = await a_signed_agreement(company.contact)
    by_each = {**NUMBERED, "answered_by_id": "md5(answered_by_id::text || n)::uuid"}
    await copies("agreement", agreement.id, many, **by_each, starts_on="starts_on - n % 700")
    return agreement.id


async def _service_requests(company: Company, many: int) -> UUID:
    closed, asked = await a_service_request(company.contact), await a_service_request(company.contact)
    await service_requests.close(closed, by="Olive")
    for one, count in ((closed, many), (asked, OPEN)):
        nth = {**NUMBERED, "contact_id": "md5(contact_id::text || n)::uuid", "key": "gen_random_uuid()"}
        await copies("service_request", one.id, count, **nth, submitted_at=_hours("submitted_at"))
    return asked.id


def _hours(column: str) -> str:
    return f"{column} - n * interval '1 hour'"
