"""SecondFactor: the app that shows a staff member a new code every thirty seconds, and codes for when it is lost."""

import hmac
from hashlib import scrypt
from secrets import token_bytes
from typing import Any, Self
from uuid import UUID

from tortoise import fields

from settings import settings
from tenants.isolation import TenantOwned, acting

SECRET_BYTES = 20  # what RFC 4226 asks for under SHA-1


class SecondFactor(TenantOwned):
    """It counts once it is `proved_at`; at most one of a person does. `last_step` is the newest step that was used up.

    The secret is derived from the row and stored nowhere. Of the recovery codes there is a slow hash each, in hex.
    `lost_at` is when its person said that they have it no more.
    """

    staff_member_id = fields.UUIDField()
    nonce = fields.BinaryField()
    last_step = fields.BigIntField(default=0)
    recovery_hashes: Any = fields.JSONField(default=list)
    created_at = fields.DatetimeField(auto_now_add=True)
    proved_at: Any = fields.DatetimeField(null=True)
    lost_at: Any = fields.DatetimeField(null=True)
    ended_at: Any = fields.DatetimeField(null=True)

    class Meta:
        table = "second_factor"

    @classmethod
    def of(cls, staff_member_id: UUID) -> Self:
        return cls(tenant_id=acting().tenant.id, staff_member_id=staff_member_id, nonce=token_bytes(16))

    @property
    def secret(self) -> bytes:
        message = f"second factor|{self.tenant_id}|{self.staff_member_id}|{self.id}|".encode() + self.nonce
        return hmac.digest(settings().secret_key.encode(), message, "sha256")[:SECRET_BYTES]

    def recovery_hash(self, code: str) -> str:
        """Slow on purpose: a code is short enough to be found by trying, were the hash a quick one."""
        return scrypt(code.encode(), salt=self.nonce, n=2**14, r=8, p=1, dklen=16).hex()
