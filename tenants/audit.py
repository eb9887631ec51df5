"""The audit log: whatever anybody of the company did, or was done at Stripe, newest first and unchangeable."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from asyncpg import Record
from orjson import loads

from tenants.isolation import acting

PAGE = 50
FIRST = (datetime(9999, 1, 1, tzinfo=UTC), UUID(int=0))

LISTED = f"""
SELECT id, at, about, about_id, verb, by, staff_member_id, address, customer_id, facts FROM activity
 WHERE tenant_id = $1 AND (WHOSE) AND (at, id) < ($2, $3)
   AND ($4::uuid IS NULL OR staff_member_id = $4)
   AND ($5::text[] IS NULL OR about = ANY($5) OR verb = ANY($9::text[]))
   AND ($10::uuid IS NULL OR api_key_id = $10)
   AND ($6::uuid IS NULL OR about_id = $6) AND ($7::timestamptz IS NULL OR at >= $7 AND at < $8)
 ORDER BY at DESC, id DESC LIMIT {PAGE + 1}
"""  # noqa: S608 - our own number

# What the records are called by whom they concern; one that is not here is named by its kind alone.
CALLED = """
SELECT id, number AS called, true AS is_there FROM invoice WHERE tenant_id = $1 AND id = ANY($2)
UNION ALL SELECT id, number, true FROM estimate WHERE tenant_id = $1 AND id = ANY($2)
UNION ALL SELECT id, number, true FROM agreement WHERE tenant_id = $1 AND id = ANY($2)
UNION ALL SELECT id, number, true FROM job WHERE tenant_id = $1 AND id = ANY($2)
UNION ALL SELECT id, number, true FROM service_request WHERE tenant_id = $1 AND id = ANY($2)
UNION ALL SELECT id, name, true FROM customer WHERE tenant_id = $1 AND id = ANY($2)
UNION ALL SELECT id, name, true FROM merged_customer WHERE tenant_id = $1 AND id = ANY($2)
UNION ALL SELECT id, name, true FROM contact WHERE tenant_id = $1 AND id = ANY($2)
UNION ALL SELECT id, name, removed_at IS NULL FROM staff_member WHERE tenant_id = $1 AND id = ANY($2)
UNION ALL SELECT id, coalesce(nullif(name, ''), split_part(address, E'\\n', 1)), true FROM property
           WHERE tenant_id = $1 AND id = ANY($2)
"""

PEOPLE = """
SELECT id, name FROM staff_member WHERE tenant_id = $1 ORDER BY removed_at IS NOT NULL, name, id LIMIT 500
"""

PROGRAMS = """
SELECT id, name FROM api_key WHERE tenant_id = $1 ORDER BY revoked_at IS NOT NULL, name, id LIMIT 200
"""


class By(StrEnum):
    STRIPE = "stripe"
    PROGRAMS = "programs"


WHOSE = {
    None: "staff_member_id IS NOT NULL OR by_stripe OR api_key_id IS NOT NULL",
    By.STRIPE: "by_stripe",
    By.PROGRAMS: "api_key_id IS NOT NULL",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the log is narrowed to; `kinds` are tables, `verbs` are shown besides, `between` the moments of a day.

    `by` is who acted, where it was nobody of the team.
    """

    staff_member_id: UUID | None = None
    api_key_id: UUID | None = None
    by: By | None = None
    kinds: tuple[str, ...] | None = None
    verbs: tuple[str, ...] = ()
    about_id: UUID | None = None
    between: tuple[datetime, datetime] | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """One line of the log. `called` is the record's number or name now, or empty; `is_there`: it can be looked at."""

    id: UUID
    at: datetime
    about: str
    about_id: UUID
    verb: str
    by: str
    staff_member_id: UUID | None
    address: str
    customer_id: UUID | None
    facts: dict[str, Any]
    called: str
    is_there: bool


async def listed(wanted: Wanted, after: tuple[datetime, UUID] = FIRST) -> list[Act]:
    """At most PAGE + 1 acts, newest first; the last one says that there are more."""
    unit = acting()
    begins, ends = wanted.between or (None, None)
    kinds = list(wanted.kinds) if wanted.kinds is not None else None
    sql = LISTED.replace("WHOSE", WHOSE[wanted.by])
    narrowed = (wanted.staff_member_id, kinds, wanted.about_id, begins, ends, list(wanted.verbs), wanted.api_key_id)
    rows = await unit.rows(sql, unit.tenant.id, *after, *narrowed)
    called = {it["id"]: it for it in await unit.rows(CALLED, unit.tenant.id, [it["about_id"] for it in rows])}
    return [_act(row, called.get(row["about_id"])) for row in rows]


async def people() -> list[tuple[UUID, str]]:
    """Everybody who ever was in the team: who is there first."""
    unit = acting()
    return [(row["id"], row["name"]) for row in await unit.rows(PEOPLE, unit.tenant.id)]


async def programs() -> list[tuple[UUID, str]]:
    """Every API key there ever was: those that work first."""
    unit = acting()
    return [(row["id"], row["name"]) for row in await unit.rows(PROGRAMS, unit.tenant.id)]


def _act(row: Record, called: Record | None) -> Act:
    return Act(
        **{**dict(row), "facts": loads(row["facts"])},
        called=(called["called"] or "") if called else "",
        is_there=called is not None and called["is_there"],
    )
