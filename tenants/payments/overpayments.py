"""Sending back what was paid too much."""

from uuid import UUID

from tenants import activity, stripe_gateway
from tenants.errors import NotFound
from tenants.invoices import Invoice
from tenants.isolation import acting_for
from tenants.ledger import Kind, LedgerEntry, PaymentAttempt, Refund, RefundStatus
from tenants.lifecycle import move
from tenants.payments.settle import settle
from tenants.stripe_gateway import StripeDisconnected, StripeRefused
from tenants.tenant import Tenant


async def refund_overpayment(tenant: Tenant, refund_id: UUID) -> None:
    """Make the refund of this row at Stripe, once however often it is called, and post what came of it.

    Called outside acting_for. A refund Stripe will not make is on record as failed. Raises StripeUnreachable.
    """
    async with acting_for(tenant):
        refund = await Refund.get_or_none(id=refund_id)
        if refund is None:
            raise NotFound
        attempt = await PaymentAttempt.get(id=refund.attempt_id)
        charge = await LedgerEntry.get(attempt_id=attempt.id, kind=Kind.CHARGE)
    # Stripe forgets a key after a day: reading first finds a refund that was made and never heard of.
    await settle(tenant, attempt.id)
    async with acting_for(tenant):
        refund = await Refund.get(id=refund_id)
    if refund.status is not RefundStatus.NEW:
        return
    try:
        await stripe_gateway.create_refund(attempt.stripe_account, charge.stripe_id, refund.amount, refund.id)
    except StripeDisconnected:
        raise
    except StripeRefused as error:
        await _refused(tenant, refund, error)
        return
    await settle(tenant, attempt.id)


async def _refused(tenant: Tenant, refund: Refund, error: StripeRefused) -> None:
    async with acting_for(tenant):
        await move(refund, RefundStatus.NEW, RefundStatus.FAILED, failure=str(error))
        invoice = await Invoice.get(id=refund.invoice_id)
        await activity.note(invoice, "refund_failed", customer_id=invoice.customer_id, amount=refund.amount)
