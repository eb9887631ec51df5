"""The session of a staff member: apart from every contact's, alive while the portal is off, perhaps only half begun."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from secrets import token_urlsafe
from uuid import UUID, uuid4

from tenants.isolation import acting
from tenants.sign_in.magic_link import Purpose, digest
from tenants.sign_in.session import SEEN, SEEN_EVERY
from tenants.staff import Role

FRESH = timedelta(minutes=15)
STAFF_ABSOLUTE = timedelta(days=14)
STAFF_IDLE = timedelta(days=3)
STRICT_ABSOLUTE = timedelta(hours=12)
STRICT_IDLE = timedelta(hours=1)
"""Where the company asks everybody for a second factor."""


class Stage(StrEnum):
    """How far signing in has come. Short of IN a session opens the pages on which it goes on, and nothing else."""

    IN = "in"
    FACTOR = "factor"  # the second factor is still to be proved
    SETUP = "setup"  # one must be set up first


@dataclass(frozen=True, slots=True)
class StaffViewer:
    """The staff member behind a session. `is_fresh`: they proved who they are within FRESH.

    `company_version` is the version of the company's row now. `new_requests` and `to_answer` wait for the company,
    counted no further than MOST_COUNTED.
    """

    session_id: UUID
    staff_member_id: UUID
    name: str
    email: str
    role: Role
    language: str
    stage: Stage
    has_factor: bool
    is_fresh: bool
    company_version: str
    new_requests: int = 0
    to_answer: int = 0


@dataclass(frozen=True, slots=True)
class Device:
    """A browser in which a staff member is signed in."""

    id: UUID
    device: str
    seen_at: datetime


HAS_FACTOR = """
EXISTS (SELECT 1 FROM second_factor WHERE second_factor.tenant_id = session.tenant_id
                                      AND second_factor.staff_member_id = session.staff_member_id
                                      AND proved_at IS NOT NULL AND ended_at IS NULL)
"""

IS_LIVE = """
session.purpose = 'staff' AND session.revoked_at IS NULL AND session.expires_at > now()
AND CASE WHEN tenant.second_factor_required
         THEN session.created_at > now() - $5::interval AND session.seen_at > now() - $6::interval
         ELSE session.created_at > now() - $3::interval AND session.seen_at > now() - $4::interval END
"""
LIVES = (STAFF_ABSOLUTE, STAFF_IDLE, STRICT_ABSOLUTE, STRICT_IDLE)

MOST_COUNTED = 100
# In the one statement that every page of the console asks: beside the menu's places stands what waits there.
COUNTS = f"""
(SELECT count(*) FROM (SELECT FROM service_request WHERE tenant_id = $1 AND status = 'submitted'
                        LIMIT {MOST_COUNTED}) AS submitted) AS new_requests,
(SELECT count(*) FROM (SELECT FROM thread WHERE tenant_id = $1 AND waiting_since IS NOT NULL
                        LIMIT {MOST_COUNTED}) AS waiting) AS to_answer
"""  # noqa: S608 - our own number

FIND = f"""
SELECT session.id AS session_id, staff_member.id AS staff_member_id, staff_member.name, staff_member.email,
       staff_member.role, staff_member.language, tenant.xmin::text AS company_version, has_factor,
       session.seen_at < now() - $7::interval AS is_stale,
       coalesce(session.proved_at > now() - $8::interval, false) AS is_fresh,
       CASE WHEN has_factor AND session.factor_at IS NULL THEN 'factor'
            WHEN NOT has_factor AND tenant.second_factor_required THEN 'setup' ELSE 'in' END AS stage, {COUNTS}
  FROM session
  JOIN tenant ON tenant.id = session.tenant_id
  JOIN staff_member ON staff_member.tenant_id = session.tenant_id AND staff_member.id = session.staff_member_id
                   AND staff_member.removed_at IS NULL AND lower(staff_member.email) = session.email
  JOIN LATERAL (SELECT {HAS_FACTOR} AS has_factor) AS factor ON true
 WHERE session.tenant_id = $1 AND session.secret_hash = $2 AND {IS_LIVE}
"""  # noqa: S608 - the parts are ours

BEGIN = """
WITH joined AS (
     UPDATE staff_member SET joined_at = coalesce(joined_at, now())
      WHERE tenant_id = $2 AND lower(email) = $5::text AND removed_at IS NULL
     RETURNING id)
INSERT INTO session (id, tenant_id, secret_hash, purpose, email, staff_member_id, device,
                     created_at, seen_at, proved_at, expires_at)
SELECT $1, $2, $3, $4, $5::text, id, $6, now(), now(), now(), now() + $7::interval FROM joined
"""

NOTE = """
INSERT INTO activity (id, tenant_id, about, about_id, verb, by, staff_member_id, address, facts, at)
SELECT gen_random_uuid(), tenant_id, 'staff_member', id, 'signed_in', name, id, $4,
       jsonb_build_object('device', $3::text), now()
  FROM staff_member WHERE tenant_id = $1 AND lower(email) = $2 AND removed_at IS NULL
"""

DEVICES = f"""
SELECT session.id, session.device, session.seen_at FROM session JOIN tenant ON tenant.id = session.tenant_id
 WHERE session.tenant_id = $1 AND session.staff_member_id = $2 AND {IS_LIVE}
 ORDER BY session.seen_at DESC, session.id
"""  # noqa: S608 - the parts are ours

RENEW = """
UPDATE session SET secret_hash = $3, proved_at = CASE WHEN $4 THEN now() ELSE proved_at END,
       factor_at = CASE WHEN $4 THEN now() ELSE factor_at END
 WHERE tenant_id = $1 AND id = $2 AND purpose = 'staff' AND revoked_at IS NULL
"""


async def find_staff(reference: str, *, is_activity: bool = True) -> StaffViewer | None:
    """Who of the company is behind the session `reference` now; None when it is over, or was never theirs.

    What is no activity keeps it no longer alive.
    """
    unit = acting()
    row = await unit.row(FIND, unit.tenant.id, digest(reference), *LIVES, SEEN_EVERY, FRESH)
    if row is None:
        return None
    if row["is_stale"] and is_activity:
        await unit.rows(SEEN, unit.tenant.id, row["session_id"])
    named = {name: row[name] for name in StaffViewer.__slots__}
    return StaffViewer(**{**named, "role": Role(row["role"]), "stage": Stage(row["stage"])})


async def begin(email: str, device: str, address: str = "") -> tuple[UUID, str]:
    """Begin a session for the staff member at `email`: its id and its reference."""
    unit = acting()
    session_id, reference = uuid4(), token_urlsafe(32)
    await unit.rows(
        BEGIN, session_id, unit.tenant.id, digest(reference), Purpose.STAFF, email, device[:120], STAFF_ABSOLUTE
    )
    await unit.rows(NOTE, unit.tenant.id, email, device, address)
    return session_id, reference


async def renew(session_id: UUID, *, by_factor: bool) -> str:
    """Give the session another reference, and end the one it had; `by_factor`: the second factor was proved now."""
    unit = acting()
    reference = token_urlsafe(32)
    await unit.rows(RENEW, unit.tenant.id, session_id, digest(reference), by_factor)
    return reference


async def staff_sessions(staff_member_id: UUID) -> list[Device]:
    """Where the staff member is signed in, the latest first."""
    unit = acting()
    rows = await unit.rows(DEVICES, unit.tenant.id, staff_member_id, *LIVES)
    return [Device(**dict(row)) for row in rows]
