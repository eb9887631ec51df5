"""What was done at Stripe and nobody did here: told in its name in the history, once, as the ledger learns of it."""

from typing import Any

from tenants import activity
from tenants.invoices import Invoice
from tenants.ledger import Kind
from tenants.stripe_gateway import Dispute, Refunded

# Other words than the entries' kinds, which invoices tell of themselves.
REFUNDED = "refunded_at_stripe"
REFUND_FAILED = "refund_failed"
DISPUTED = {
    Kind.DISPUTE_OPENED: "disputed",
    Kind.DISPUTE_WITHDRAWN: "dispute_held_back",
    Kind.DISPUTE_REINSTATED: "dispute_given_back",
}
CLOSED = {"won": "dispute_won", "lost": "dispute_lost"}
ENDED = "dispute_ended"


async def note_refund(invoice: Invoice, refund: Refunded, new: set[Kind], *, asked_here: bool) -> None:
    """`new` are the kinds of entry that were not there before: without any there is nothing to tell."""
    facts: dict[str, Any] = {"amount": refund.amount, "currency": invoice.currency}
    if Kind.REFUND in new and not asked_here:
        await activity.note_of_stripe(invoice, REFUNDED, customer_id=invoice.customer_id, at=refund.at, **facts)
    if Kind.REFUND_FAILED in new:
        await activity.note_of_stripe(invoice, REFUND_FAILED, customer_id=invoice.customer_id, **facts)


async def note_dispute(invoice: Invoice, dispute: Dispute, new: set[Kind]) -> None:
    """Stripe says when a dispute began; each later step is told when it is heard of."""
    verbs = {**DISPUTED, Kind.DISPUTE_CLOSED: CLOSED.get(dispute.outcome, ENDED)}
    for kind in sorted(new, key=list(verbs).index):
        await activity.note_of_stripe(
            invoice,
            verbs[kind],
            customer_id=invoice.customer_id,
            at=dispute.at if kind is Kind.DISPUTE_OPENED else None,
            amount=dispute.amount,
            currency=invoice.currency,
        )
