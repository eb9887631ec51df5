"""One statement read by one query, in the company's currency and by the days of its time zone."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from uuid import UUID

import orjson

from tenants.isolation import acting
from tenants.ledger import Kind
from tenants.statements.following import Told
from tenants.statements.period import Period
from tenants.statements.statement import Movement, Statement, aged
from tenants.statements.telling import Sent, told

COUNTED = (
    Kind.CHARGE,
    Kind.MANUAL,
    Kind.MANUAL_UNDONE,
    Kind.REFUND,
    Kind.REFUND_FAILED,
    Kind.REFUND_UNDONE,
    Kind.DISPUTE_WITHDRAWN,
    Kind.DISPUTE_REINSTATED,
)

# Nothing is joined here: under row-level security the planner expects one row, and its loops grow with the square. Most
# of a long history was paid in full and left alone before the period began: that adds nothing, and is not told.
READ = """
WITH in_full AS MATERIALIZED (
     SELECT invoice_id, sum(amount)::bigint FROM ledger_entry
      WHERE tenant_id = $1 AND customer_id = $2 AND currency = $3 AND kind = ANY($6::text[])
      GROUP BY invoice_id HAVING max(at) < $8),
told AS MATERIALIZED (
     SELECT * FROM invoice
      WHERE tenant_id = $1 AND customer_id = $2 AND currency = $3 AND status <> 'draft' AND issued_on <= $4
        AND (status <> 'paid' OR issued_on >= $7 OR paid_at >= $8 OR (id, total) NOT IN (SELECT * FROM in_full)))
SELECT (SELECT coalesce(json_agg(json_build_array(id, number, title, total, due_on, issued_on, sent_at, paid_at,
                                                  voided_at) ORDER BY issued_on, sent_at, number), '[]')
          FROM told) AS invoices,
       (SELECT coalesce(json_agg(json_build_array(invoice_id, kind, amount, method, at) ORDER BY at, recorded_at), '[]')
          FROM ledger_entry WHERE tenant_id = $1 AND customer_id = $2 AND currency = $3 AND at < $5 AND amount <> 0
                              AND kind = ANY($6::text[])
                              AND (at >= $8 OR invoice_id IN (SELECT id FROM told))) AS entries,
       (SELECT coalesce(sum(amount), 0)::bigint FROM payment_attempt
         WHERE tenant_id = $1 AND customer_id = $2 AND currency = $3 AND status IN ('processing', 'requires_action'))
           AS pending
"""


async def one(customer_id: UUID, asked: Period) -> Statement:
    """The customer's statement over that period, every movement in order."""
    tenant = acting().tenant
    first, last = (datetime.combine(day, time(), tenant.zone) for day in (asked.starts_on, asked.ends_on))
    values = (tenant.id, customer_id, tenant.currency, asked.ends_on, last + timedelta(days=1), list(COUNTED))
    (row,) = await acting().rows(READ, *values, asked.starts_on, first)
    tells_of = told(tenant, orjson.loads(row["invoices"]), orjson.loads(row["entries"]), asked.ends_on)
    opening = sum(it.amount for tells in tells_of.values() for it in tells if it.step.on < asked.starts_on)
    movements = tuple(_running(opening, tells_of, asked.starts_on))
    owed = [(sum(it.amount for it in tells), sent.due_on) for sent, tells in tells_of.items()]
    return Statement(
        period=asked,
        currency=tenant.currency,
        opening=opening,
        movements=movements,
        closing=movements[-1].balance if movements else opening,
        aging=aged(((amount, due_on) for amount, due_on in owed if amount > 0), asked.ends_on),
        in_favour=-sum(amount for amount, _ in owed if amount < 0),
        pending=row["pending"] if asked.ends_on >= tenant.today() else 0,
    )


def _running(balance: int, tells_of: dict[Sent, list[Told]], first: date) -> Iterator[Movement]:
    found = [(it, sent) for sent, tells in tells_of.items() for it in tells if it.step.on >= first]
    found.sort(key=lambda it: it[0].step[:2])  # what happened to one invoice stays in its order
    for (step, what, amount), sent in found:
        balance += amount
        yield Movement(step.on, what, sent.id, sent.number, sent.title, step.method, amount, balance)
