"""The money of one invoice, entry by entry, with what may still be done about each."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from tenants import payments
from tenants.isolation import acting

LINES = """
SELECT e.id, e.kind::text AS kind, e.amount, e.currency, e.method, e.note, e.at, e.stripe_id IS NULL AS is_by_hand,
       (SELECT by FROM activity a WHERE a.tenant_id = $1 AND a.about_id = $2 AND a.facts ->> 'entry' = e.id::text)
           AS by,
       EXISTS (SELECT FROM ledger_entry u WHERE u.tenant_id = $1 AND u.entry_id = e.id
                  AND u.kind IN ('manual_undone', 'refund_undone')) AS is_undone,
       e.amount + coalesce((SELECT sum(amount) FROM ledger_entry u WHERE u.tenant_id = $1
                  AND (u.entry_id = e.id OR u.entry_id IN (SELECT id FROM ledger_entry WHERE tenant_id = $1
                                                             AND entry_id = e.id))), 0)::bigint AS left_over,
       (SELECT fee FROM payment_attempt p WHERE p.tenant_id = $1 AND p.id = e.attempt_id AND e.kind = 'charge') AS fee
  FROM ledger_entry e WHERE e.tenant_id = $1 AND e.invoice_id = $2 AND e.amount <> 0 ORDER BY e.at, e.recorded_at
"""
REFUNDS = """
SELECT id, amount, status::text AS status, reason, note, failure, created_at AS at FROM refund
 WHERE tenant_id = $1 AND invoice_id = $2 ORDER BY created_at
"""


class Line(NamedTuple):
    """One entry; `by` is who noted it, `left` what of a payment can still go back (minor units)."""

    id: UUID
    kind: str
    amount: int
    currency: str
    method: str
    note: str
    at: datetime
    by: str
    fee: int | None
    can_undo: bool
    left: int


class Sent(NamedTuple):
    """One refund by Stripe that was asked for here."""

    id: UUID
    amount: int
    status: str
    reason: str
    note: str
    failure: str
    at: datetime


async def lines(invoice_id: UUID) -> list[Line]:
    """Every entry of the invoice that moved money, oldest first."""
    unit = acting()
    found = []
    for row in await unit.rows(LINES, unit.tenant.id, invoice_id):
        by_hand, kind = row["is_by_hand"] and not row["is_undone"], row["kind"]
        left = int(row["left_over"]) if by_hand and kind == "manual" else 0
        if kind == "charge":
            left = await payments.left_of(row["id"]) or 0
        can_undo = by_hand and (kind == "refund" or (kind == "manual" and left == row["amount"]))
        told = {name: row[name] for name in ("id", "kind", "amount", "currency", "method", "note", "at", "fee")}
        found.append(Line(**told, by=row["by"] or "", can_undo=can_undo, left=left))
    return found


async def refunds(invoice_id: UUID) -> list[Sent]:
    """Every refund of the invoice that was to be made by Stripe, oldest first."""
    unit = acting()
    return [Sent(**dict(row)) for row in await unit.rows(REFUNDS, unit.tenant.id, invoice_id)]
