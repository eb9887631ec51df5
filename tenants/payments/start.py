"""Pressing Pay: the attempt is a row before Stripe hears of it, and its page is shown only once the row has it."""

import logging
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any
from uuid import UUID

from tenants import stripe_gateway
from tenants.errors import Conflict, NotFound, Unavailable, marked
from tenants.invoices import Invoice
from tenants.isolation import acting, acting_for
from tenants.ledger import LIVE, MOVING, AttemptStatus, PaymentAttempt, movements_of
from tenants.lifecycle import move
from tenants.money import rounded
from tenants.payments import limits
from tenants.payments.amounts import to_charge
from tenants.payments.ends import close
from tenants.standing import standing
from tenants.stripe_gateway import Order, StripeRefused
from tenants.tenant import Tenant

PAGE_LIVES = timedelta(hours=2)
# Stripe makes a page only for half an hour or more; a made one is worth showing while there is time to type a card.
TIME_TO_MAKE = timedelta(minutes=35)
TIME_TO_PAY = timedelta(minutes=5)
ROUNDS = 4
BASIS_POINTS = 10_000

# Of the database itself: what a process remembers of the company may be a moment old.
ENDING = "SELECT 1 FROM tenant WHERE id = $1 AND deletes_at IS NOT NULL"

log = logging.getLogger(__name__)


class NotOnline(Unavailable):
    """The company takes no payments now, or Stripe will not take this one: trying again at once is no use."""

    def __init__(self) -> None:
        super().__init__(marked("This invoice cannot be paid online at the moment."))


@dataclass(frozen=True, slots=True)
class Payer:
    """Who pressed Pay: a contact, or whoever holds a share link. `network` is the address it came from, as counted.

    `language` is the one they read in, and `description` what Stripe's page calls the invoice in it.
    """

    customer_id: UUID
    email: str = ""
    contact_id: UUID | None = None
    share_link_id: UUID | None = None
    network: str | None = None
    language: str = ""
    description: str = ""

    def made(self, attempt: PaymentAttempt) -> bool:
        return (self.contact_id, self.share_link_id) == (attempt.contact_id, attempt.share_link_id)


async def start(
    tenant: Tenant, invoice_id: UUID, *, payer: Payer, success_path: str, cancel_path: str, amount: int | None = None
) -> str:
    """The address of Stripe's page for paying `amount` (minor units; None: all that is open) of the invoice.

    Called outside acting_for. Pressed again, it is the same page; another amount or payer ends the page before.
    The payer comes back to `success_path` with the session's id as `s`. Raises NotFound, Conflict (nothing to pay, or
    a payment is on its way), Invalid("amount", …), TooMany, NotOnline, Unavailable (Stripe did not answer). Nothing was
    charged in any of these cases.
    """
    paths = (success_path, cancel_path)
    try:
        for turn in range(ROUNDS):
            async with acting_for(tenant, customer_id=payer.customer_id):
                attempt, number, fits = await _attempt(invoice_id, amount, payer, is_counted=turn > 0)
            if not fits:
                await close(tenant, attempt)
            elif url := await _page(tenant, attempt, payer, _order(tenant, attempt, number, payer, paths)):
                return url
    except StripeRefused as error:
        log.warning("Stripe refused a checkout", extra={"tenant": str(tenant.id), "code": error.code}, exc_info=error)
        raise NotOnline from error
    raise Conflict("Somebody else is paying this invoice right now.")


async def _attempt(
    invoice_id: UUID, asked: int | None, payer: Payer, *, is_counted: bool
) -> tuple[PaymentAttempt, str, bool]:
    """The one live attempt, the invoice's number, and whether the attempt is what this payer wants.

    The invoice's row stays locked meanwhile, so of all who press at once only the first makes an attempt. Who may not
    make one any more is told so before anybody else's page is ended.
    """
    invoice = await Invoice.filter(id=invoice_id, customer_id=payer.customer_id).select_for_update().get_or_none()
    if invoice is None:
        raise NotFound
    if await acting().row(ENDING, acting().tenant.id):
        raise NotOnline
    attempt = await PaymentAttempt.get_or_none(invoice_id=invoice_id, status__in=LIVE)
    if attempt and attempt.status in MOVING:
        raise Conflict("A payment for this invoice is on its way.")
    payable = standing(
        invoice.status, invoice.total, invoice.due_on, acting().tenant.today(), await movements_of(invoice.id)
    )
    amount = to_charge(acting().tenant, invoice.currency, payable.payable, asked)
    now = await _now()
    if attempt and attempt.amount == amount and payer.made(attempt) and _is_fresh(attempt, now):
        return attempt, invoice.number, True
    wanted = _wanted(invoice, amount, payer, now)
    if not is_counted:
        await limits.spend(wanted, payer.network)
    if attempt and attempt.status is AttemptStatus.OPEN:
        return attempt, invoice.number, False
    if attempt:
        # Its page, if there is one, was shown to nobody: that happens only after the row is open.
        await move(attempt, AttemptStatus.NEW, AttemptStatus.CANCELED, moved_at=now)
    await wanted.save()
    return wanted, invoice.number, True


def _wanted(invoice: Invoice, amount: int, payer: Payer, now: datetime) -> PaymentAttempt:
    tenant: Tenant = acting().tenant
    if not tenant.stripe_account or not _methods(tenant, invoice.currency):
        raise NotOnline
    return PaymentAttempt(
        customer_id=invoice.customer_id,
        invoice_id=invoice.id,
        contact_id=payer.contact_id,
        share_link_id=payer.share_link_id,
        amount=amount,
        currency=invoice.currency,
        stripe_account=tenant.stripe_account,
        checkout_expires_at=now + PAGE_LIVES,
    )


async def _page(tenant: Tenant, attempt: PaymentAttempt, payer: Payer, order: Order) -> str:
    """The address of the attempt's page; empty when somebody ended the attempt while its page was being made."""
    if attempt.status is AttemptStatus.OPEN:
        return attempt.checkout_url
    try:
        session = await stripe_gateway.create_checkout(attempt.stripe_account, order)
    except StripeRefused as error:
        async with acting_for(tenant, customer_id=payer.customer_id):
            await _move(attempt, AttemptStatus.FAILED, failure=str(error))
        raise
    async with acting_for(tenant, customer_id=payer.customer_id):
        await _move(attempt, AttemptStatus.OPEN, session_id=session.id, checkout_url=session.url)
        attempt = await PaymentAttempt.get(id=attempt.id)
    if attempt.status is AttemptStatus.OPEN:
        return session.url
    await stripe_gateway.expire_session(attempt.stripe_account, session.id)
    return ""


async def _move(attempt: PaymentAttempt, status: AttemptStatus, **changes: Any) -> None:
    """Out of NEW, unless somebody who pressed Pay at the same moment was faster."""
    with suppress(Conflict):
        await move(attempt, AttemptStatus.NEW, status, moved_at=await _now(), **changes)


def _order(tenant: Tenant, attempt: PaymentAttempt, number: str, payer: Payer, paths: tuple[str, str]) -> Order:
    success_path, cancel_path = paths
    return Order(
        attempt_id=attempt.id,
        tenant_id=tenant.id,
        invoice_id=attempt.invoice_id,
        description=payer.description or f"Invoice {number}",
        language=payer.language,
        amount=attempt.amount,
        currency=attempt.currency,
        fee=rounded(Fraction(attempt.amount * tenant.application_fee_basis_points, BASIS_POINTS)),
        methods=_methods(tenant, attempt.currency),
        email=payer.email,
        # Banks print Latin letters and digits; Stripe wants a letter among them.
        descriptor=re.sub(r"[^A-Z0-9 .-]", "", f"INV {number}".upper()),
        success_url=f"{tenant.url(success_path)}?s={{CHECKOUT_SESSION_ID}}",
        cancel_url=tenant.url(cancel_path),
        expires_at=attempt.checkout_expires_at,
    )


def _methods(tenant: Tenant, currency: str) -> tuple[str, ...]:
    cards = ("card",) if tenant.takes_cards else ()
    return cards + (("us_bank_account",) if tenant.takes_bank_transfers and currency == "USD" else ())


def _is_fresh(attempt: PaymentAttempt, now: datetime) -> bool:
    needed = TIME_TO_PAY if attempt.status is AttemptStatus.OPEN else TIME_TO_MAKE
    return bool(attempt.checkout_expires_at - now > needed)


async def _now() -> datetime:
    moment: datetime = (await acting().rows("SELECT now()"))[0][0]
    return moment
