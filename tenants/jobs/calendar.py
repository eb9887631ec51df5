"""What calendars are told of visits: one of them, or all of a customer's from a season back on."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import asyncpg

from tenants.errors import NotFound
from tenants.isolation import acting
from tenants.jobs.job import VisitStatus

MOST_VISITS = 1_000

VISITS = """
SELECT v.id, v.job_id, v.starts_at, v.ends_at, v.who, v.note, v.status, v.sequence, v.created_at, v.changed_at,
       v.asks_confirmation AND v.confirmed_at IS NULL AS is_open, j.number, j.title, coalesce(p.address, '') AS address
  FROM visit v
  JOIN job j ON j.tenant_id = v.tenant_id AND j.id = v.job_id
  LEFT JOIN property p ON p.tenant_id = j.tenant_id AND p.id = j.property_id
 WHERE v.tenant_id = $1 AND v.customer_id = $2
"""
FEED = f"""
{VISITS} AND v.starts_at >= now() - interval '90 days' ORDER BY v.starts_at, v.id LIMIT {MOST_VISITS}
"""
ONE = f"{VISITS} AND v.job_id = $3 AND v.id = $4"


class Entry(NamedTuple):
    """One visit in a calendar; `is_open` says that the customer has yet to confirm it."""

    id: UUID
    job_id: UUID
    starts_at: datetime
    ends_at: datetime
    who: str
    note: str
    status: VisitStatus
    sequence: int
    created_at: datetime
    changed_at: datetime
    is_open: bool
    number: str
    title: str
    address: str


async def entries(customer_id: UUID) -> list[Entry]:
    """The customer's visits of the last 90 days and all to come, soonest first."""
    unit = acting()
    return [_entry(row) for row in await unit.rows(FEED, unit.tenant.id, customer_id)]


async def entry(customer_id: UUID, job_id: UUID, visit_id: UUID) -> Entry:
    """One visit of a job of this customer. Raises NotFound."""
    unit = acting()
    row = await unit.row(ONE, unit.tenant.id, customer_id, job_id, visit_id)
    if row is None:
        raise NotFound
    return _entry(row)


def _entry(row: asyncpg.Record) -> Entry:
    values = {name: row[name] for name in Entry._fields}
    return Entry(**{**values, "status": VisitStatus(row["status"])})
