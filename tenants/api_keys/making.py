"""Keys are made with a name and scopes, shown once, listed, and revoked at once and for good."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from secrets import token_urlsafe
from uuid import UUID, uuid4

from asyncpg import Record
from orjson import dumps, loads

from tenants import activity
from tenants.api_keys import letters
from tenants.api_keys.api_key import PREFIX, Access, ApiKey, Scope, digest, named_scopes
from tenants.errors import Conflict, Invalid, NotFound
from tenants.isolation import acting
from tenants.rights import Right, roles_with

SHOWN = len(PREFIX) + 6
LONGEST_NAME = 80
MOST = 50
"""Keys of a company that work at one time."""

# Whoever makes one waits for who makes another: the count must see it.
LOCK = "SELECT id FROM tenant WHERE id = $1 FOR NO KEY UPDATE"

# The same form sent again makes no second key.
MAKE = """
INSERT INTO api_key (id, tenant_id, staff_member_id, name, beginning, secret_hash, scopes, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, now()) ON CONFLICT (id) DO NOTHING RETURNING id
"""

REVOKE = "UPDATE api_key SET revoked_at = now() WHERE tenant_id = $1 AND id = $2 AND revoked_at IS NULL RETURNING name"

LISTED = """
SELECT k.id, k.name, k.beginning, k.scopes, k.created_at, k.last_used_at, k.revoked_at, who.name AS made_by,
       who.removed_at IS NULL AND who.role = ANY($2::text[]) AS has_maker, who.removed_at IS NOT NULL AS maker_left
  FROM api_key k JOIN staff_member who ON who.tenant_id = k.tenant_id AND who.id = k.staff_member_id
 WHERE k.tenant_id = $1
   AND ($3::uuid IS NULL AND coalesce(k.revoked_at > now() - interval '30 days', true) OR k.id = $3)
 ORDER BY k.revoked_at IS NOT NULL, k.created_at DESC, k.id LIMIT 200
"""


class MadeBefore(Conflict):
    """There is a key of this id, and it was shown when it was made."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A key as its page shows it. One without its maker works no more: they have left, or may make none any more."""

    id: UUID
    name: str
    beginning: str
    scopes: Mapping[Scope, Access]
    created_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None
    made_by: str
    has_maker: bool
    maker_left: bool

    @property
    def works(self) -> bool:
        return self.revoked_at is None and self.has_maker


async def make(name: str, scopes: Mapping[Scope, Access], by: UUID, key_id: UUID | None = None) -> tuple[ApiKey, str]:
    """A new key, and its text, which is told this once; every owner is written to.

    Raises Invalid("name") or Invalid("scopes"), and MadeBefore where there is a key `key_id`.
    """
    name = _checked(name, scopes)
    unit = acting()
    await unit.rows(LOCK, unit.tenant.id)
    if key_id and await ApiKey.filter(id=key_id).exists():
        raise MadeBefore
    if await ApiKey.filter(revoked_at=None).count() >= MOST:
        raise Invalid("name", "There are %(most)s keys already. Please revoke one first.", most=MOST)
    key, secret = await _insert(key_id or uuid4(), name, scopes, by)
    noted = await activity.note(key, "made", name=name, scopes=key.scopes)
    await letters.made(key, noted)
    return key, secret


def _checked(name: str, scopes: Mapping[Scope, Access]) -> str:
    name = " ".join(name.split())
    if not name:
        raise Invalid("name", "Please say what the key is for.")
    if len(name) > LONGEST_NAME or not name.isprintable():
        raise Invalid("name", "Please use %(most)s characters or fewer.", most=LONGEST_NAME)
    if not scopes:
        raise Invalid("scopes", "Please allow the key something.")
    return name


async def _insert(key_id: UUID, name: str, scopes: Mapping[Scope, Access], by: UUID) -> tuple[ApiKey, str]:
    secret = PREFIX + token_urlsafe(32)
    given = {str(scope): str(access) for scope, access in scopes.items()}
    values = (by, name, secret[:SHOWN], digest(secret), dumps(given).decode())
    unit = acting()
    if await unit.row(MAKE, key_id, unit.tenant.id, *values) is None:
        raise MadeBefore
    return await ApiKey.get(id=key_id), secret


async def revoke(key_id: UUID) -> None:
    """It opens nothing any more. Done twice it is no error. Raises NotFound."""
    unit = acting()
    if row := await unit.row(REVOKE, unit.tenant.id, key_id):
        await activity.note(ApiKey(id=key_id), "revoked", name=row["name"])
    elif not await ApiKey.filter(id=key_id).exists():
        raise NotFound


async def listed() -> list[Listed]:
    """Those that work, the newest first, then those that were revoked within 30 days."""
    return await _found(None)


async def one(key_id: UUID) -> Listed:
    """Raises NotFound."""
    if found := await _found(key_id):
        return found[0]
    raise NotFound


async def made_by(staff_member_id: UUID) -> list[str]:
    """The names of the keys that work for as long as this staff member may make keys, the oldest first."""
    found = ApiKey.filter(staff_member_id=staff_member_id, revoked_at=None).order_by("created_at", "name")
    return [str(name) for name in await found.values_list("name", flat=True)]


async def _found(key_id: UUID | None) -> list[Listed]:
    unit = acting()
    return [_listed(row) for row in await unit.rows(LISTED, unit.tenant.id, roles_with(Right.KEYS), key_id)]


def _listed(row: Record) -> Listed:
    return Listed(**{**dict(row), "scopes": named_scopes(loads(row["scopes"]))})
