"""The list of payments: entries of the ledger, and beside them what is on its way or came to nothing."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from tenants.isolation import acting
from tenants.search import pattern

PAGE = 50


class What(StrEnum):
    """What a row tells of: a kind of entry, how an attempt stands, or a refund that Stripe has not made."""

    CHARGE = "charge"
    MANUAL = "manual"
    MANUAL_UNDONE = "manual_undone"
    REFUND = "refund"
    REFUND_FAILED = "refund_failed"
    REFUND_UNDONE = "refund_undone"
    DISPUTE_OPENED = "dispute_opened"
    DISPUTE_WITHDRAWN = "dispute_withdrawn"
    DISPUTE_REINSTATED = "dispute_reinstated"
    DISPUTE_CLOSED = "dispute_closed"
    PROCESSING = "processing"
    REQUIRES_ACTION = "requires_action"
    FAILED = "failed"
    REFUND_REQUESTED = "refund_requested"
    REFUND_REFUSED = "refund_refused"


class Filter(StrEnum):
    """Which of it is listed."""

    ALL = "all"
    RECEIVED = "received"
    SENT_BACK = "sent_back"
    DISPUTED = "disputed"
    ON_ITS_WAY = "on_its_way"
    FAILED = "failed"
    OVERPAID = "overpaid"


class Row(NamedTuple):
    """One row; `amount` and `fee` in minor units, `reason` why a refund was made, `note` words of staff or a bank."""

    id: UUID
    at: datetime
    what: What
    amount: int
    currency: str
    method: str
    note: str
    invoice_id: UUID
    number: str
    customer: str
    fee: int | None
    reason: str | None


FOUND = """
($2 = '%%' OR e.method ILIKE $2
 OR e.invoice_id IN (SELECT id FROM invoice WHERE tenant_id = $1 AND number ILIKE $2)
 OR e.customer_id IN (SELECT id FROM customer WHERE tenant_id = $1 AND name ILIKE $2))
"""
OF_OVERPAYMENT = (
    "EXISTS (SELECT FROM refund r WHERE r.tenant_id = $1 AND r.stripe_id = e.stripe_id AND r.reason = 'overpayment')"
)
# Of entries, of attempts, of refunds that Stripe has not made.
FILTERS = {
    Filter.ALL: ("true", "true", "true"),
    Filter.RECEIVED: ("kind IN ('charge', 'manual', 'manual_undone')", "false", "false"),
    Filter.SENT_BACK: ("kind IN ('refund', 'refund_failed', 'refund_undone')", "false", "true"),
    Filter.DISPUTED: ("kind LIKE 'dispute_%'", "false", "false"),
    Filter.ON_ITS_WAY: ("false", "status IN ('processing', 'requires_action')", "status = 'new'"),
    Filter.FAILED: ("kind = 'refund_failed'", "status = 'failed'", "status = 'failed'"),
    Filter.OVERPAID: (f"kind IN ('refund', 'refund_failed') AND {OF_OVERPAYMENT}", "false", "reason = 'overpayment'"),
}

LISTED = f"""
WITH entries AS MATERIALIZED (
    SELECT id, at, kind::text AS what, amount, currency, method, note, invoice_id, customer_id, attempt_id, stripe_id
      FROM ledger_entry e WHERE tenant_id = $1 AND (at, id) < ($3, $4) AND {FOUND} AND OF_ENTRIES
     ORDER BY at DESC, id DESC LIMIT $5),
attempts AS MATERIALIZED (
    SELECT id, moved_at AS at, status::text AS what, amount, currency, method, failure AS note, invoice_id, customer_id,
           NULL::uuid AS attempt_id, NULL::text AS stripe_id
      FROM payment_attempt e
     WHERE tenant_id = $1 AND status IN ('processing', 'requires_action', 'failed') AND intent_id IS NOT NULL
       AND (moved_at, id) < ($3, $4) AND {FOUND} AND OF_ATTEMPTS
     ORDER BY moved_at DESC, id DESC LIMIT $5),
refunds AS MATERIALIZED (
    SELECT id, created_at AS at, CASE status WHEN 'new' THEN 'refund_requested' ELSE 'refund_refused' END AS what,
           -amount AS amount, (SELECT currency FROM payment_attempt a WHERE a.tenant_id = $1 AND a.id = e.attempt_id)
           AS currency, ''::text AS method, CASE WHEN failure <> '' THEN failure ELSE note END AS note, invoice_id,
           customer_id, attempt_id, NULL::text AS stripe_id
      FROM (SELECT *, ''::text AS method FROM refund) e
     WHERE tenant_id = $1 AND status IN ('new', 'failed') AND stripe_id IS NULL
       AND (created_at, id) < ($3, $4) AND {FOUND} AND OF_REFUNDS
     ORDER BY created_at DESC, id DESC LIMIT $5),
page AS MATERIALIZED (
    SELECT * FROM (SELECT * FROM entries UNION ALL SELECT * FROM attempts UNION ALL SELECT * FROM refunds) found
     ORDER BY at DESC, id DESC LIMIT $5)
SELECT p.id, p.at, p.what, p.amount, p.currency, p.method, p.note, p.invoice_id,
       (SELECT number FROM invoice WHERE tenant_id = $1 AND id = p.invoice_id) AS number,
       (SELECT name FROM customer WHERE tenant_id = $1 AND id = p.customer_id) AS customer,
       CASE p.what WHEN 'charge' THEN (SELECT fee FROM payment_attempt WHERE tenant_id = $1 AND id = p.attempt_id) END
           AS fee,
       coalesce((SELECT reason FROM refund r WHERE r.tenant_id = $1 AND r.id = p.id),
                (SELECT reason FROM refund r WHERE r.tenant_id = $1 AND r.stripe_id = p.stripe_id)) AS reason
  FROM page p ORDER BY p.at DESC, p.id DESC
"""  # noqa: S608 - our own constants

FIRST = (datetime.max.replace(tzinfo=UTC), UUID(int=2**128 - 1))


async def listed(
    wanted: Filter = Filter.ALL, search: str = "", after: tuple[datetime, UUID] = FIRST, most: int = PAGE
) -> list[Row]:
    """Up to `most` rows, newest first, and one more when there are more, after the (at, id) given."""
    unit = acting()
    sql = LISTED
    for name, condition in zip(("OF_ENTRIES", "OF_ATTEMPTS", "OF_REFUNDS"), FILTERS[wanted], strict=True):
        sql = sql.replace(name, condition)
    rows = await unit.rows(sql, unit.tenant.id, pattern(search), *after, most + 1)
    return [Row(**{**dict(row), "what": What(row["what"])}) for row in rows]
