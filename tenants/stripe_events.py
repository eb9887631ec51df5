"""StripeEvent: the inbox. Ids only, since what happened is read afresh from Stripe."""

import logging
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from tortoise import fields
from tortoise.models import Model

from settings import settings
from tenants.isolation import ring, statement
from tenants.tasks import Lane

log = logging.getLogger(__name__)

TASK = "reconcile_stripe_event"
# Not among them: charge.succeeded and charge.failed, which say what the intent's own events say.
TYPES = (
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
    "checkout.session.expired",
    "payment_intent.succeeded",
    "payment_intent.processing",
    "payment_intent.requires_action",
    "payment_intent.payment_failed",
    "payment_intent.canceled",
    "charge.refunded",
    "charge.updated",
    "refund.created",
    "refund.updated",
    "refund.failed",
    "charge.dispute.created",
    "charge.dispute.funds_withdrawn",
    "charge.dispute.funds_reinstated",
    "charge.dispute.updated",
    "charge.dispute.closed",
)
"""What the webhook endpoint subscribes to for payments; Stripe lists events by at most 20 types."""
ACCOUNT_TYPES = (
    "account.updated",
    "capability.updated",
    "account.application.deauthorized",
    "v2.core.account.closed",
    "v2.core.account[configuration.merchant].capability_status_updated",
    "v2.core.account[configuration.merchant].updated",
    "v2.core.account[requirements].updated",
)
"""What else it subscribes to: what may have changed what an account can take. The account is read afresh."""
THIN = "v2.core.event"


class EventState(StrEnum):
    NEW = "new"
    DONE = "done"
    IGNORED = "ignored"
    PARKED = "parked"


class StripeEvent(Model):
    """Not tenant-owned: an event of an unknown account is kept too. The tenant comes from `account` and nothing else.

    `object_id` is a checkout session or, for everything that happens to a payment later, its payment intent.
    """

    id = fields.CharField(max_length=255, primary_key=True)
    account = fields.CharField(max_length=255, default="")
    tenant_id: Any = fields.UUIDField(null=True)
    type = fields.CharField(max_length=120)
    object_id = fields.CharField(max_length=255, default="")
    created_at = fields.DatetimeField()
    received_at = fields.DatetimeField(auto_now_add=True)
    state = fields.CharEnumField(EventState, max_length=10, default=EventState.NEW)
    reason = fields.TextField(default="")

    class Meta:
        table = "stripe_event"


class Unreadable(Exception):
    """Signed, and yet no event as Stripe tells them."""


class Known(NamedTuple):
    """What is kept of an event, in the order RECEIVE takes it."""

    id: str
    account: str
    type: str
    object_id: str
    created_at: datetime


RECEIVE = """
WITH company AS (SELECT id FROM tenant WHERE stripe_account = $2 AND deletion_began_at IS NULL),
ended AS (SELECT FROM company_deletion WHERE account_hash = sha256(convert_to($2, 'UTF8'))),
arrived AS (
    INSERT INTO stripe_event (id, account, tenant_id, type, object_id, created_at, received_at, state, reason)
    SELECT $1, $2, (SELECT id FROM company), $3, $4, $5, now(), found.state, found.reason
      FROM (SELECT CASE WHEN $6 <> '' THEN 'ignored' WHEN EXISTS (SELECT FROM company) THEN 'new'
                        WHEN $9 OR EXISTS (SELECT FROM ended) THEN 'ignored' ELSE 'parked' END,
                   CASE WHEN $6 <> '' THEN $6 WHEN EXISTS (SELECT FROM company) THEN ''
                        WHEN EXISTS (SELECT FROM ended) THEN 'its company was deleted' ELSE 'unknown account' END
           ) AS found (state, reason)
    ON CONFLICT (id) DO NOTHING
    RETURNING id, tenant_id, state),
called AS (
    INSERT INTO task (name, lane, tenant_id, subject)
    SELECT $7, $8, tenant_id, id FROM arrived WHERE state = 'new')
SELECT state FROM arrived
"""

FINISH = "UPDATE stripe_event SET state = $2, reason = $3 WHERE id = $1 AND state = 'new'"

REQUEUE = """
INSERT INTO task (name, lane, tenant_id, subject)
SELECT $1::text, $2::text, e.tenant_id, e.id FROM stripe_event e
 WHERE e.state = 'new' AND e.received_at < now() - interval '5 minutes'
   AND NOT EXISTS (SELECT FROM task t WHERE t.name = $1::text AND t.subject = e.id)
RETURNING id
"""


async def receive(event: dict[str, Any]) -> bool:
    """Keep a verified event and call for its handling, in one statement; False when it was here before.

    Raises Unreadable, Unavailable without a database.
    """
    known = _read(event)
    # An account that nobody has yet is being made this moment, and will be read when it is: that is no alarm.
    is_of_account = known.type in ACCOUNT_TYPES
    rows = await statement(RECEIVE, *known, _why_ignored(event), TASK, Lane.MONEY, is_of_account)
    if not rows:
        return False
    if rows[0]["state"] == EventState.PARKED:
        log.error("a Stripe event of an unknown account", extra={"stripe_event": known.id})
    ring([Lane.MONEY])
    return True


async def finish(event_id: str, state: EventState = EventState.DONE, reason: str = "") -> None:
    """Stamp the event, in the acting unit when there is one: with the effects, or not at all."""
    await statement(FINISH, event_id, state, reason)


async def requeue_stale() -> int:
    """Call again for events nobody has handled or is about to; how many."""
    found = len(await statement(REQUEUE, TASK, Lane.MONEY))
    if found:
        ring([Lane.MONEY])
    return found


def _read(event: dict[str, Any]) -> Known:
    try:
        if event.get("object") == THIN:
            account = event["related_object"]["id"]
            created_at = datetime.fromisoformat(event["created"])
            return _checked(Known(event["id"], account, event["type"], account, created_at))
        object_ = event["data"]["object"]
        is_session = event["type"].startswith("checkout.session.")
        about = object_.get("id") if is_session else object_.get("payment_intent") or object_.get("id")
        created_at = datetime.fromtimestamp(event["created"], UTC)
        return _checked(Known(event["id"], event.get("account") or "", event["type"], about or "", created_at))
    except (KeyError, TypeError, AttributeError, ValueError, OverflowError, OSError) as error:
        raise Unreadable from error


def _checked(known: Known) -> Known:
    if not all(isinstance(text, str) for text in known[:-1]):
        raise Unreadable
    return known


def _why_ignored(event: dict[str, Any]) -> str:
    if event["type"] not in {*TYPES, *ACCOUNT_TYPES}:
        return "not of interest"
    is_ours_live = settings().stripe_secret_key.split("_")[1:2] == ["live"]
    return "" if bool(event.get("livemode")) == is_ours_live else "of the other mode"
