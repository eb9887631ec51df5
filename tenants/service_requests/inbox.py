"""The company's inbox of requests: what everybody asks for, found by any word, newest first, a page at a time."""

from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from tenants.isolation import acting
from tenants.search import pattern
from tenants.service_requests.reading import PAGE
from tenants.service_requests.request import RequestStatus, Urgency
from tenants.service_requests.title import title

MOST_BESIDE = 3


class Filter(StrEnum):
    """Which requests are listed."""

    OPEN = "open"
    NEW = "new"
    SEEN = "seen"
    CONVERTED = "converted"
    CLOSED = "closed"
    ALL = "all"


FILTERS = {
    Filter.OPEN: "r.status IN ('submitted', 'acknowledged')",
    Filter.NEW: "r.status = 'submitted'",
    Filter.SEEN: "r.status = 'acknowledged'",
    Filter.CONVERTED: "r.status = 'converted'",
    Filter.CLOSED: "r.status IN ('closed', 'withdrawn')",
    Filter.ALL: "r.status <> 'draft'",
}

COLUMNS = """
r.id, r.number, r.status, left(r.what, 200) AS what, r.urgency, r.submitted_at, r.closed_reason <> '' AS is_declined,
r.name, c.name AS customer, coalesce(p.address, '') AS place,
(SELECT count(*) FROM photo WHERE tenant_id = $1 AND about_id = r.id AND removed_at IS NULL) AS photos
"""
PAGE_OF = f"""
WITH page AS MATERIALIZED (
    SELECT r.* FROM service_request r
     WHERE r.tenant_id = $1 AND WANTED AND (r.submitted_at, r.id) < ($3, $4)
       AND ($2 = '%%' OR r.number ILIKE $2 OR r.what ILIKE $2 OR r.name ILIKE $2 OR r.email ILIKE $2
            OR r.phone ILIKE $2 OR r.customer_id IN (SELECT id FROM customer WHERE tenant_id = $1 AND name ILIKE $2)
            OR r.property_id IN (SELECT id FROM property WHERE tenant_id = $1 AND address ILIKE $2))
     ORDER BY r.submitted_at DESC, r.id DESC LIMIT {PAGE + 1})
SELECT {COLUMNS} FROM page r JOIN customer c ON c.tenant_id = $1 AND c.id = r.customer_id
  LEFT JOIN property p ON p.tenant_id = $1 AND p.id = r.property_id
 ORDER BY r.submitted_at DESC, r.id DESC
"""  # noqa: S608 - our own constants

# What else this customer has asked for; that at the same property first.
BESIDE = f"""
SELECT {COLUMNS} FROM service_request r JOIN customer c ON c.tenant_id = $1 AND c.id = r.customer_id
  LEFT JOIN property p ON p.tenant_id = $1 AND p.id = r.property_id
 WHERE r.tenant_id = $1 AND r.customer_id = $2 AND r.id <> $3 AND r.status <> 'draft'
 ORDER BY (r.property_id IS NOT DISTINCT FROM $4) DESC, r.submitted_at DESC, r.id DESC LIMIT {MOST_BESIDE}
"""  # noqa: S608 - our own constants

TAKEN_FROM = f"""
SELECT {COLUMNS} FROM service_request r JOIN customer c ON c.tenant_id = $1 AND c.id = r.customer_id
  LEFT JOIN property p ON p.tenant_id = $1 AND p.id = r.property_id
 WHERE r.tenant_id = $1 AND r.became->>'id' = $2
"""  # noqa: S608 - our own constants


class InInbox(NamedTuple):
    """One request as the company sees it; `name` asked, for `customer`."""

    id: UUID
    number: str
    status: RequestStatus
    title: str
    urgency: Urgency
    submitted_at: datetime
    is_declined: bool
    name: str
    customer: str
    place: str
    photos: int


async def inbox(wanted: Filter, search: str, before: tuple[datetime, UUID]) -> list[InInbox]:
    """A page of requests, and one more when there are more, before the (submitted_at, id) given."""
    unit = acting()
    sql = PAGE_OF.replace("WANTED", FILTERS[wanted])
    return [_row(row) for row in await unit.rows(sql, unit.tenant.id, pattern(search), *before)]


async def beside(customer_id: UUID, request_id: UUID, property_id: UUID | None) -> list[InInbox]:
    """The newest other requests of the customer, those at the same property first."""
    unit = acting()
    return [_row(row) for row in await unit.rows(BESIDE, unit.tenant.id, customer_id, request_id, property_id)]


async def taken_from(became_id: UUID) -> InInbox | None:
    """The request that became this estimate or job, if one did."""
    unit = acting()
    row = await unit.row(TAKEN_FROM, unit.tenant.id, str(became_id))
    return _row(row) if row else None


def _row(row: Any) -> InInbox:
    values = {**dict(row), "title": title(row["what"]), "status": RequestStatus(row["status"])}
    del values["what"]
    return InInbox(**{**values, "urgency": Urgency(row["urgency"])})
