"""The company's agreements as its console lists them: newest first, found by any word, a page at a time."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from tenants.agreements.reading import STATE
from tenants.isolation import acting
from tenants.search import pattern

MOST_LISTED = 50


class Filter(StrEnum):
    """Which agreements are listed."""

    CURRENT = "current"
    DRAFT = "draft"
    TO_SIGN = "to_sign"
    RUNNING = "running"
    OVER = "over"


ENDED = "(a.status = 'ended' OR (a.status = 'signed' AND coalesce(a.ends_on < $5, false)))"
FILTERS = {
    Filter.CURRENT: f"NOT {ENDED}",
    Filter.DRAFT: "a.status = 'draft'",
    Filter.TO_SIGN: "a.status = 'sent'",
    Filter.RUNNING: f"a.status = 'signed' AND NOT {ENDED}",
    Filter.OVER: ENDED,
}
LISTED = f"""
WITH page AS MATERIALIZED (
    SELECT a.* FROM agreement a
     WHERE a.tenant_id = $1 AND WANTED AND (a.created_at, a.id) < ($3, $4)
       AND ($2 = '%%' OR a.number ILIKE $2 OR a.title ILIKE $2
            OR a.customer_id IN (SELECT id FROM customer WHERE tenant_id = $1 AND name ILIKE $2))
     ORDER BY a.created_at DESC, a.id DESC LIMIT {MOST_LISTED + 1})
SELECT id, number, title, customer, created_at, price, currency, cadence, visits_planned,
       CASE WHEN status = 'draft' THEN 'draft' ELSE state END AS state, done, next_on
  FROM (SELECT page.*, c.name AS customer, {STATE.replace("$3", "$5")},
               (SELECT count(*) FROM agreement_visit v WHERE v.tenant_id = $1 AND v.agreement_id = page.id
                   AND v.done_on IS NOT NULL) AS done,
               (SELECT min(v.planned_on) FROM agreement_visit v WHERE v.tenant_id = $1 AND v.agreement_id = page.id
                   AND v.planned_on >= $5 AND v.done_on IS NULL AND v.skipped_at IS NULL) AS next_on
          FROM page JOIN customer c ON c.tenant_id = $1 AND c.id = page.customer_id) found
 ORDER BY created_at DESC, id DESC
"""  # noqa: S608 - our own constants


class InList(NamedTuple):
    """One agreement as the company sees it; `state` is "draft" or a State, `done` counts its visits."""

    id: UUID
    number: str
    title: str
    customer: str
    created_at: datetime
    price: int
    currency: str
    cadence: str
    visits_planned: int
    state: str
    done: int
    next_on: date | None


async def listed(wanted: Filter, search: str, before: tuple[datetime, UUID]) -> list[InList]:
    """A page of agreements, and one more when there are more, before the (created_at, id) given."""
    unit = acting()
    sql, today = LISTED.replace("WANTED", FILTERS[wanted]), unit.tenant.today()
    rows: list[Any] = await unit.rows(sql, unit.tenant.id, pattern(search), *before, today)
    return [InList(**dict(row)) for row in rows]
