"""The network address a request came from: forwarded headers count only from a proxy we were told of."""

import ipaddress
from functools import cache

from quart import Request

from settings import settings


def of(request: Request) -> str:
    """The caller's address, for limits and the audit trail: the last hop that is not a trusted proxy."""
    socket = request.remote_addr or ""
    hops = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    while hops and _is_trusted(socket):
        socket = hops.pop()
    return socket


def network(address: str) -> str | None:
    """What limits count by: one IPv4 address, or the /64 of an IPv6 one.

    None for what is no address, as behind a socket that tells none: all its callers would share one limit.
    """
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return None
    if parsed.version == 4:
        return str(parsed)
    return str(ipaddress.ip_network((parsed, 64), strict=False))


def _is_trusted(address: str) -> bool:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(parsed in known for known in _trusted())


@cache
def _trusted() -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
    return tuple(ipaddress.ip_network(part, strict=False) for part in settings().trusted_proxies)
