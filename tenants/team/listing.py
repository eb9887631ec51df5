"""The team as its page lists it: one query, few rows."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tenants.emails import Delivery
from tenants.errors import NotFound
from tenants.isolation import acting
from tenants.staff import Role

LISTED = """
SELECT id, name, email, role, invited_at, joined_at, factor.proved_at IS NOT NULL AS has_factor, factor.lost_at,
       (SELECT status FROM email WHERE email.tenant_id = $1 AND about_id = mate.id AND letter = 'staff_invitation'
         ORDER BY email.created_at DESC LIMIT 1) AS mail,
       greatest((SELECT max(session.seen_at) FROM session
                  WHERE session.tenant_id = $1 AND session.staff_member_id = mate.id),
                (SELECT at FROM activity WHERE activity.tenant_id = $1 AND activity.staff_member_id = mate.id
                  ORDER BY at DESC LIMIT 1)) AS seen_at
  FROM staff_member AS mate
  LEFT JOIN LATERAL (SELECT proved_at, lost_at FROM second_factor
                      WHERE second_factor.tenant_id = $1 AND staff_member_id = mate.id
                        AND proved_at IS NOT NULL AND ended_at IS NULL) AS factor ON true
 WHERE mate.tenant_id = $1 AND mate.removed_at IS NULL AND ($2::uuid IS NULL OR mate.id = $2)
 ORDER BY array_position(ARRAY['owner', 'admin', 'member'], mate.role), mate.created_at, mate.id
"""

# Who came back under their address has not left.
LEFT = """
SELECT id, name, email, removed_at FROM staff_member AS gone
 WHERE tenant_id = $1 AND removed_at > now() - interval '30 days'
   AND NOT EXISTS (SELECT 1 FROM staff_member AS back WHERE back.tenant_id = $1 AND back.removed_at IS NULL
                      AND back.canonical_email = gone.canonical_email)
 ORDER BY removed_at DESC LIMIT 20
"""


@dataclass(frozen=True, slots=True)
class Mate:
    """One of the team. `mail` is what became of the latest invitation, `lost_at` when they said their phone is lost."""

    id: UUID
    name: str
    email: str
    role: Role
    invited_at: datetime | None
    joined_at: datetime | None
    seen_at: datetime | None
    mail: Delivery | None
    has_factor: bool
    lost_at: datetime | None

    @property
    def is_invited(self) -> bool:
        """Asked to come, and not here yet."""
        return self.invited_at is not None and self.joined_at is None


@dataclass(frozen=True, slots=True)
class Left:
    """Somebody who was taken out of the team lately."""

    id: UUID
    name: str
    email: str
    removed_at: datetime


async def listed() -> list[Mate]:
    return await _found(None)


async def one(staff_member_id: UUID) -> Mate:
    """Raises NotFound."""
    found = await _found(staff_member_id)
    if not found:
        raise NotFound
    return found[0]


async def left() -> list[Left]:
    unit = acting()
    return [Left(**dict(row)) for row in await unit.rows(LEFT, unit.tenant.id)]


async def _found(staff_member_id: UUID | None) -> list[Mate]:
    unit = acting()
    rows = await unit.rows(LISTED, unit.tenant.id, staff_member_id)
    return [
        Mate(**{**dict(row), "role": Role(row["role"]), "mail": Delivery(row["mail"]) if row["mail"] else None})
        for row in rows
    ]
