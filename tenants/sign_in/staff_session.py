"""The session of a staff member: apart from every contact's, and alive while the portal is off."""

from dataclasses import dataclass
from datetime import timedelta
from secrets import token_urlsafe
from uuid import UUID, uuid4

from tenants.isolation import acting
from tenants.sign_in.magic_link import Purpose, digest
from tenants.sign_in.session import ABSOLUTE, IDLE, SEEN, SEEN_EVERY
from tenants.staff import Role

FRESH = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class StaffViewer:
    """The staff member behind a session. `is_fresh`: they proved who they are within FRESH.

    `company_version` is the version of the company's row now.
    """

    session_id: UUID
    staff_member_id: UUID
    name: str
    email: str
    role: Role
    is_fresh: bool
    company_version: str


FIND = """
SELECT session.id AS session_id, staff_member.id AS staff_member_id, staff_member.name, staff_member.email,
       staff_member.role, tenant.xmin::text AS company_version, session.seen_at < now() - $4::interval AS is_stale,
       coalesce(session.proved_at > now() - $5::interval, false) AS is_fresh
  FROM session
  JOIN tenant ON tenant.id = session.tenant_id
  JOIN staff_member ON staff_member.tenant_id = session.tenant_id AND staff_member.id = session.staff_member_id
                   AND staff_member.removed_at IS NULL AND lower(staff_member.email) = session.email
 WHERE session.tenant_id = $1 AND session.secret_hash = $2 AND session.purpose = 'staff'
   AND session.revoked_at IS NULL AND session.expires_at > now() AND session.seen_at > now() - $3::interval
"""

BEGIN = """
INSERT INTO session (id, tenant_id, secret_hash, purpose, email, staff_member_id, device,
                     created_at, seen_at, proved_at, expires_at)
SELECT $1, $2, $3, $4, $5::text, id, $6, now(), now(), now(), now() + $7::interval
  FROM staff_member WHERE tenant_id = $2 AND lower(email) = $5::text AND removed_at IS NULL
"""

NOTE = """
INSERT INTO activity (id, tenant_id, about, about_id, verb, by, staff_member_id, facts, at)
SELECT gen_random_uuid(), tenant_id, 'staff_member', id, 'signed_in', name, id,
       jsonb_build_object('device', $3::text), now()
  FROM staff_member WHERE tenant_id = $1 AND lower(email) = $2 AND removed_at IS NULL
"""


async def find_staff(reference: str) -> StaffViewer | None:
    """Who of the company is behind the session `reference` now; None when it is over, or was never theirs."""
    unit = acting()
    row = await unit.row(FIND, unit.tenant.id, digest(reference), IDLE, SEEN_EVERY, FRESH)
    if row is None:
        return None
    if row["is_stale"]:
        await unit.rows(SEEN, unit.tenant.id, row["session_id"])
    named = {name: row[name] for name in StaffViewer.__slots__}
    return StaffViewer(**{**named, "role": Role(row["role"])})


async def begin(email: str, device: str) -> tuple[UUID, str]:
    """Begin a session for the staff member at `email`: its id and its reference."""
    unit = acting()
    session_id, reference = uuid4(), token_urlsafe(32)
    await unit.rows(BEGIN, session_id, unit.tenant.id, digest(reference), Purpose.STAFF, email, device[:120], ABSOLUTE)
    await unit.rows(NOTE, unit.tenant.id, email, device)
    return session_id, reference
