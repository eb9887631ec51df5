"""Sending money back through Stripe: asked for as a row, made by the worker, followed to where it ends."""

from uuid import UUID

from tortoise.exceptions import IntegrityError

from tenants import activity, stripe_gateway
from tenants.errors import Conflict, Invalid, NotFound
from tenants.invoices import Invoice
from tenants.isolation import acting, acting_for
from tenants.ledger import Kind, LedgerEntry, PaymentAttempt, Refund, RefundStatus
from tenants.lifecycle import move
from tenants.money import Money
from tenants.payments import letters
from tenants.payments.at_stripe import REFUND_FAILED
from tenants.payments.settle import settle
from tenants.stripe_gateway import StripeDisconnected, StripeRefused
from tenants.tasks import Lane, later
from tenants.tenant import Tenant

ASKED = "asked"
"""The reason of a refund that staff asked for."""
LONGEST_NOTE = 500

# What went back already, or is on its way without Stripe having told us.
LEFT = """
SELECT c.amount
       + coalesce((SELECT sum(amount) FROM ledger_entry e WHERE e.tenant_id = c.tenant_id
                      AND e.attempt_id = c.attempt_id AND e.kind IN ('refund', 'refund_failed')), 0)
       - coalesce((SELECT sum(amount) FROM refund r WHERE r.tenant_id = c.tenant_id
                      AND r.attempt_id = c.attempt_id AND r.status = 'new'), 0) AS left_over,
       EXISTS (SELECT FROM ledger_entry e WHERE e.tenant_id = c.tenant_id AND e.attempt_id = c.attempt_id
                  AND e.kind = 'dispute_opened') AS is_disputed
  FROM ledger_entry c WHERE c.tenant_id = $1 AND c.id = $2
"""


async def request_refund(
    invoice_id: UUID, entry_id: UUID, *, refund_id: UUID, amount: int, note: str = "", reason: str = ASKED
) -> None:
    """Have `amount` (minor units) of an online payment sent back; asked twice under one `refund_id`, it is sent once.

    Raises NotFound, Invalid("amount" or "note"), Conflict when the payer's bank has the payment in dispute
    or the id is another refund's.
    """
    if len(note.strip()) > LONGEST_NOTE:
        raise Invalid("note", "Please use %(most)s characters or fewer.", most=LONGEST_NOTE)
    invoice = await Invoice.filter(id=invoice_id).select_for_update().get_or_none()
    entry = await LedgerEntry.get_or_none(id=entry_id, invoice_id=invoice_id, kind=Kind.CHARGE)
    if invoice is None or entry is None:
        raise NotFound
    if await Refund.exists(id=refund_id, invoice_id=invoice_id):
        return
    _check(amount, await left_of(entry.id), entry.currency)
    try:
        await Refund.create(
            id=refund_id,
            customer_id=invoice.customer_id,
            invoice_id=invoice.id,
            attempt_id=entry.attempt_id,
            amount=amount,
            reason=reason,
            note=note.strip(),
        )
    except IntegrityError:  # an id that is another refund's, whoever's that may be
        raise Conflict("Somebody has just changed this.") from None
    await activity.note(invoice, "refund_requested", customer_id=invoice.customer_id, amount=amount, note=note.strip())
    await later("send_refund", refund_id, lane=Lane.MONEY)


async def left_of(charge_id: UUID) -> int | None:
    """How much of a charge (an entry's id) can still be sent back; None when a bank has it in dispute."""
    (row,) = await acting().rows(LEFT, acting().tenant.id, charge_id)
    return None if row["is_disputed"] else int(row["left_over"])


async def send_refund(tenant: Tenant, refund_id: UUID) -> None:
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
        await _refused(tenant, refund, attempt, error)
        return
    await settle(tenant, attempt.id)


async def _refused(tenant: Tenant, refund: Refund, attempt: PaymentAttempt, error: StripeRefused) -> None:
    async with acting_for(tenant):
        await move(refund, RefundStatus.NEW, RefundStatus.FAILED, failure=str(error))
        invoice = await Invoice.get(id=refund.invoice_id)
        told = {"amount": refund.amount, "currency": attempt.currency}
        await activity.note_of_stripe(invoice, REFUND_FAILED, customer_id=invoice.customer_id, **told)
        facts = {"amount": letters.money(refund.amount, attempt.currency), "method": attempt.method}
        await letters.tell_staff("staff_refund_failed", invoice, attempt, str(refund.id), reason=str(error), **facts)


def _check(amount: int, left: int | None, currency: str) -> None:
    if left is None:
        raise Conflict("The payer's bank has this payment in dispute. Answer it at Stripe instead of refunding it.")
    if amount <= 0:
        raise Invalid("amount", "Please write an amount above zero.")
    if amount > left:
        raise Invalid("amount", "At most %(most)s of it can be sent back.", most=Money(max(left, 0), currency))
