"""ApiKey: one program's way in, and who is behind a key that was sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any
from uuid import UUID

from orjson import loads
from tortoise import fields

from tenants.isolation import TenantOwned, acting
from tenants.rights import Right, roles_with

PREFIX = "pl_"
LONGEST = 80
SEEN_EVERY = timedelta(minutes=1)
"""How exactly `last_used_at` is kept: a request that reads must not cost a write."""


class Scope(StrEnum):
    """What a key has to do with, by the noun of the address."""

    CUSTOMERS = "customers"  # their contacts and properties too
    SERVICE_REQUESTS = "service-requests"
    ESTIMATES = "estimates"
    JOBS = "jobs"  # their visits too
    AGREEMENTS = "agreements"
    INVOICES = "invoices"
    PAYMENTS = "payments"
    EMAILS = "emails"


class Access(StrEnum):
    READ = "read"
    WRITE = "write"  # and read


class ApiKey(TenantOwned):
    """`beginning` is the part of the key that is shown again, `scopes` an Access by Scope.

    The key works for as long as whoever made it may make keys: who has left has seen it.
    """

    staff_member_id = fields.UUIDField()
    name = fields.CharField(max_length=80)
    beginning = fields.CharField(max_length=16)
    secret_hash = fields.BinaryField()
    scopes: Any = fields.JSONField(default=dict)
    created_at = fields.DatetimeField(auto_now_add=True)
    last_used_at: Any = fields.DatetimeField(null=True)
    revoked_at: Any = fields.DatetimeField(null=True)

    class Meta:
        table = "api_key"


@dataclass(frozen=True, slots=True)
class Holder:
    """The program behind a request. `company_version` is the version of the company's row now."""

    key_id: UUID
    name: str
    scopes: Mapping[Scope, Access]
    company_version: str

    def may(self, scope: Scope, access: Access) -> bool:
        given = self.scopes.get(scope)
        return given is Access.WRITE or given is access


FIND = """
SELECT api_key.id AS key_id, api_key.name, api_key.scopes, tenant.xmin::text AS company_version,
       coalesce(api_key.last_used_at < now() - $3::interval, true) AS is_stale
  FROM api_key
  JOIN tenant ON tenant.id = api_key.tenant_id
  JOIN staff_member ON staff_member.tenant_id = api_key.tenant_id AND staff_member.id = api_key.staff_member_id
                   AND staff_member.removed_at IS NULL AND staff_member.role = ANY($4::text[])
 WHERE api_key.tenant_id = $1 AND api_key.secret_hash = $2 AND api_key.revoked_at IS NULL
"""

# A request of the same program that is still under way has written it already.
SEEN = """
UPDATE api_key SET last_used_at = now()
 WHERE id = (SELECT id FROM api_key WHERE tenant_id = $1 AND id = $2 FOR NO KEY UPDATE SKIP LOCKED)
"""


async def find(secret: str) -> Holder | None:
    """Which program of the acting company this key lets in; None for any other text."""
    if not secret.startswith(PREFIX) or len(secret) > LONGEST:
        return None
    unit = acting()
    row = await unit.row(FIND, unit.tenant.id, digest(secret), SEEN_EVERY, roles_with(Right.KEYS))
    if row is None:
        return None
    if row["is_stale"]:
        await unit.rows(SEEN, unit.tenant.id, row["key_id"])
    return Holder(row["key_id"], row["name"], named_scopes(loads(row["scopes"])), row["company_version"])


def named_scopes(stored: Mapping[str, str]) -> dict[Scope, Access]:
    """As they are stored, but for what this version does not know: that allows nothing."""
    return {Scope(name): Access(access) for name, access in stored.items() if name in set(Scope)}


def digest(secret: str) -> bytes:
    return sha256(secret.encode("utf-8", "replace")).digest()
