"""Seeing to it that Stripe's books and ours agree: by each event, and without any."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

import asyncpg
from tortoise.expressions import Q

from tenants import stripe_connection, stripe_events, stripe_gateway
from tenants.isolation import acting, acting_for, statement
from tenants.ledger import LIVE, PaymentAttempt
from tenants.payments.ends import close_if_abused
from tenants.payments.entries import facts_of
from tenants.payments.settle import settle
from tenants.stripe_events import EventState
from tenants.stripe_gateway import Charge, Checkout, Dispute, Intent, Refunded, StripeDisconnected, StripeRefused
from tenants.tasks import Lane
from tenants.tenant import Tenant

log = logging.getLogger(__name__)

TASK = "reconcile_tenant"
REFUSED = "payment_intent.payment_failed"
PERIOD = timedelta(minutes=5)
SETTLES_BY_ITSELF = timedelta(minutes=2)
# How far back a change is looked for. A dispute may be decided, and a refund fail, long after it was made.
EVENTS_BACK = timedelta(days=3)
CHARGES_BACK = timedelta(days=7)
REFUNDS_BACK = timedelta(days=45)
DISPUTES_BACK = timedelta(days=150)

# One task for each company and period, whoever schedules it; spread out, so that not all of them call at once.
SCHEDULE = """
INSERT INTO task (name, lane, tenant_id, subject, run_at)
SELECT $1::text, $2::text, id, id::text,
       to_timestamp((floor(extract(epoch FROM now()) / $3) + 1) * $3 + abs(hashtext(id::text)::bigint) % $3)
  FROM tenant t WHERE stripe_account IS NOT NULL AND deletion_began_at IS NULL
   AND NOT EXISTS (SELECT FROM task WHERE name = $1::text AND tenant_id = t.id AND parked_at IS NULL AND run_at > now())
ON CONFLICT DO NOTHING
RETURNING id
"""
KNOWN = """
SELECT stripe_id, kind FROM ledger_entry
 WHERE (stripe_id, kind) IN (SELECT * FROM unnest($1::text[], $2::text[]))
"""

# Known is what was read from Stripe after the event had come: the event can tell nothing that was not seen then.
EVENT = """
SELECT e.id, e.account, e.type, e.object_id, e.state, e.type LIKE 'checkout.session.%' AS is_session,
       a.id AS attempt_id, coalesce(a.read_at > e.received_at, false) AS is_known
  FROM stripe_event e
  LEFT JOIN payment_attempt a ON a.tenant_id = e.tenant_id AND e.object_id IN (a.session_id, a.intent_id)
 WHERE e.id = $1 AND e.tenant_id = $2
"""

Thing = Charge | Refunded | Dispute
Reading = Callable[[str, str], Awaitable[Intent | Checkout]]


async def reconcile_event(tenant: Tenant, event_id: str) -> None:
    """Do what the event calls for: settle the attempt it is about, or read the company's account afresh.

    Called outside acting_for, as often as anybody likes. What is none of ours is ignored, with the reason.
    """
    async with acting_for(tenant) as unit:
        event = await unit.row(EVENT, event_id, tenant.id)
        if event is None:
            message = "an event is handled for the company of its account only"
            raise ValueError(message)
        if event["is_known"]:
            await stripe_events.finish(event_id)
        if event["is_known"] or event["state"] != EventState.NEW:
            return
    if event["type"] in stripe_events.ACCOUNT_TYPES:
        await stripe_connection.refresh(tenant)
        await stripe_events.finish(event_id)
        return
    try:
        await _follow(tenant, event)
    except StripeDisconnected:
        await stripe_events.finish(event_id, EventState.PARKED, "the account was disconnected")


async def _follow(tenant: Tenant, event: asyncpg.Record) -> None:
    attempt_id = event["attempt_id"] or await _hinted(tenant, event)
    if attempt_id is None:
        await stripe_events.finish(event["id"], EventState.IGNORED, "not a payment of ours")
        return
    if event["type"] == REFUSED:
        await close_if_abused(tenant, attempt_id, event["object_id"])
    session_id = event["object_id"] if event["is_session"] else None
    await settle(tenant, attempt_id, session_id=session_id, event_id=event["id"])


async def reconcile(tenant: Tenant) -> None:
    """Compare Stripe's books with ours and post what is missing: what happened while no webhook came through.

    Called outside acting_for. Raises StripeUnreachable.
    """
    await stripe_connection.refresh(tenant)
    try:
        await _reconcile(tenant)
    except StripeDisconnected:
        log.warning("a company's Stripe account was disconnected", extra={"tenant": str(tenant.id)})


async def _reconcile(tenant: Tenant) -> None:
    now = datetime.now(UTC)
    account = tenant.stripe_account
    for event in await stripe_gateway.undelivered_events(account, stripe_events.TYPES, now - EVENTS_BACK):
        await stripe_events.receive({**event, "account": account})
    stuck = await _stuck(tenant, now)
    things: list[Thing] = [
        *await stripe_gateway.succeeded_charges_since(account, now - CHARGES_BACK),
        *await stripe_gateway.refunds_since(account, now - REFUNDS_BACK),
        *await stripe_gateway.disputes_since(account, now - DISPUTES_BACK),
    ]
    for attempt_id in {*stuck, *await _behind(tenant, things)}:
        try:
            await settle(tenant, attempt_id)
        except StripeDisconnected:
            raise
        except StripeRefused:
            log.exception("an attempt cannot be settled", extra={"attempt": str(attempt_id)})


async def due_reconciliations() -> int:
    """Schedule the next comparison of every company with an account; safe to call often and from several places."""
    return len(await statement(SCHEDULE, TASK, Lane.MONEY, int(PERIOD.total_seconds())))


async def _stuck(tenant: Tenant, now: datetime) -> list[UUID]:
    async with acting_for(tenant):
        live = PaymentAttempt.filter(status__in=LIVE, moved_at__lt=now - SETTLES_BY_ITSELF)
        return [attempt.id for attempt in await live]


async def _behind(tenant: Tenant, things: Sequence[Thing]) -> list[UUID]:
    """Attempts of ours of which Stripe tells something that the ledger does not have."""
    told = [(thing, fact) for thing in things for fact in facts_of(thing)]
    ids, kinds = [fact.stripe_id for _, fact in told], [str(fact.kind) for _, fact in told]
    async with acting_for(tenant):
        known = {(row["stripe_id"], row["kind"]) for row in await acting().rows(KNOWN, ids, kinds)}
        missed = [thing for thing, fact in told if (fact.stripe_id, fact.kind) not in known]
        hints = [thing.attempt for thing in missed if isinstance(thing, Charge) and thing.attempt]
        paid_by = Q(intent_id__in=[thing.intent_id for thing in missed if thing.intent_id])
        return [attempt.id for attempt in await PaymentAttempt.filter(Q(id__in=hints) | paid_by)]


async def _hinted(tenant: Tenant, event: asyncpg.Record) -> UUID | None:
    """The attempt that Stripe's object names. Only a pointer: what is written down is read by the row's own ids."""
    read: Reading = stripe_gateway.retrieve_session if event["is_session"] else stripe_gateway.retrieve_intent
    try:
        hint = (await read(event["account"], event["object_id"])).attempt
    except StripeDisconnected:
        raise
    except StripeRefused:
        return None
    async with acting_for(tenant):
        is_ours = hint and await PaymentAttempt.exists(id=hint, stripe_account=event["account"])
    return hint if is_ours else None
