"""What Stripe says of an attempt, read afresh and written down: the one way by which money gets into the ledger.

The return page, every webhook and the reconciler end here, so it does not matter which comes first, or how often.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from tenants import activity, stripe_events, stripe_gateway
from tenants.errors import NotFound, marked
from tenants.invoices import Invoice
from tenants.isolation import acting, acting_for
from tenants.ledger import AttemptStatus, PaymentAttempt
from tenants.lifecycle import move
from tenants.payments import entries, letters, limits
from tenants.stripe_gateway import Checkout, Dispute, Intent, Refunded
from tenants.tenant import Tenant

BANK_DAYS = 4
MOVED = "bank_payment_started"
CAME_BACK = "bank_payment_returned"

# An attempt only ever climbs, so a report that was overtaken on its way here changes nothing.
RANKS = {
    AttemptStatus.NEW: 0,
    AttemptStatus.OPEN: 1,
    AttemptStatus.REQUIRES_ACTION: 2,
    AttemptStatus.PROCESSING: 3,
    AttemptStatus.EXPIRED: 4,
    AttemptStatus.CANCELED: 4,
    AttemptStatus.FAILED: 4,
    AttemptStatus.SUCCEEDED: 5,
}
BY_INTENT = {
    "succeeded": AttemptStatus.SUCCEEDED,
    "processing": AttemptStatus.PROCESSING,
    "requires_action": AttemptStatus.REQUIRES_ACTION,
    "requires_payment_method": AttemptStatus.FAILED,
    "canceled": AttemptStatus.CANCELED,
}

READ = "UPDATE payment_attempt SET read_at = greatest(read_at, $2) WHERE id = $1"


@dataclass(frozen=True, slots=True)
class Report:
    """All Stripe has on one attempt at one moment."""

    session: Checkout
    refunds: Sequence[Refunded] = ()
    disputes: Sequence[Dispute] = ()

    @property
    def intent(self) -> Intent | None:
        return self.session.intent

    @property
    def status(self) -> AttemptStatus:
        if self.session.status == "open":
            return AttemptStatus.OPEN
        if self.session.status == "expired" or self.intent is None:
            return AttemptStatus.EXPIRED
        return BY_INTENT.get(self.intent.status, AttemptStatus.OPEN)


async def settle(
    tenant: Tenant, attempt_id: UUID, *, session_id: str | None = None, event_id: str | None = None
) -> PaymentAttempt:
    """Bring the attempt and its invoice to what Stripe says now; the event that called for it is done with it.

    Called outside acting_for, as often as anybody likes. `session_id` is the session to look at when the attempt has
    none yet. Raises NotFound, StripeUnreachable, StripeRefused.
    """
    async with acting_for(tenant) as unit:
        attempt = await PaymentAttempt.get_or_none(id=attempt_id)
        asked_at = (await unit.rows("SELECT now()"))[0][0]
    if attempt is None:
        raise NotFound
    report = await _report(attempt, attempt.session_id or session_id)
    async with acting_for(tenant) as unit:
        invoice = await Invoice.filter(id=attempt.invoice_id).select_for_update().get()
        attempt = await PaymentAttempt.filter(id=attempt_id).select_for_update().get()
        await unit.rows(READ, attempt_id, asked_at)
        if report is None:
            await _give_up(attempt)
        else:
            await _write_down(invoice, attempt, report)
        if event_id:
            await stripe_events.finish(event_id)
    return attempt


async def returned(tenant: Tenant, invoice_id: UUID, session_id: str) -> PaymentAttempt:
    """The payer is back from Stripe's page: ask Stripe how it went. The address proves nothing.

    Called outside acting_for, for an invoice the caller has shown to be the payer's. Raises NotFound for a session
    that is not one of this invoice's, StripeUnreachable.
    """
    async with acting_for(tenant):
        attempt = await PaymentAttempt.get_or_none(invoice_id=invoice_id, session_id=session_id)
    if attempt is None:
        raise NotFound
    if attempt.status is AttemptStatus.SUCCEEDED:
        return attempt
    return await settle(tenant, attempt.id)


async def _report(attempt: PaymentAttempt, session_id: str | None) -> Report | None:
    """None when Stripe never made a session for this attempt."""
    account = attempt.stripe_account
    if session_id:
        session: Checkout | None = await stripe_gateway.retrieve_session(account, session_id)
    else:
        session = await stripe_gateway.retrieve_session_of(
            account, attempt.id, attempt.created_at - timedelta(minutes=10)
        )
    if session is None:
        return None
    charge = session.intent.charge if session.intent else None
    if charge is None or not charge.has_succeeded:
        return Report(session)
    return Report(session, *await stripe_gateway.retrieve_settlement(account, charge))


async def _give_up(attempt: PaymentAttempt) -> None:
    if attempt.status is AttemptStatus.NEW:
        await move(attempt, AttemptStatus.NEW, AttemptStatus.CANCELED, failure="Stripe made no page for it.")


async def _write_down(invoice: Invoice, attempt: PaymentAttempt, report: Report) -> None:
    before = attempt.status
    if RANKS[report.status] > RANKS[before]:
        await move(attempt, before, report.status, **_changes(report))
        await _tell(invoice, attempt, before)
    if report.intent and report.intent.charge and report.intent.charge.has_succeeded:
        await entries.charged(invoice, attempt, report.intent.charge)
        await _note_fee(attempt, report.intent.charge.fee)
    for refund in report.refunds:
        await entries.refunded(invoice, attempt, refund)
    for dispute in report.disputes:
        await entries.disputed(invoice, attempt, dispute)


async def _tell(invoice: Invoice, attempt: PaymentAttempt, before: AttemptStatus) -> None:
    match attempt.status:
        case AttemptStatus.REQUIRES_ACTION if attempt.checkout_url:
            facts = {"amount": letters.money(attempt.amount, attempt.currency)}
            await letters.tell_customer("bank_payment_to_verify", invoice, attempt, str(attempt.id), **facts)
        case AttemptStatus.PROCESSING:
            await limits.give_back(attempt)
            await _started(invoice, attempt)
        case AttemptStatus.SUCCEEDED if before is not AttemptStatus.PROCESSING:
            await limits.give_back(attempt)
        case AttemptStatus.FAILED:
            await _came_back(invoice, attempt)


def _changes(report: Report) -> dict[str, Any]:
    intent = report.intent
    changes: dict[str, Any] = {"session_id": report.session.id, "checkout_url": report.session.url}
    if intent is None:
        return changes
    if intent.verify_url:
        changes["checkout_url"] = intent.verify_url
    changes |= {"intent_id": intent.id, "failure": intent.failure, "moved_at": intent.at}
    if report.status is AttemptStatus.PROCESSING:
        changes["expected_on"] = expected_on(intent.at, acting().tenant)
    return changes | ({"method": intent.charge.method} if intent.charge else {})


async def _note_fee(attempt: PaymentAttempt, fee: int | None) -> None:
    if fee is not None and fee != attempt.fee:
        await PaymentAttempt.filter(id=attempt.id).update(fee=fee)


def expected_on(started_at: datetime, tenant: Tenant) -> date:
    """The day a bank payment should have cleared: BANK_DAYS weekdays later, in the company's time zone."""
    day, left = started_at.astimezone(tenant.zone).date(), BANK_DAYS
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5
    return day


async def _started(invoice: Invoice, attempt: PaymentAttempt) -> None:
    facts = {"amount": letters.money(attempt.amount, attempt.currency), "expected_on": attempt.expected_on.isoformat()}
    await letters.tell_customer("bank_payment_started", invoice, attempt, str(attempt.id), **facts)
    await letters.tell_staff("staff_bank_payment_started", invoice, attempt, str(attempt.id), **facts)
    await activity.note(
        invoice,
        MOVED,
        customer_id=invoice.customer_id,
        at=attempt.moved_at,
        amount=attempt.amount,
        method=attempt.method,
    )


async def _came_back(invoice: Invoice, attempt: PaymentAttempt) -> None:
    facts = {
        "amount": letters.money(attempt.amount, attempt.currency),
        "reason_words": attempt.failure.rstrip(".") or marked("the bank gave no reason"),
    }
    await letters.tell_customer("bank_payment_returned", invoice, attempt, str(attempt.id), **facts)
    await letters.tell_staff("staff_bank_payment_returned", invoice, attempt, str(attempt.id), **facts)
    await activity.note(
        invoice, CAME_BACK, customer_id=invoice.customer_id, amount=attempt.amount, method=attempt.method
    )
