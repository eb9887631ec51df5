"""The company's jobs as its console lists them: newest first, found by any word, a page at a time."""

from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from tenants.isolation import acting
from tenants.jobs.job import JobStatus
from tenants.jobs.reading import NextVisit
from tenants.search import pattern

MOST_LISTED = 50


class Filter(StrEnum):
    """Which jobs are listed; MINE are those that somebody has a visit of."""

    OPEN = "open"
    TODAY = "today"
    WEEK = "week"
    MINE = "mine"
    SCHEDULED = "scheduled"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    CANCELED = "canceled"


ZONE = "(SELECT time_zone FROM tenant WHERE id = $1)"
MIDNIGHT = f"($5::date)::timestamp AT TIME ZONE {ZONE}"
MONDAY = f"date_trunc('week', $5::date::timestamp) AT TIME ZONE {ZONE}"
STILL_OPEN = "j.status IN ('scheduled', 'in_progress')"


def _has_visit(start: str, days: int) -> str:
    return (
        "EXISTS (SELECT FROM visit v WHERE v.tenant_id = $1 AND v.job_id = j.id AND v.status <> 'canceled' "
        f"AND v.starts_at >= {start} AND v.starts_at < {start} + interval '{days} days')"
    )


FILTERS = {
    Filter.OPEN: STILL_OPEN,
    Filter.TODAY: _has_visit(MIDNIGHT, 1),
    Filter.WEEK: _has_visit(MONDAY, 7),
    Filter.MINE: STILL_OPEN,
    **{status: f"j.status = '{status}'" for status in (Filter.SCHEDULED, Filter.IN_PROGRESS)},
    **{status: f"j.status = '{status}'" for status in (Filter.COMPLETED, Filter.CANCELED)},
}

LISTED = f"""
WITH page AS MATERIALIZED (
    SELECT j.* FROM job j
     WHERE j.tenant_id = $1 AND WANTED AND (j.created_at, j.id) < ($3, $4)
       AND ($2 = '%%' OR j.number ILIKE $2 OR j.title ILIKE $2
            OR j.customer_id IN (SELECT id FROM customer WHERE tenant_id = $1 AND name ILIKE $2)
            OR j.property_id IN (SELECT id FROM property WHERE tenant_id = $1 AND address ILIKE $2))
       AND ($6::uuid IS NULL OR EXISTS (
            SELECT FROM visit v JOIN assignment a ON a.tenant_id = $1 AND a.visit_id = v.id
             WHERE v.tenant_id = $1 AND v.job_id = j.id AND v.status <> 'canceled' AND a.staff_member_id = $6))
     ORDER BY j.created_at DESC, j.id DESC LIMIT {MOST_LISTED + 1})
SELECT j.id, j.number, j.title, j.status, j.created_at, c.name AS customer,
       coalesce(p.address, '') AS place,
       v.id AS visit_id, v.starts_at, v.ends_at, v.who
  FROM page j JOIN customer c ON c.tenant_id = $1 AND c.id = j.customer_id
  LEFT JOIN property p ON p.tenant_id = $1 AND p.id = j.property_id
  LEFT JOIN LATERAL (
       SELECT id, starts_at, ends_at, who FROM visit
        WHERE tenant_id = $1 AND job_id = j.id AND status = 'scheduled' AND starts_at >= {MIDNIGHT}
        ORDER BY starts_at, id LIMIT 1) v ON true
 ORDER BY j.created_at DESC, j.id DESC
"""  # noqa: S608 - our own constants


class InList(NamedTuple):
    """One job as the company sees it; `visit` is today's or the next one, in the company's time zone."""

    id: UUID
    number: str
    title: str
    status: JobStatus
    created_at: datetime
    customer: str
    place: str
    visit: NextVisit | None


async def listed(wanted: Filter, search: str, before: tuple[datetime, UUID], member_id: UUID) -> list[InList]:
    """A page of jobs, and one more when there are more, before the (created_at, id) given; `member_id` is who asks."""
    unit = acting()
    sql, mine = LISTED.replace("WANTED", FILTERS[wanted]), member_id if wanted is Filter.MINE else None
    values = (pattern(search), *before, unit.tenant.today(), mine)
    return [_row(row) for row in await unit.rows(sql, unit.tenant.id, *values)]


def _row(row: Any) -> InList:
    zone = acting().tenant.zone
    visit = row["visit_id"] and NextVisit(
        row["visit_id"], row["starts_at"].astimezone(zone), row["ends_at"].astimezone(zone), row["who"]
    )
    named = {name: row[name] for name in ("id", "number", "title", "created_at", "customer", "place")}
    return InList(**named, status=JobStatus(row["status"]), visit=visit or None)
