"""Whether a webhook is Stripe's: the raw bytes under any of our secrets, not older and not newer than the tolerance."""

import time
from collections.abc import Iterable
from typing import Any

import orjson
import stripe

TOLERANCE_SECONDS = 300


class Forged(Exception):
    """Not signed by Stripe for this endpoint, or not now."""


def verify(raw: bytes, header: str, secrets: Iterable[str]) -> dict[str, Any]:
    """The event in `raw`, signed with one of `secrets` (several while they rotate). Raises Forged."""
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        raise Forged from error
    if not any(_is_signed(text, header, secret) for secret in secrets if secret) or _is_of_the_future(header):
        raise Forged
    try:
        event = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise Forged from error
    if not isinstance(event, dict):
        raise Forged
    return event


def _is_signed(text: str, header: str, secret: str) -> bool:
    try:
        return bool(stripe.WebhookSignature.verify_header(text, header, secret, TOLERANCE_SECONDS))
    except (stripe.SignatureVerificationError, TypeError):  # TypeError: a header with letters beyond ASCII
        return False


def _is_of_the_future(header: str) -> bool:
    # The library refuses only what is too old.
    signed_at = next(part[2:] for part in header.split(",") if part.startswith("t="))
    return int(signed_at) > time.time() + TOLERANCE_SECONDS
