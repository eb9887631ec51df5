"""Security headers on every response, whatever made it."""

import secrets
from functools import cache
from urllib.parse import urlsplit

from quart import Response, g, request

from settings import settings

NONCE_BYTES = 16
YEAR = 31_536_000
FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}
# Forms whose answer leads to a company's own host: signing up, and moving to another address.
LEADING_ON = ("site.", "staff.business.")


def nonce() -> str:
    """This request's nonce, the only scripts that run carry it."""
    if not hasattr(g, "nonce"):
        g.nonce = secrets.token_urlsafe(NONCE_BYTES)
    value: str = g.nonce
    return value


async def add(response: Response) -> Response:
    """Add what the handler has not said otherwise."""
    headers = response.headers
    said = {name.lower() for name in headers.keys()}  # noqa: SIM118 - Headers iterates over pairs
    for name, value in _fixed():
        if name.lower() not in said:
            headers.add(name, value)
    if "content-security-policy" not in said:
        policy = _policy()
        if (request.endpoint or "").startswith(LEADING_ON):
            policy = policy.replace("form-action 'self'", f"form-action 'self' {_portals()}")
        headers.add("Content-Security-Policy", f"{policy} 'nonce-{nonce()}'")
    return response


def framing() -> str:
    """The policy of a page that shows another page of ours in a frame."""
    return f"frame-src 'self'; {_policy()} 'nonce-{nonce()}'"


def framed(response: Response) -> Response:
    """Let a mail be looked at in a frame of ours: it has styles of its own, and may do nothing."""
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'; sandbox"
    )
    return response


@cache
def _fixed() -> tuple[tuple[str, str], ...]:
    live = {"Strict-Transport-Security": f"max-age={YEAR}; includeSubDomains"} if settings().is_live else {}
    return tuple((FIXED | live).items())


@cache
def _policy() -> str:
    """The policy but for the nonce, which ends it."""
    return (
        f"default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        f"form-action 'self' {stripe_origins()}; base-uri 'none'; object-src 'none'; "
        f"frame-ancestors 'none'; manifest-src 'self'; script-src"
    )


@cache
def stripe_origins() -> str:
    """Where a form that leads to Stripe ends up: browsers hold redirects of a form to form-action too."""
    api = settings().stripe_api_base
    if urlsplit(api).hostname == "api.stripe.com":
        return "https://checkout.stripe.com https://connect.stripe.com"
    return api


@cache
def _portals() -> str:
    return settings().origin(f"*.{settings().base_host}")
