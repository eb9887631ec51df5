"""The company's visits of some days, soonest first: who goes where, and whom they can call."""

from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from tenants.isolation import acting
from tenants.jobs.job import VisitStatus

MOST_VISITS = 500

AGENDA = f"""
SELECT v.id, v.job_id, v.starts_at, v.ends_at, v.who, v.note, v.status,
       v.asks_confirmation AND v.confirmed_at IS NULL AS is_open, v.confirmed_at IS NOT NULL AS is_confirmed,
       j.number, j.title, c.name AS customer, coalesce(p.address, '') AS address,
       coalesce((SELECT phone FROM contact WHERE tenant_id = $1 AND customer_id = v.customer_id AND removed_at IS NULL
                    AND phone <> '' ORDER BY created_at LIMIT 1), '') AS phone
  FROM visit v
  JOIN job j ON j.tenant_id = $1 AND j.id = v.job_id
  JOIN customer c ON c.tenant_id = $1 AND c.id = v.customer_id
  LEFT JOIN property p ON p.tenant_id = $1 AND p.id = j.property_id
 WHERE v.tenant_id = $1 AND v.status <> 'canceled'
   AND v.starts_at >= ($2::date)::timestamp AT TIME ZONE (SELECT time_zone FROM tenant WHERE id = $1)
   AND v.starts_at < ($3::date + 1)::timestamp AT TIME ZONE (SELECT time_zone FROM tenant WHERE id = $1)
   AND ($4::uuid IS NULL OR EXISTS (SELECT FROM assignment a WHERE a.tenant_id = $1 AND a.visit_id = v.id
                                       AND a.staff_member_id = $4))
 ORDER BY v.starts_at, v.id LIMIT {MOST_VISITS}
"""  # noqa: S608 - our own number


class InAgenda(NamedTuple):
    """One visit of the agenda; moments in the company's time zone, `phone` a contact's who has one."""

    id: UUID
    job_id: UUID
    starts_at: datetime
    ends_at: datetime
    who: str
    note: str
    status: VisitStatus
    is_open: bool
    is_confirmed: bool
    number: str
    title: str
    customer: str
    address: str
    phone: str


async def agenda(first_on: date, last_on: date, member_id: UUID | None = None) -> list[InAgenda]:
    """All visits of these days but canceled ones; with `member_id` those that this staff member makes."""
    unit = acting()
    return [_row(row) for row in await unit.rows(AGENDA, unit.tenant.id, first_on, last_on, member_id)]


def _row(row: Any) -> InAgenda:
    zone = acting().tenant.zone
    moments = {name: row[name].astimezone(zone) for name in ("starts_at", "ends_at")}
    return InAgenda(**{**dict(row), **moments, "status": VisitStatus(row["status"])})
