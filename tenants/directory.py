"""Which company answers at a host: kept in memory, forgotten when the database says that it changed."""

import time
from typing import NamedTuple
from uuid import UUID

from settings import settings
from tenants.isolation import statement
from tenants.listening import listen
from tenants.tenant import Tenant

KEPT_SECONDS = 60.0
MOST_UNKNOWN = 5_000

# A company's own slug first; else that of the company which had it until lately.
BY_SLUG = """
SELECT tenant.*, tenant.xmin::text AS version FROM tenant
 WHERE id = coalesce((SELECT id FROM tenant WHERE slug = $1),
                     (SELECT tenant_id FROM former_slug WHERE slug = $1 AND kept_until > now()))
   AND deletion_began_at IS NULL
"""
BY_DOMAIN = "SELECT *, xmin::text AS version FROM tenant WHERE domain = $1 AND deletion_began_at IS NULL"
HOSTS = "SELECT slug, domain, deletes_at IS NOT NULL AS is_ending FROM tenant WHERE deletion_began_at IS NULL"


class Hosts(NamedTuple):
    answering: frozenset[str]
    certifiable: frozenset[str]


class Changed(Exception):
    """The company has changed since this process read it: forget it, read it again and begin anew."""


_known: dict[str, tuple[float, Tenant]] = {}
_unknown: dict[str, float] = {}
_hosts: dict[str, tuple[float, Hosts]] = {}


async def at_host(host: str) -> Tenant | None:
    """The company at the canonical host name `host` (lower case, no port, no final dot), or None."""
    kept = _known.get(host)
    if kept and kept[0] > time.monotonic():
        return kept[1]
    slug, _, base = host.partition(".")
    if base != settings().base_host:
        # Whoever makes names up costs nothing: the few that are proven are kept together.
        return await _look_up(host, BY_DOMAIN, host) if host and host in await hosts() else None
    if _unknown.get(host, 0.0) > time.monotonic():
        return None
    return await _look_up(host, BY_SLUG, slug)


def is_former(tenant: Tenant, host: str) -> bool:
    """Whether `host` is one that the company gave up, and which leads to it still."""
    return host not in {tenant.first_host, tenant.domain}


async def hosts() -> frozenset[str]:
    """Every host that a company answers at, kept in memory like the companies."""
    return (await _all_hosts()).answering


async def certifiable() -> frozenset[str]:
    """Those of them that certificates are made for: no domain of a company that ends."""
    return (await _all_hosts()).certifiable


async def _all_hosts() -> Hosts:
    kept = _hosts.get("all")
    if kept and kept[0] > time.monotonic():
        return kept[1]
    base = settings().base_host
    rows = await statement(HOSTS)
    ours = frozenset({base} | {f"{row['slug']}.{base}" for row in rows})
    certifiable = ours | {row["domain"] for row in rows if row["domain"] and not row["is_ending"]}
    found = Hosts(ours | {row["domain"] for row in rows if row["domain"]}, certifiable)
    _hosts["all"] = (time.monotonic() + KEPT_SECONDS, found)
    return found


async def _look_up(host: str, sql: str, name: str) -> Tenant | None:
    until = time.monotonic() + KEPT_SECONDS
    rows = await statement(sql, name)
    if rows:
        tenant = Tenant._init_from_db(**dict(rows[0]))  # noqa: SLF001 - as the ORM builds a row it has read
        tenant.version = rows[0]["version"]
        _known[host] = (until, tenant)
        return tenant
    if len(_unknown) >= MOST_UNKNOWN:
        _unknown.clear()
    _unknown[host] = until
    return None


async def by_id(tenant_id: UUID) -> Tenant | None:
    """The company itself, read afresh: a worker must not act on an old copy."""
    return await Tenant.get_or_none(id=tenant_id)


def forget() -> None:
    _known.clear()
    _unknown.clear()
    _hosts.clear()


async def keep_fresh() -> None:
    """Listen for changed companies until cancelled; what was missed meanwhile is forgotten like the rest."""
    await listen("tenant_changed", forget, lambda _: forget())
