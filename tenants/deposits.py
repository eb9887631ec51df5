"""Accepting an estimate in one breath with what follows from it: the deposit's invoice and the letters."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from tenants import customers, estimates, invoices, share_links
from tenants.customers import Customer
from tenants.errors import Conflict
from tenants.estimates import (
    Acceptance,
    Answerer,
    Choice,
    Estimate,
    EstimateAnswer,
    EstimateStatus,
    EstimateVersion,
    Verb,
)
from tenants.invoices import Invoice, InvoiceStatus
from tenants.isolation import acting
from tenants.line_items import Line


async def accept(
    estimate_id: UUID, by: Answerer, given: Acceptance, *, called: str = "", at: datetime | None = None
) -> UUID | None:
    """Accept an estimate; the id of its deposit's invoice to pay next, None when nothing is due.

    `called` names that invoice in the customer's language. Pressed twice it is the same invoice. Raises as
    estimates.accept does.
    """
    answer, is_new = await estimates.accept(estimate_id, by, given, at=at)
    deposit = await of(estimate_id)
    if is_new:
        estimate = await Estimate.get(id=estimate_id)
        if deposit is None and answer.totals["deposit"]:
            deposit = await _ask(estimate, answer, called or f"{estimate.number} {estimate.title}".strip())
        await _tell(estimate, answer, deposit)
    return deposit.id if deposit else None


async def of(estimate_id: UUID) -> Invoice | None:
    """The deposit that was asked for, paid or not. One that was paid counts when a reopened estimate is accepted."""
    asked = Invoice.filter(estimate_id=estimate_id, status__in=[InvoiceStatus.OPEN, InvoiceStatus.PAID])
    return await asked.order_by("-sent_at").first()


async def rest(estimate_id: UUID, *, called: str, credited: str) -> Invoice:
    """A draft of the invoice for what was accepted, less the deposit that was asked for; made before, it is that one.

    `called` names it where the estimate has no title, `credited` the line of the deposit, whose number is its `%s`.
    Raises NotFound, Conflict for an estimate that is not accepted.
    """
    estimate = await estimates.held(estimate_id)
    if estimate.status is not EstimateStatus.ACCEPTED:
        raise Conflict("Only an accepted estimate becomes an invoice.")
    made = Invoice.filter(invoiced_estimate_id=estimate_id, deleted_at=None).exclude(status=InvoiceStatus.VOID)
    if before := await made.order_by("created_at").first():
        return before
    deposit = await of(estimate_id)
    credit = [Line(credited % deposit.number, Decimal(1), -deposit.total)] if deposit and deposit.total else []
    return await invoices.draft(
        await Customer.get(id=estimate.customer_id),
        [*await _accepted_lines(estimate), *credit],
        title=estimate.title or called,
        property_id=estimate.property_id,
        invoiced_estimate_id=estimate.id,
    )


async def _accepted_lines(estimate: Estimate) -> list[Line]:
    accepted = EstimateAnswer.filter(estimate_id=estimate.id, version=estimate.version, verb=Verb.ACCEPTED)
    answer = await accepted.order_by("-at").first()
    version = await EstimateVersion.get(estimate_id=estimate.id, number=estimate.version)
    choice = Choice.read(answer.choice) if answer else estimates.usual(estimates.read(version.contents))
    return [line for _item, line in estimates.chosen(estimates.read(version.contents), choice)]


async def _ask(estimate: Estimate, answer: EstimateAnswer, called: str) -> Invoice:
    """The invoice of the deposit, due on the day of the acceptance. The letter about the acceptance tells of it."""
    invoice = await invoices.draft(
        await Customer.get(id=estimate.customer_id),
        [Line(called, Decimal(1), answer.totals["deposit"])],
        title=called[:160],
        property_id=estimate.property_id,
        estimate_id=estimate.id,
    )
    due_on = answer.at.astimezone(acting().tenant.zone).date()
    await invoices.send(invoice, by=answer.by, due_on=due_on, at=answer.at)
    return invoice


async def _tell(estimate: Estimate, answer: EstimateAnswer, deposit: Invoice | None) -> None:
    """Those who may approve hear of it; those who only pay get the bill of the deposit."""
    contacts = await customers.contacts(estimate.customer_id)
    due = deposit if deposit and deposit.status is InvoiceStatus.OPEN else None
    links = [
        (contact, (await share_links.own(due if due and contact.billing else estimate, contact.id)).id)
        for contact in contacts
        if contact.approve
    ]
    await estimates.tell_accepted(estimate, answer, links, is_due=due is not None)
    payers = [contact for contact in contacts if contact.billing and not contact.approve]
    if due:
        await invoices.write_letters(due, [(payer, (await share_links.own(due, payer.id)).id) for payer in payers])
