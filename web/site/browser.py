"""The browser at the base domain: the secret it asked with, kept in a cookie of its own."""

import re
from secrets import token_urlsafe

from quart import Response

from tenants import sign_in
from web.signed_in import single_cookie

ASKING = "__Host-asking-site"
TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


def held() -> str:
    """The secret of this browser; empty when it asked for nothing."""
    cookie = single_cookie(ASKING)
    return cookie if cookie and TOKEN.fullmatch(cookie) else ""


def secret() -> str:
    return held() or token_urlsafe(32)


def keep(response: Response, asking: str) -> Response:
    response.set_cookie(ASKING, asking, max_age=sign_in.LIFE, path="/", secure=True, httponly=True, samesite="Lax")
    return response


def forget(response: Response) -> Response:
    response.delete_cookie(ASKING, path="/", secure=True, httponly=True, samesite="Lax")
    return response


def private(response: Response) -> Response:
    """A page whose own address is a secret names it to nobody."""
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
