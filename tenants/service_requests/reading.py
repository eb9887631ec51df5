"""Requests in lists: one hand-written query each, plain rows out."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from tenants.isolation import acting
from tenants.json_rows import typed
from tenants.service_requests.request import RequestStatus
from tenants.service_requests.title import title

PAGE = 25
MOST_OPEN = 100

COLUMNS = "id, number, status, left(what, 200) AS what, submitted_at, closed_reason <> '' AS is_declined"
OPEN = "status IN ('submitted', 'acknowledged')"
ENDED = "status IN ('converted', 'closed', 'withdrawn')"

FOR_CUSTOMER = f"""
(SELECT id, number, status, left(typed->>'what', 200) AS what, created_at AS submitted_at,
        false AS is_declined
   FROM service_request WHERE tenant_id = $1 AND customer_id = $2 AND contact_id = $3 AND status = 'draft')
UNION ALL
(SELECT {COLUMNS} FROM service_request WHERE tenant_id = $1 AND customer_id = $2 AND {OPEN}
  ORDER BY submitted_at DESC, id DESC LIMIT {MOST_OPEN})
UNION ALL
(SELECT {COLUMNS} FROM service_request WHERE tenant_id = $1 AND customer_id = $2 AND {ENDED}
  ORDER BY submitted_at DESC, id DESC LIMIT {PAGE + 1})
"""  # noqa: S608 - our own constants

OLDER = f"""
SELECT {COLUMNS} FROM service_request
 WHERE tenant_id = $1 AND customer_id = $2 AND {ENDED} AND (submitted_at, id) < ($3, $4)
 ORDER BY submitted_at DESC, id DESC LIMIT {PAGE + 1}
"""  # noqa: S608 - our own constants

ON_HOME = f"""
(SELECT coalesce(json_agg(r ORDER BY r.is_open DESC, r.submitted_at DESC), '[]') FROM (
    (SELECT {COLUMNS}, true AS is_open FROM service_request
      WHERE tenant_id = $1 AND customer_id = $2 AND {OPEN} ORDER BY submitted_at DESC, id DESC LIMIT 5)
    UNION ALL
    (SELECT {COLUMNS}, false FROM service_request
      WHERE tenant_id = $1 AND customer_id = $2 AND {ENDED} AND closed_at > $3::date - 30
      ORDER BY submitted_at DESC, id DESC LIMIT 5)
    ORDER BY is_open DESC, submitted_at DESC LIMIT 5) r)
"""  # noqa: S608 - our own constants


class Row(NamedTuple):
    """One request in a list. It never waits for the customer, but for a draft they have not sent yet."""

    id: UUID
    number: str
    status: RequestStatus
    title: str
    on: date
    submitted_at: datetime
    is_declined: bool
    waits: bool


async def for_customer(customer_id: UUID, contact_id: UUID) -> tuple[list[Row], list[Row]]:
    """What is being written or open, newest first, and the newest of what is over."""
    unit = acting()
    found = [_row(row) for row in await unit.rows(FOR_CUSTOMER, unit.tenant.id, customer_id, contact_id)]
    ended = [row for row in found if row.status in _ENDED]
    return [row for row in found if row.status not in _ENDED], ended


async def older(customer_id: UUID, before: tuple[datetime, UUID]) -> list[Row]:
    """The next page of what is over, newest first, after the (submitted_at, id) given."""
    unit = acting()
    return [_row(row) for row in await unit.rows(OLDER, unit.tenant.id, customer_id, *before)]


def on_home(rows: Sequence[Mapping[str, Any]]) -> list[Row]:
    """The rows that ON_HOME found, from its JSON."""
    return [_row(typed(row)) for row in rows]


_ENDED = (RequestStatus.CONVERTED, RequestStatus.CLOSED, RequestStatus.WITHDRAWN)


def _row(row: Mapping[str, Any]) -> Row:
    status = RequestStatus(row["status"])
    return Row(
        row["id"],
        row["number"],
        status,
        title(row["what"] or ""),
        row["submitted_at"].astimezone(acting().tenant.zone).date(),
        row["submitted_at"],
        row["is_declined"],
        status is RequestStatus.DRAFT,
    )
