"""EmailChange: one wish of a contact for another address, and the two secrets that decide it."""

import hmac
from base64 import urlsafe_b64encode
from datetime import timedelta
from hashlib import sha256
from typing import Any

from tortoise import fields

from settings import settings
from tenants.isolation import TenantOwned

LIFE = timedelta(hours=1)
FRESH = timedelta(hours=1)
"""How long ago somebody may have signed in: a browser left open, or taken over, must not take the address along."""

LIVE = """
change.confirmed_at IS NULL AND change.canceled_at IS NULL AND change.replaced_at IS NULL AND change.expires_at > now()
"""


class EmailChange(TenantOwned):
    """Addresses are canonical. The secrets are derived from the row; only their hashes are stored.

    `asked_in` is the session it was asked for in.
    """

    customer_id = fields.UUIDField()
    contact_id = fields.UUIDField()
    asked_in = fields.UUIDField()
    old_email = fields.CharField(max_length=254)
    new_email = fields.CharField(max_length=254)
    nonce = fields.BinaryField()
    confirm_hash = fields.BinaryField()
    stop_hash = fields.BinaryField()
    created_at = fields.DatetimeField(auto_now_add=True)
    expires_at = fields.DatetimeField()
    confirmed_at: Any = fields.DatetimeField(null=True)
    canceled_at: Any = fields.DatetimeField(null=True)
    replaced_at: Any = fields.DatetimeField(null=True)

    class Meta:
        table = "email_change"

    @property
    def confirm_secret(self) -> str:
        """What the address mailed to the new mailbox ends in: 256 bits, 43 characters."""
        return self._derived("confirm")

    @property
    def stop_secret(self) -> str:
        """What the address mailed to the old mailbox ends in."""
        return self._derived("stop")

    def _derived(self, part: str) -> str:
        message = f"email change {part}|{self.tenant_id}|{self.id}|".encode() + bytes(self.nonce)
        derived = hmac.digest(settings().secret_key.encode(), message, "sha256")
        return urlsafe_b64encode(derived).rstrip(b"=").decode()


def digest(secret: str) -> bytes:
    return sha256(secret.encode("utf-8", "replace")).digest()
