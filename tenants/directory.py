"""Which company answers at a host: kept in memory, forgotten when the database says that it changed."""

import time
from uuid import UUID

from settings import settings
from tenants.isolation import statement
from tenants.listening import listen
from tenants.tenant import Tenant

KEPT_SECONDS = 60.0
MOST_UNKNOWN = 5_000


class Changed(Exception):
    """The company has changed since this process read it: forget it, read it again and begin anew."""


_known: dict[str, tuple[float, Tenant]] = {}
_unknown: dict[str, float] = {}


async def at_host(host: str) -> Tenant | None:
    """The company at the canonical host name `host` (lower case, no port, no final dot), or None."""
    slug, _, base = host.partition(".")
    if base != settings().base_host:
        return None
    kept = _known.get(slug)
    if kept and kept[0] > time.monotonic():
        return kept[1]
    if _unknown.get(slug, 0.0) > time.monotonic():
        return None
    return await _look_up(slug)


async def _look_up(slug: str) -> Tenant | None:
    until = time.monotonic() + KEPT_SECONDS
    rows = await statement("SELECT *, xmin::text AS version FROM tenant WHERE slug = $1", slug)
    if rows:
        tenant = Tenant._init_from_db(**dict(rows[0]))  # noqa: SLF001 - as the ORM builds a row it has read
        tenant.version = rows[0]["version"]
        _known[slug] = (until, tenant)
        return tenant
    if len(_unknown) >= MOST_UNKNOWN:
        _unknown.clear()
    _unknown[slug] = until
    return None


async def by_id(tenant_id: UUID) -> Tenant | None:
    """The company itself, read afresh: a worker must not act on an old copy."""
    return await Tenant.get_or_none(id=tenant_id)


def forget() -> None:
    _known.clear()
    _unknown.clear()


async def keep_fresh() -> None:
    """Listen for changed companies until cancelled; what was missed meanwhile is forgotten like the rest."""
    await listen("tenant_changed", forget, lambda _: forget())
