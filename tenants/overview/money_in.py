"""The money: what came in month by month, and what is still owed."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from tenants.ledger import SUM_COLUMNS, SUMS

MONTHS = 12

# What was paid less what was sent back: amounts are signed, and a dispute is no payment until it is lost.
MONEY_IN = f"""
SELECT to_char(at AT TIME ZONE $3, 'YYYY-MM') AS month, sum(amount)::bigint AS amount
  FROM ledger_entry
 WHERE tenant_id = $1 AND currency = $4 AND kind NOT IN ('dispute_opened', 'dispute_closed')
   AND at >= (date_trunc('month', $2::date) - interval '{MONTHS - 1} months') AT TIME ZONE $3
 GROUP BY 1
"""  # noqa: S608 - our own number

# Every open invoice with what is left of it: `owed` for the parts of the same statement.
OWED = f"""
SELECT i.id, i.customer_id, i.number, i.title, i.due_on, pending,
       greatest(i.total - received + refunded + withdrawn, 0)::bigint AS balance
  FROM (SELECT i.*, {SUM_COLUMNS} FROM invoice i, {SUMS} WHERE i.tenant_id = $1 AND i.status = 'open') i
"""  # noqa: S608 - our own parts

SUMMED = """
SELECT coalesce(sum(balance), 0)::bigint AS open, count(*) FILTER (WHERE balance > 0) AS invoices,
       coalesce(sum(balance) FILTER (WHERE due_on < $2 AND pending = 0), 0)::bigint AS overdue,
       coalesce(sum(pending), 0)::bigint AS on_its_way
  FROM owed
"""


class Month(NamedTuple):
    """What came in during the month that begins `begins_on`, less what was sent back, in minor units."""

    begins_on: date
    amount: int


class Owed(NamedTuple):
    """What customers owe on `invoices` open invoices, of which `overdue` was due, and what is on its way already."""

    open: int
    invoices: int
    overdue: int
    on_its_way: int


def months(rows: Iterable[Mapping[str, Any]], today: date) -> list[Month]:
    """The last MONTHS months up to this one, each of them there."""
    found = {row["month"]: row["amount"] for row in rows}
    this = today.year * 12 + today.month - 1
    begins = [date(it // 12, it % 12 + 1, 1) for it in range(this - MONTHS + 1, this + 1)]
    return [Month(it, found.get(f"{it:%Y-%m}", 0)) for it in begins]
