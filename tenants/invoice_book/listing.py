"""The list of invoices: one hand-written query, a page at a time."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from tenants.isolation import acting
from tenants.ledger import SUM_COLUMNS, SUMS, movements
from tenants.search import pattern
from tenants.standing import Standing, standing

PAGE = 50


class Filter(StrEnum):
    """Which invoices are listed."""

    ALL = "all"
    DRAFT = "draft"
    OPEN = "open"
    OVERDUE = "overdue"
    PAID = "paid"
    VOID = "void"


class Row(NamedTuple):
    """One invoice of the list; `listed_at` is when it was sent, of a draft when it was begun."""

    id: UUID
    listed_at: datetime
    number: str | None
    title: str
    customer_id: UUID
    customer: str
    issued_on: date | None
    due_on: date | None
    currency: str
    standing: Standing


class After(NamedTuple):
    """Where the page before ended."""

    listed_at: datetime
    id: UUID


FIRST = After(datetime.max.replace(tzinfo=UTC), UUID(int=2**128 - 1))

# Both sides of OR: the customers are few beside the invoices, and found once.
FOUND = """
(i.number ILIKE $2 OR i.title ILIKE $2
 OR i.customer_id IN (SELECT id FROM customer WHERE tenant_id = $1 AND name ILIKE $2))
"""

FILTERS = {
    Filter.ALL: "i.status IN ('draft', 'open', 'paid', 'void')",
    Filter.DRAFT: "i.status = 'draft'",
    Filter.OPEN: "i.status = 'open'",
    Filter.OVERDUE: "i.status = 'open' AND i.due_on < $6",
    Filter.PAID: "i.status = 'paid'",
    Filter.VOID: "i.status = 'void'",
}

LISTED_AT = "coalesce(i.sent_at, i.created_at)"

LISTED = f"""
WITH page AS MATERIALIZED (
    SELECT i.*, {LISTED_AT} AS listed_at FROM invoice i
     WHERE i.tenant_id = $1 AND ({LISTED_AT}, i.id) < ($3, $4) AND i.deleted_at IS NULL
       AND WANTED        AND ($2 = '%%' OR {FOUND}) AND $6::date IS NOT NULL
     ORDER BY {LISTED_AT} DESC, i.id DESC LIMIT $5)
SELECT i.id, i.listed_at, i.number, i.title, i.customer_id, c.name AS customer, i.issued_on, i.due_on, i.currency,
       i.status, i.total, {SUM_COLUMNS}
  FROM page i JOIN customer c ON c.tenant_id = i.tenant_id AND c.id = i.customer_id, {SUMS}
 ORDER BY i.listed_at DESC, i.id DESC
"""  # noqa: S608 - our own constants


async def listed(wanted: Filter = Filter.ALL, search: str = "", after: After = FIRST) -> list[Row]:
    """A page of invoices, newest first, and one more when there are more."""
    unit = acting()
    today = unit.tenant.today()
    sql = LISTED.replace("WANTED", FILTERS[wanted])
    return [_row(row, today) for row in await unit.rows(sql, unit.tenant.id, pattern(search), *after, PAGE + 1, today)]


def _row(row: Mapping[str, Any], today: date) -> Row:
    how = standing(row["status"], row["total"], row["due_on"], today, movements(row))
    return Row(**{name: row[name] for name in Row._fields if name != "standing"}, standing=how)
