"""SiteRequest: what somebody asks of the base domain, where no company is known yet: a portal, or which are theirs."""

import hmac
from base64 import urlsafe_b64encode
from enum import StrEnum
from secrets import token_bytes
from typing import Any, Self
from uuid import uuid4

from tortoise import fields
from tortoise.models import Model

from settings import settings
from tenants.sign_in.magic_link import digest


class Purpose(StrEnum):
    """What is asked for; the mail for one is worth nothing for another."""

    SIGN_UP = "sign_up"
    FIND = "find"


class SiteRequest(Model):
    """Not tenant-owned: there is no company yet, or nobody knows which.

    A day later it is forgotten. As with a magic link, the mailed secret and the code are derived from the row and
    neither is stored. `wanted` is the form as it was typed; `language` what it was read in; `proved_at` is when the
    mail proved to have arrived.
    """

    id = fields.UUIDField(primary_key=True, default=uuid4)
    purpose = fields.CharEnumField(Purpose, max_length=12)
    email = fields.CharField(max_length=254)
    language = fields.CharField(max_length=20, default="")
    wanted: Any = fields.JSONField(default=dict)
    nonce = fields.BinaryField()
    secret_hash = fields.BinaryField()
    browser_hash = fields.BinaryField()
    attempts = fields.SmallIntField(default=0)
    created_at = fields.DatetimeField(auto_now_add=True)
    expires_at = fields.DatetimeField()
    replaced_at: Any = fields.DatetimeField(null=True)
    proved_at: Any = fields.DatetimeField(null=True)
    consumed_at: Any = fields.DatetimeField(null=True)

    class Meta:
        table = "site_request"

    @classmethod
    def asked(cls, purpose: Purpose, email: str, browser: str, language: str, wanted: dict[str, str]) -> Self:
        request = cls(purpose=purpose, email=email, language=language, wanted=wanted)
        request.nonce, request.browser_hash = token_bytes(16), digest(browser)
        request.secret_hash = digest(request.secret)
        return request

    @property
    def secret(self) -> str:
        """What the mailed address ends in: 256 bits, 43 characters."""
        return urlsafe_b64encode(self._derived("link")).rstrip(b"=").decode()

    @property
    def code(self) -> str:
        """Six digits for the tab that waits; worth nothing in another browser."""
        return f"{int.from_bytes(self._derived('code')[:8]) % 1_000_000:06}"

    def _derived(self, part: str) -> bytes:
        message = f"site request {part}|{self.purpose}|{self.id}|".encode() + self.nonce
        return hmac.digest(settings().secret_key.encode(), message, "sha256")
