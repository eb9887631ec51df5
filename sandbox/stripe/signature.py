"""Signs webhooks as Stripe does."""

import hashlib
import hmac
import time


def header(payload: bytes, secret: str) -> str:
    """The `Stripe-Signature` of these bytes now."""
    at = int(time.time())
    digest = hmac.new(secret.encode(), f"{at}.".encode() + payload, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"
