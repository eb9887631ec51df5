"""What the portal's hot pages read of invoices: one hand-written query each, plain rows out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

import orjson

from tenants.errors import NotFound
from tenants.isolation import acting
from tenants.json_rows import typed
from tenants.ledger import SUM_COLUMNS, SUMS, movements
from tenants.messages import thread_of
from tenants.standing import Standing, standing

PAGE = 25
MOST_OPEN = 100

COLUMNS = f"i.id, i.number, i.title, i.status, i.issued_on, i.due_on, i.paid_at, i.total, i.currency, {SUM_COLUMNS}"

LISTED = f"""
SELECT {COLUMNS} FROM (
    (SELECT * FROM invoice WHERE tenant_id = $1 AND customer_id = $2 AND status = 'open'
      ORDER BY due_on, issued_on, number LIMIT {MOST_OPEN})
    UNION ALL
    (SELECT * FROM invoice WHERE tenant_id = $1 AND customer_id = $2 AND status IN ('paid', 'void')
      ORDER BY issued_on DESC, id DESC LIMIT %s)
) i, {SUMS}
"""  # noqa: S608 - our own column lists

FOR_CUSTOMER = LISTED % "$3"

# All that is open counts into what is owed; of the rest, the latest.
ON_HOME = f"(SELECT coalesce(json_agg(row), '[]') FROM ({LISTED % 5}) row)"  # noqa: S608 - our own statement

OLDER = f"""
SELECT {COLUMNS} FROM (
    SELECT * FROM invoice
     WHERE tenant_id = $1 AND customer_id = $2 AND status IN ('paid', 'void') AND (issued_on, id) < ($3, $4)
     ORDER BY issued_on DESC, id DESC LIMIT {PAGE + 1}
) i, {SUMS} ORDER BY issued_on DESC, id DESC
"""  # noqa: S608 - our own column lists

ONE = f"""
SELECT i.*, {SUM_COLUMNS},
       (SELECT coalesce(json_agg(json_build_object('kind', kind, 'amount', amount, 'method', method, 'at', at)
                                 ORDER BY at, recorded_at), '[]')
          FROM ledger_entry WHERE tenant_id = i.tenant_id AND invoice_id = i.id) AS entries,
       (SELECT coalesce(json_agg(json_build_object('verb', verb, 'facts', facts, 'at', at) ORDER BY at), '[]')
          FROM activity WHERE tenant_id = i.tenant_id AND about_id = i.id) AS history,
       (SELECT json_build_object('amount', amount, 'method', method, 'moved_at', moved_at, 'status', status,
                                 'checkout_url', checkout_url)
          FROM payment_attempt
         WHERE tenant_id = i.tenant_id AND invoice_id = i.id AND status IN ('processing', 'requires_action')
         LIMIT 1) AS moving,
       {thread_of("i.id")} AS thread
  FROM invoice i, {SUMS}
 WHERE i.tenant_id = $1 AND i.customer_id = $2 AND i.id = $3 AND i.status <> 'draft'
"""  # noqa: S608 - our own column lists


class Row(NamedTuple):
    """One invoice in a list; `total` in minor units of `currency`."""

    id: UUID
    number: str
    title: str
    issued_on: date
    due_on: date
    paid_on: date | None
    currency: str
    standing: Standing


class Owed(NamedTuple):
    """What a customer may pay now over all invoices (minor units), on how many, and how many of them are overdue."""

    amount: int
    invoices: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Document:
    """One sent invoice with all that has happened to it. Its other columns are attributes too."""

    record: Mapping[str, Any]
    standing: Standing
    lines: list[dict[str, Any]]
    frozen: dict[str, Any]
    entries: list[dict[str, Any]]
    history: list[dict[str, Any]]
    moving: dict[str, Any] | None

    def __getattr__(self, name: str) -> Any:
        return self.record[name]


async def for_customer(customer_id: UUID, today: date, closed: int = PAGE + 1) -> tuple[list[Row], list[Row]]:
    """All open invoices of a customer, soonest due first, and the newest `closed` of the others."""
    unit = acting()
    return _divided(_row(row, today) for row in await unit.rows(FOR_CUSTOMER, unit.tenant.id, customer_id, closed))


def on_home(rows: list[dict[str, Any]], today: date) -> tuple[list[Row], list[Row]]:
    """The same of what ON_HOME found."""
    return _divided(_row(typed(row), today) for row in rows)


def _divided(rows: Iterable[tuple[Row, str]]) -> tuple[list[Row], list[Row]]:
    found = list(rows)
    to_pay = [row for row, status in found if status == "open"]
    others = [row for row, status in found if status != "open"]
    to_pay.sort(key=lambda row: (row.due_on, row.issued_on, row.number))
    others.sort(key=lambda row: (row.issued_on, row.id), reverse=True)
    return to_pay, others


async def older(customer_id: UUID, today: date, before: tuple[date, UUID]) -> list[Row]:
    """The next page of paid and void invoices, newest first, after the (issued_on, id) given."""
    unit = acting()
    return [_row(row, today)[0] for row in await unit.rows(OLDER, unit.tenant.id, customer_id, *before)]


async def one(customer_id: UUID, invoice_id: UUID, today: date) -> Document:
    """A sent invoice of this customer. Raises NotFound for drafts, other customers' and other companies' alike."""
    unit = acting()
    row = await unit.row(ONE, unit.tenant.id, customer_id, invoice_id)
    if row is None:
        raise NotFound
    return Document(
        record=row,
        standing=standing(row["status"], row["total"], row["due_on"], today, movements(row)),
        lines=orjson.loads(row["lines"]),
        frozen=orjson.loads(row["frozen"]),
        entries=[typed(entry) for entry in orjson.loads(row["entries"])],
        history=[typed(entry) for entry in orjson.loads(row["history"])],
        moving=typed(orjson.loads(row["moving"])) if row["moving"] else None,
    )


def owed(open_rows: list[Row]) -> Owed:
    """What is still asked for: an invoice whose payment is on its way is not."""
    due = [row for row in open_rows if row.standing.payable]
    overdue = sum(1 for row in due if row.standing.overdue_days)
    return Owed(sum(row.standing.payable for row in due), len(due), overdue)


def _row(row: Mapping[str, Any], today: date) -> tuple[Row, str]:
    how = standing(row["status"], row["total"], row["due_on"], today, movements(row))
    paid_on = row["paid_at"].astimezone(acting().tenant.zone).date() if row["paid_at"] else None
    return (
        Row(row["id"], row["number"], row["title"], row["issued_on"], row["due_on"], paid_on, row["currency"], how),
        row["status"],
    )
