"""Facts of Stripe's become entries, each once; what follows from an entry follows from its insert and nothing else."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from tenants import activity
from tenants.invoices import Invoice, InvoiceStatus
from tenants.isolation import acting
from tenants.ledger import Kind, PaymentAttempt, Refund, RefundStatus, movements_of
from tenants.lifecycle import move
from tenants.payments import at_stripe, letters
from tenants.standing import Standing, standing
from tenants.stripe_gateway import Charge, Dispute, Refunded
from tenants.tasks import Lane, later

OVERPAYMENT = "overpayment"
SENT_BACK = frozenset({"pending", "succeeded", "failed", "canceled"})
NOT_ARRIVED = frozenset({"failed", "canceled"})
REFUND_RANKS = {status: rank for rank, status in enumerate(RefundStatus)}
"""A refund only ever climbs, so what is told late changes nothing."""

POST = """
INSERT INTO ledger_entry (id, tenant_id, customer_id, invoice_id, attempt_id, kind, amount, currency, stripe_id,
                          method, note, at, recorded_at)
SELECT $1, tenant_id, customer_id, invoice_id, id, $3, $4, currency, $5, method, '', $6, now()
  FROM payment_attempt WHERE id = $2
ON CONFLICT (tenant_id, stripe_id, kind) DO NOTHING
RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing Stripe says happened. `amount` in minor units, signed: what the company gains is positive."""

    kind: Kind
    amount: int
    stripe_id: str
    at: datetime


def facts_of(thing: Charge | Refunded | Dispute) -> list[Fact]:
    """The facts this object of Stripe's tells of, as it is now; each is to be found in the ledger once."""
    match thing:
        case Charge():
            return [Fact(Kind.CHARGE, thing.amount, thing.id, thing.at)]
        case Refunded():
            sent = [Fact(Kind.REFUND, -thing.amount, thing.id, thing.at)] if thing.status in SENT_BACK else []
            failed = [Fact(Kind.REFUND_FAILED, thing.amount, thing.id, thing.at)] if thing.status in NOT_ARRIVED else []
            return sent + failed
        case Dispute():
            told = [
                (Kind.DISPUTE_OPENED, 0, True),
                (Kind.DISPUTE_WITHDRAWN, -thing.amount, thing.is_withdrawn),
                (Kind.DISPUTE_REINSTATED, thing.amount, thing.is_reinstated),
                (Kind.DISPUTE_CLOSED, 0, thing.is_closed),
            ]
            return [Fact(kind, amount, thing.id, thing.at) for kind, amount, is_so in told if is_so]


async def charged(invoice: Invoice, attempt: PaymentAttempt, charge: Charge) -> None:
    """The money is there: a receipt, the invoice paid if that was all, and what is too much on its way back."""
    if not await _posted(attempt, charge):
        return
    after = await _stands(invoice)
    if invoice.status is InvoiceStatus.OPEN and not after.balance:
        await move(invoice, InvoiceStatus.OPEN, InvoiceStatus.PAID, paid_at=charge.at)
    facts = {
        "amount": letters.money(charge.amount, charge.currency),
        "method": charge.method,
        "paid_on": charge.at.astimezone(acting().tenant.zone).date().isoformat(),
        "balance": letters.money(after.balance, charge.currency) if after.balance else None,
    }
    await letters.tell_customer("receipt", invoice, attempt, charge.id, **facts)
    await letters.tell_staff("staff_payment_received", invoice, attempt, charge.id, **facts)
    if after.overpaid:
        await _send_back(invoice, attempt, min(after.overpaid, charge.amount))


async def refunded(invoice: Invoice, attempt: PaymentAttempt, refund: Refunded) -> None:
    """Money went back, by our hand or at Stripe's dashboard, or was to go back and did not arrive."""
    new = await _posted(attempt, refund)
    row = await _ours(attempt, refund)
    await at_stripe.note_refund(invoice, refund, new, asked_here=row is not None)
    if Kind.REFUND in new and Kind.REFUND_FAILED not in new:
        facts = {"amount": letters.money(refund.amount, attempt.currency), "method": attempt.method}
        letter = "overpayment_refunded" if row and row.reason == OVERPAYMENT else "refund_made"
        await letters.tell_customer(letter, invoice, attempt, refund.id, **facts)
        await letters.tell_staff("staff_refund_made", invoice, attempt, refund.id, **facts)
    if Kind.REFUND_FAILED in new:
        facts = {"amount": letters.money(refund.amount, attempt.currency), "method": attempt.method}
        await letters.tell_customer("refund_failed", invoice, attempt, refund.id, **facts)
        await letters.tell_staff("staff_refund_failed", invoice, attempt, refund.id, reason=refund.failure, **facts)


async def disputed(invoice: Invoice, attempt: PaymentAttempt, dispute: Dispute) -> None:
    """The payer's bank asks for the money, takes it, gives it back: whatever of that has happened."""
    new = await _posted(attempt, dispute)
    await at_stripe.note_dispute(invoice, dispute, new)
    if Kind.DISPUTE_CLOSED in new and dispute.outcome:
        facts = {"amount": letters.money(dispute.amount, attempt.currency), "is_won": dispute.outcome == "won"}
        await letters.tell_staff("staff_dispute_closed", invoice, attempt, dispute.id, **facts)
    if Kind.DISPUTE_OPENED in new:
        due_on = dispute.due_by.astimezone(acting().tenant.zone).date().isoformat() if dispute.due_by else None
        amount = letters.money(dispute.amount, attempt.currency)
        await letters.tell_staff(
            "staff_payment_disputed", invoice, attempt, dispute.id, amount=amount, due_by_on=due_on
        )


async def _posted(attempt: PaymentAttempt, thing: Charge | Refunded | Dispute) -> set[Kind]:
    """Post what the thing tells of; the kinds of entry that were not there before."""
    new = set()
    for fact in facts_of(thing):
        if await acting().row(POST, uuid4(), attempt.id, fact.kind, fact.amount, fact.stripe_id, fact.at):
            new.add(fact.kind)
    return new


async def _stands(invoice: Invoice) -> Standing:
    moved = await movements_of(invoice.id)
    return standing(invoice.status, invoice.total, invoice.due_on, acting().tenant.today(), moved)


async def _send_back(invoice: Invoice, attempt: PaymentAttempt, amount: int) -> None:
    refund = await Refund.create(
        customer_id=invoice.customer_id,
        invoice_id=invoice.id,
        attempt_id=attempt.id,
        amount=amount,
        reason=OVERPAYMENT,
    )
    await activity.note(invoice, "overpaid", customer_id=invoice.customer_id, amount=amount)
    await later("send_refund", refund.id, lane=Lane.MONEY)


async def _ours(attempt: PaymentAttempt, refund: Refunded) -> Refund | None:
    """Our row behind this refund of Stripe's, as far on its way as that is."""
    row = await Refund.get_or_none(id=refund.refund, attempt_id=attempt.id) if refund.refund else None
    status = _status_of(refund)
    if row and row.stripe_id in {None, refund.id} and REFUND_RANKS[status] > REFUND_RANKS[row.status]:
        await move(row, row.status, status, stripe_id=refund.id, failure=refund.failure)
    return row


def _status_of(refund: Refunded) -> RefundStatus:
    if refund.status in NOT_ARRIVED:
        return RefundStatus.FAILED
    return RefundStatus.ARRIVED if refund.status == "succeeded" else RefundStatus.SENT
