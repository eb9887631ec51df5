"""The codes of RFC 6238, as every authenticator app computes them: HMAC-SHA-1, six digits, thirty seconds."""

import hmac
from base64 import b32encode
from urllib.parse import quote, urlencode

STEP_SECONDS = 30
DIGITS = 6
SKEW = 1
"""How many steps a phone's clock may be off, either way."""


def step_at(seconds: float) -> int:
    """The step that the moment `seconds` after 1970 falls into."""
    return int(seconds) // STEP_SECONDS


def code(secret: bytes, step: int) -> str:
    mac = hmac.digest(secret, step.to_bytes(8), "sha1")
    at = mac[-1] & 0x0F
    return f"{(int.from_bytes(mac[at : at + 4]) & 0x7FFFFFFF) % 10**DIGITS:0{DIGITS}}"


def step_of(typed: str, secret: bytes, now: int) -> int | None:
    """The step whose code was typed, of those that count at step `now`; None when it is of none of them."""
    steps = range(now - SKEW, now + SKEW + 1)
    return next((step for step in steps if hmac.compare_digest(typed.encode(), code(secret, step).encode())), None)


def in_letters(secret: bytes) -> str:
    """The secret as people type it into an app."""
    return b32encode(secret).decode().rstrip("=")


def address(secret: bytes, issuer: str, who: str) -> str:
    """What the QR code says, by which an app takes the secret in."""
    issuer = issuer.replace(":", " ")
    query = urlencode({"secret": in_letters(secret), "issuer": issuer}, quote_via=quote)
    return f"otpauth://totp/{quote(issuer)}:{quote(who)}?{query}"
