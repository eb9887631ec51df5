"""Ending a checkout before anybody has paid in it."""

import logging
from uuid import UUID

from tenants import invoices, stripe_gateway
from tenants.errors import Conflict, NotFound
from tenants.invoices import Invoice
from tenants.isolation import acting, acting_for
from tenants.ledger import LIVE, MOVING, AttemptStatus, PaymentAttempt
from tenants.lifecycle import move
from tenants.payments.limits import MOST_REFUSALS
from tenants.payments.settle import settle
from tenants.stripe_gateway import StripeRefused
from tenants.tenant import Tenant

RUN_OUT = """
UPDATE payment_attempt SET status = 'expired'
 WHERE id = $1 AND status = 'open' AND checkout_expires_at < now()
RETURNING id
"""

log = logging.getLogger(__name__)


async def close(tenant: Tenant, attempt: PaymentAttempt) -> None:
    """End an open attempt at Stripe and here; one that turns out to be paid is settled instead.

    When Stripe tells us nothing of it any more, as after a change of account, its time must have run out.
    Raises StripeUnreachable, StripeRefused.
    """
    await stripe_gateway.expire_session(attempt.stripe_account, attempt.session_id)
    try:
        await settle(tenant, attempt.id)
    except StripeRefused:
        async with acting_for(tenant):
            if not await acting().rows(RUN_OUT, attempt.id):
                raise


async def close_if_abused(tenant: Tenant, attempt_id: UUID, intent_id: str) -> None:
    """End an open checkout in which cards were refused too often: nobody's own cards fail that many times."""
    async with acting_for(tenant):
        attempt = await PaymentAttempt.get_or_none(id=attempt_id, status=AttemptStatus.OPEN)
    if attempt and await stripe_gateway.refusals(attempt.stripe_account, intent_id) >= MOST_REFUSALS:
        log.warning("a checkout is closed after too many refused cards", extra={"tenant": str(tenant.id)})
        await close(tenant, attempt)


async def void(tenant: Tenant, invoice_id: UUID, *, by: str = "") -> None:
    """Void an open invoice, its checkout ended first. Called outside acting_for.

    Raises NotFound, and Conflict when money is on its way or has come, or somebody has just pressed Pay again.
    """
    await end_checkout(tenant, invoice_id)
    async with acting_for(tenant):
        invoice = await Invoice.filter(id=invoice_id).select_for_update().get_or_none()
        if invoice is None:
            raise NotFound
        if await moving(invoice_id):
            raise Conflict("Somebody is paying this invoice.")
        await invoices.void(invoice, by=by)


async def end_checkout(tenant: Tenant, invoice_id: UUID) -> None:
    """End the page on which the invoice is being paid, if there is one. Called outside acting_for.

    Raises StripeUnreachable, and Conflict when Stripe tells nothing of it any more and its time has not run out.
    """
    async with acting_for(tenant):
        attempt = await PaymentAttempt.get_or_none(invoice_id=invoice_id, status=AttemptStatus.OPEN)
    if attempt:
        try:
            await close(tenant, attempt)
        except StripeRefused as error:
            raise Conflict("Somebody is paying this invoice.") from error


async def moving(invoice_id: UUID) -> PaymentAttempt | None:
    """The payment that is on its way to an invoice whose row is locked; a page that nobody was shown is ended.

    Raises Conflict when somebody has pressed Pay since end_checkout.
    """
    attempt = await PaymentAttempt.get_or_none(invoice_id=invoice_id, status__in=LIVE)
    if attempt is None or attempt.status in MOVING:
        return attempt
    if attempt.status is AttemptStatus.OPEN:
        raise Conflict("Somebody is paying this invoice.")
    await move(attempt, AttemptStatus.NEW, AttemptStatus.CANCELED)
    return None
