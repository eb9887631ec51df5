"""What the portal's hot pages read of jobs: one hand-written query each, plain rows out."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg
import orjson

from tenants.errors import NotFound
from tenants.isolation import acting
from tenants.jobs.job import JobStatus
from tenants.messages import thread_of

PAGE = 25
MOST_OPEN = 100
ON_HOME_ROWS = 5

# Midnight of today where the company is: a visit of this morning is still the next one, its people may be late.
MIDNIGHT = "($3::date)::timestamp AT TIME ZONE (SELECT time_zone FROM tenant WHERE id = $1)"
CLOSED_AT = "coalesce(j.completed_at, j.canceled_at)"
UNCONFIRMED = "v.asks_confirmation AND v.confirmed_at IS NULL AND v.ends_at > now()"
OPEN = f"""
SELECT * FROM job WHERE tenant_id = $1 AND customer_id = $2 AND status IN ('scheduled', 'in_progress')
 ORDER BY created_at DESC, id DESC LIMIT {MOST_OPEN}
"""  # noqa: S608 - our own number
COLUMNS = f"j.id, j.number, j.title, j.status, j.created_at, {CLOSED_AT} AS closed_at"
NEXT = f"""
LATERAL (SELECT v.id AS visit_id, v.starts_at, v.ends_at, v.who,
                bool_or({UNCONFIRMED}) OVER () AS waits,
                min(v.starts_at) FILTER (WHERE {UNCONFIRMED}) OVER () AS to_confirm
           FROM visit v
          WHERE v.tenant_id = j.tenant_id AND v.job_id = j.id AND v.status = 'scheduled' AND v.starts_at >= {MIDNIGHT}
          ORDER BY v.starts_at, v.id LIMIT 1) v ON true
"""  # noqa: S608 - our own expression
CLOSED = """
SELECT * FROM job j WHERE tenant_id = $1 AND customer_id = $2 AND status IN ('completed', 'canceled')
"""
NEWEST = f"ORDER BY {CLOSED_AT} DESC, id DESC"

FOR_CUSTOMER = f"""
SELECT {COLUMNS}, v.* FROM (({OPEN}) UNION ALL ({CLOSED} {NEWEST} LIMIT {PAGE + 1})) j LEFT JOIN {NEXT}
"""  # noqa: S608 - our own parts

OLDER = f"""
SELECT {COLUMNS}, NULL AS visit_id FROM ({CLOSED} AND ({CLOSED_AT}, id) < ($3, $4) {NEWEST} LIMIT {PAGE + 1}) j {NEWEST}
"""  # noqa: S608 - our own parts

# Today's visit, then what is to be confirmed, then what comes next, then what was last done.
ON_HOME = f"""
(SELECT coalesce(json_agg(shown), '[]') FROM (
   SELECT {COLUMNS}, v.* FROM (({OPEN}) UNION ALL ({CLOSED} {NEWEST} LIMIT {ON_HOME_ROWS})) j LEFT JOIN {NEXT}
    ORDER BY v.starts_at < {MIDNIGHT} + interval '1 day' DESC NULLS LAST, v.waits DESC NULLS LAST,
             {CLOSED_AT} DESC NULLS FIRST, v.starts_at, j.created_at DESC, j.id LIMIT {ON_HOME_ROWS}) shown)
"""  # noqa: S608 - our own parts

VISITS = """
(SELECT coalesce(json_agg(json_build_object('id', id, 'starts_at', starts_at, 'ends_at', ends_at, 'who', who,
                   'note', note, 'status', status, 'confirmed', confirmed_at IS NOT NULL, 'sequence', sequence,
                   'waits', status = 'scheduled' AND asks_confirmation AND confirmed_at IS NULL AND ends_at > now())
                 ORDER BY starts_at, id), '[]')
   FROM visit WHERE tenant_id = j.tenant_id AND job_id = j.id)
"""
PHOTOS = """
(SELECT coalesce(json_agg(json_build_object('id', id, 'name', name, 'kind', kind, 'caption', caption, 'sizes', sizes)
                 ORDER BY array_position(ARRAY['before', 'during', 'after'], kind) NULLS LAST,
                          position, created_at, id), '[]')
   FROM photo WHERE tenant_id = j.tenant_id AND about = 'job' AND about_id = j.id AND removed_at IS NULL)
"""
HISTORY = """
(SELECT coalesce(json_agg(json_build_object('about', about, 'verb', verb, 'by', by, 'facts', facts, 'at', at)
                 ORDER BY at, id), '[]')
   FROM activity WHERE tenant_id = j.tenant_id
    AND about_id = ANY(array(SELECT id FROM visit WHERE tenant_id = j.tenant_id AND job_id = j.id) || j.id))
"""
ONE = f"""
SELECT j.*, p.name AS property_name, p.address AS property_address, e.number AS estimate_number,
       {VISITS} AS visits, {PHOTOS} AS photos, {HISTORY} AS history, {thread_of("j.id")} AS thread
  FROM job j LEFT JOIN property p ON p.tenant_id = j.tenant_id AND p.id = j.property_id
       LEFT JOIN estimate e ON e.tenant_id = j.tenant_id AND e.id = j.estimate_id AND e.version > 0
 WHERE j.tenant_id = $1 AND j.customer_id = $2 AND j.id = $3
"""  # noqa: S608 - our own parts


class NextVisit(NamedTuple):
    """The visit of today or the next one to come; its moments are in the company's time zone."""

    id: UUID
    starts_at: datetime
    ends_at: datetime
    who: str


class Row(NamedTuple):
    """One job in a list; `waits`: a visit, not always `visit`, is to be confirmed; it starts at `to_confirm`."""

    id: UUID
    number: str
    title: str
    status: JobStatus
    created_at: datetime
    closed_at: datetime | None
    visit: NextVisit | None
    waits: bool
    to_confirm: datetime | None


@dataclass(frozen=True, slots=True)
class Document:
    """One job with its visits, photos and history, all moments in the company's time zone. Columns are attributes."""

    record: asyncpg.Record
    visits: list[dict[str, Any]]
    photos: list[dict[str, Any]]
    history: list[dict[str, Any]]

    def __getattr__(self, name: str) -> Any:
        return self.record[name]


async def for_customer(customer_id: UUID, today: date) -> tuple[list[Row], list[Row]]:
    """The customer's open jobs, those with the soonest visit first, and the newest of the others."""
    unit = acting()
    found = [_row(row) for row in await unit.rows(FOR_CUSTOMER, unit.tenant.id, customer_id, today)]
    open_rows = [row for row in found if row.closed_at is None]
    open_rows.sort(key=lambda row: (row.visit is None, row.visit.starts_at if row.visit else row.created_at, row.id))
    closed = [row for row in found if row.closed_at is not None]
    closed.sort(key=lambda row: (row.closed_at, row.id), reverse=True)
    return open_rows, closed


async def older(customer_id: UUID, before: tuple[datetime, UUID]) -> list[Row]:
    """The next page of completed and canceled jobs, newest first, after the (closed_at, id) given."""
    unit = acting()
    return [_row(row) for row in await unit.rows(OLDER, unit.tenant.id, customer_id, *before)]


def on_home(rows: list[dict[str, Any]]) -> list[Row]:
    """What ON_HOME found, as rows of the list."""
    return [_row(row) for row in rows]


def today_visit(rows: list[Row], today: date) -> Row | None:
    """The row whose visit is today, if any."""
    return next((row for row in rows if row.visit and row.visit.starts_at.date() == today), None)


async def one(customer_id: UUID, job_id: UUID) -> Document:
    """A job of this customer. Raises NotFound for other customers' and other companies' alike."""
    unit = acting()
    row = await unit.row(ONE, unit.tenant.id, customer_id, job_id)
    if row is None:
        raise NotFound
    return Document(
        record=row,
        visits=[_dated(visit, "starts_at", "ends_at") for visit in orjson.loads(row["visits"])],
        photos=orjson.loads(row["photos"]),
        history=[_dated(entry, "at") for entry in orjson.loads(row["history"])],
    )


def _row(row: Any) -> Row:
    """A row of a query, or of the same query as JSON."""
    visit = row["visit_id"] and NextVisit(
        UUID(str(row["visit_id"])), _local(row["starts_at"]), _local(row["ends_at"]), row["who"]
    )
    waits = bool(visit and row["waits"])
    return Row(
        UUID(str(row["id"])),
        row["number"],
        row["title"],
        JobStatus(row["status"]),
        _local(row["created_at"]),
        _local(row["closed_at"]) if row["closed_at"] else None,
        visit or None,
        waits,
        _local(row["to_confirm"]) if waits else None,
    )


def _dated(entry: dict[str, Any], *names: str) -> dict[str, Any]:
    return {**entry, **{name: _local(entry[name]) for name in names}}


def _local(moment: datetime | str) -> datetime:
    at = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return at.astimezone(acting().tenant.zone)
