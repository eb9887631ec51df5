"""What waits for somebody of the company, the most urgent kinds first."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

SHOWN = 3
"""Of each kind; the rest is behind the list it belongs to."""
LATELY = "interval '14 days'"


class Kind(StrEnum):
    """Why something waits; in the order in which it is shown."""

    DISPUTED = "disputed"
    PAYMENT_FAILED = "payment_failed"
    REQUEST = "request"
    MESSAGE = "message"
    CHANGES_ASKED = "changes_asked"
    FRESH_ASKED = "fresh_asked"
    ACCEPTED = "accepted"
    MAIL = "mail"
    OVERDUE = "overdue"
    DECLINED = "declined"


class Waiting(NamedTuple):
    """One record that waits, or was answered. `many` of its kind wait; `amount` in minor units, `words` somebody's.

    `at` is since when; for an overdue invoice the first moment of the day it was due.
    """

    kind: Kind
    id: UUID
    customer: str
    number: str
    title: str
    words: str
    amount: int | None
    at: datetime
    many: int


# Each is (id, customer's id, number, title, words, amount, at); $1 is the tenant's id, $2 today, $3 the company's zone.
DISPUTED = """
SELECT i.id, i.customer_id, i.number, i.title, '' AS words, d.amount, d.at FROM (
       SELECT invoice_id, max(at) AS at, (max(abs(amount)) FILTER (WHERE kind = 'dispute_opened'))::bigint AS amount
         FROM ledger_entry WHERE tenant_id = $1 AND kind IN ('dispute_opened', 'dispute_closed')
        GROUP BY invoice_id
       HAVING count(*) FILTER (WHERE kind = 'dispute_opened') > count(*) FILTER (WHERE kind = 'dispute_closed')) d
  JOIN invoice i ON i.tenant_id = $1 AND i.id = d.invoice_id
"""
PAYMENT_FAILED = f"""
SELECT i.id, i.customer_id, i.number, i.title, a.failure, a.amount, a.moved_at
  FROM payment_attempt a JOIN invoice i ON i.tenant_id = $1 AND i.id = a.invoice_id AND i.status = 'open'
 WHERE a.tenant_id = $1 AND a.status = 'failed' AND a.moved_at > now() - {LATELY}
   AND NOT EXISTS (SELECT FROM payment_attempt later WHERE later.tenant_id = $1 AND later.invoice_id = a.invoice_id
                      AND later.created_at > a.created_at AND later.status <> 'expired')
"""  # noqa: S608 - our own interval
REQUEST = """
SELECT id, customer_id, number, '', what, NULL::bigint, submitted_at
  FROM service_request WHERE tenant_id = $1 AND status = 'submitted'
"""
# An accepted estimate waits for its job; a declined one for nothing, but nobody should have to go and look.
ACCEPTED = f"""
SELECT e.id, e.customer_id, e.number, e.title, '', e.total, e.answered_at FROM estimate e
 WHERE e.tenant_id = $1 AND e.status = 'accepted' AND e.answered_at > now() - {LATELY}
   AND NOT EXISTS (SELECT FROM job WHERE job.tenant_id = $1 AND job.estimate_id = e.id)
"""  # noqa: S608
ASKED = """
SELECT id, customer_id, number, title, '', least_total, COLUMN
  FROM estimate WHERE tenant_id = $1 AND status = 'sent' AND COLUMN IS NOT NULL
"""
DECLINED = f"""
SELECT e.id, e.customer_id, e.number, e.title,
       coalesce((SELECT reason FROM estimate_answer a WHERE a.tenant_id = $1 AND a.estimate_id = e.id
                    AND a.verb = 'declined' ORDER BY a.at DESC LIMIT 1), ''), e.least_total, e.answered_at
  FROM estimate e WHERE e.tenant_id = $1 AND e.status = 'declined' AND e.answered_at > now() - {LATELY} / 2
"""  # noqa: S608
MESSAGE = """
SELECT t.id, t.customer_id, t.number, t.title, last.body, NULL::bigint, last.at
  FROM thread t, LATERAL (SELECT body, at FROM message WHERE message.tenant_id = $1 AND message.thread_id = t.id
                           ORDER BY at DESC, id DESC LIMIT 1) last
 WHERE t.tenant_id = $1 AND t.waiting_since IS NOT NULL
"""
# What was sent again, or to whom it no longer goes, is looked after.
MAIL = f"""
SELECT m.id, m.customer_id, '', m.letter, m.to_address, NULL::bigint, coalesce(m.settled_at, m.created_at)
  FROM email m
 WHERE m.tenant_id = $1 AND m.status IN ('bounced', 'complained', 'failed') AND m.created_at > now() - {LATELY}
   AND m.customer_id IS NOT NULL AND m.letter <> 'sign_in'
   AND NOT EXISTS (SELECT FROM email again WHERE again.tenant_id = $1 AND again.resends_id = m.id)
   AND EXISTS (SELECT FROM contact WHERE contact.tenant_id = $1 AND contact.customer_id = m.customer_id
                  AND contact.email = m.to_address AND contact.removed_at IS NULL)
"""  # noqa: S608
# The ledger's sums are taken once, for this and for what is owed: see OWED.
OVERDUE = """
SELECT id, customer_id, number, title, '', balance, due_on::timestamp AT TIME ZONE $3
  FROM owed WHERE due_on < $2 AND balance > 0 AND pending = 0
"""
# The oldest first of what only gets worse, the newest first of news.
OLDEST_FIRST = frozenset({Kind.OVERDUE, Kind.REQUEST, Kind.CHANGES_ASKED, Kind.FRESH_ASKED, Kind.MESSAGE})
PARTS = {
    Kind.DISPUTED: DISPUTED,
    Kind.PAYMENT_FAILED: PAYMENT_FAILED,
    Kind.REQUEST: REQUEST,
    Kind.ACCEPTED: ACCEPTED,
    Kind.CHANGES_ASKED: ASKED.replace("COLUMN", "changes_asked_at"),
    Kind.FRESH_ASKED: ASKED.replace("COLUMN", "fresh_asked_at"),
    Kind.DECLINED: DECLINED,
    Kind.MESSAGE: MESSAGE,
    Kind.MAIL: MAIL,
    Kind.OVERDUE: OVERDUE,
}


def _part(kind: Kind, sql: str) -> str:
    order = "at" if kind in OLDEST_FIRST else "at DESC"
    return f"""
(SELECT '{kind}' AS kind, found.id, customer.name AS customer, number, title, left(words, 300) AS words, amount, at,
        many
   FROM (SELECT *, count(*) OVER () AS many FROM ({sql}) part (id, customer_id, number, title, words, amount, at)
          ORDER BY {order}, id LIMIT {SHOWN}) found
   JOIN customer ON customer.tenant_id = $1 AND customer.id = found.customer_id ORDER BY {order}, id)
"""  # noqa: S608 - our own parts


WAITING = "\nUNION ALL\n".join(_part(kind, sql) for kind, sql in PARTS.items())


def in_order(rows: Iterable[dict[str, Any]]) -> list[Waiting]:
    """The rows of WAITING, the most urgent kinds first."""
    order = list(Kind)
    found = [Waiting(**{**row, "kind": Kind(row["kind"])}) for row in rows]
    return sorted(found, key=lambda it: order.index(it.kind))
