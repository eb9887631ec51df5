"""The list of estimates: one hand-written query, a page at a time."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from tenants.estimates import State
from tenants.isolation import acting
from tenants.search import pattern

PAGE = 50
DRAFT = "draft"


class Filter(StrEnum):
    """Which estimates are listed."""

    ALL = "all"
    DRAFT = "draft"
    WAITING = "waiting"
    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"


class Row(NamedTuple):
    """One estimate of the list; `state` is a State, or "draft"; amounts in minor units."""

    id: UUID
    listed_at: datetime
    number: str
    title: str
    customer: str
    state: str
    version: int
    valid_until: date | None
    answered_at: datetime | None
    currency: str
    least: int
    most: int


class After(NamedTuple):
    """Where the page before ended."""

    listed_at: datetime
    id: UUID


FIRST = After(datetime.max.replace(tzinfo=UTC), UUID(int=2**128 - 1))

FOUND = """
(e.number ILIKE $2 OR e.title ILIKE $2
 OR e.customer_id IN (SELECT id FROM customer WHERE tenant_id = $1 AND name ILIKE $2))
"""

FILTERS = {
    Filter.ALL: "e.status IN ('draft', 'sent', 'accepted', 'declined')",
    Filter.DRAFT: "e.status = 'draft'",
    Filter.WAITING: "e.status = 'sent' AND e.valid_until >= $6 AND e.changes_asked_at IS NULL",
    Filter.ASKED: "e.status = 'sent' AND (e.changes_asked_at IS NOT NULL OR e.fresh_asked_at IS NOT NULL)",
    Filter.ACCEPTED: "e.status = 'accepted'",
    Filter.DECLINED: "e.status = 'declined'",
    Filter.EXPIRED: "e.status = 'sent' AND e.valid_until < $6",
}

LISTED_AT = "coalesce(e.sent_at, e.created_at)"

LISTED = f"""
WITH page AS MATERIALIZED (
    SELECT e.* FROM estimate e
     WHERE e.tenant_id = $1 AND ({LISTED_AT}, e.id) < ($3, $4) AND e.deleted_at IS NULL AND WANTED
       AND ($2 = '%%' OR {FOUND}) AND $6::date IS NOT NULL
     ORDER BY {LISTED_AT} DESC, e.id DESC LIMIT $5)
SELECT e.id, {LISTED_AT} AS listed_at, e.number, e.title, c.name AS customer, e.status, e.version, e.valid_until,
       e.answered_at, e.currency, coalesce(e.total, e.least_total) AS least, coalesce(e.total, e.most_total) AS most,
       e.valid_until < $6 AS is_expired, e.changes_asked_at IS NOT NULL AS changes_asked
  FROM page e JOIN customer c ON c.tenant_id = $1 AND c.id = e.customer_id
 ORDER BY {LISTED_AT} DESC, e.id DESC
"""  # noqa: S608 - our own constants


async def listed(wanted: Filter = Filter.ALL, search: str = "", after: After = FIRST) -> list[Row]:
    """A page of estimates, newest first, and one more when there are more."""
    unit = acting()
    sql = LISTED.replace("WANTED", FILTERS[wanted])
    rows = await unit.rows(sql, unit.tenant.id, pattern(search), *after, PAGE + 1, unit.tenant.today())
    return [_row(row) for row in rows]


def _row(row: Mapping[str, Any]) -> Row:
    return Row(**{name: row[name] for name in Row._fields if name != "state"}, state=_state(row))


def _state(row: Mapping[str, Any]) -> str:
    if row["status"] != "sent":
        return str(row["status"])
    if row["is_expired"]:
        return State.EXPIRED
    return State.CHANGES_ASKED if row["changes_asked"] else State.SENT
