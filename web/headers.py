"""Security headers on every response, whatever made it."""

import secrets
from functools import cache
from urllib.parse import urlsplit

from quart import Response, g

from settings import settings

NONCE_BYTES = 16
STATIC_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "X-Frame-Options": "DENY",
}
YEAR = 31_536_000


def nonce() -> str:
    """This request's nonce, the only scripts that run carry it."""
    if not hasattr(g, "nonce"):
        g.nonce = secrets.token_urlsafe(NONCE_BYTES)
    value: str = g.nonce
    return value


async def add(response: Response) -> Response:
    headers = response.headers
    for name, value in STATIC_HEADERS.items():
        headers.setdefault(name, value)
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cache-Control", "no-store")
    headers.setdefault("Content-Security-Policy", _policy())
    if settings().is_live:
        headers.setdefault("Strict-Transport-Security", f"max-age={YEAR}; includeSubDomains")
    return response


def _policy() -> str:
    return (
        f"default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        f"script-src 'nonce-{nonce()}'; form-action 'self' {checkout_origin()}; base-uri 'none'; object-src 'none'; "
        f"frame-ancestors 'none'; manifest-src 'self'"
    )


@cache
def checkout_origin() -> str:
    """Where a pay button's form ends up: browsers hold redirects of a form to form-action too."""
    api = settings().stripe_api_base
    if urlsplit(api).hostname == "api.stripe.com":
        return "https://checkout.stripe.com"
    return api
