"""ReplyAddress: where one person answers one thread by mail."""

import hmac
from base64 import b32decode, b32encode
from binascii import Error
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from tortoise import fields

from settings import settings
from tenants.isolation import TenantOwned, acting
from tenants.messages.thread import Thread

LOCAL = "reply+"
BYTES = 16
"""Of the company's id, and of the proof behind it: 52 letters that may be written small or large."""
LENGTH = 52


class ReplyAddress(TenantOwned):
    """Made with the first letter to that person about that thread; only the hash of its token is stored."""

    thread_id = fields.UUIDField()
    customer_id = fields.UUIDField()
    contact_id: Any = fields.UUIDField(null=True)
    staff_member_id: Any = fields.UUIDField(null=True)
    token_hash = fields.BinaryField()
    created_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "reply_address"


GIVE = """
INSERT INTO reply_address (id, tenant_id, thread_id, customer_id, contact_id, staff_member_id, token_hash, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, now())
ON CONFLICT (tenant_id, thread_id, coalesce(contact_id, staff_member_id)) DO UPDATE SET thread_id = excluded.thread_id
RETURNING id
"""


async def given(thread: Thread, *, contact_id: UUID | None = None, staff_member_id: UUID | None = None) -> UUID:
    """The id of this person's address for this thread: always the same one."""
    tenant_id, address_id = acting().tenant.id, uuid4()
    token_hash = digest(_token(tenant_id, address_id))
    people = (contact_id, staff_member_id)
    row = await acting().row(GIVE, address_id, tenant_id, thread.id, thread.customer_id, *people, token_hash)
    return UUID(str(row["id"] if row else ""))


def address(tenant_id: UUID, address_id: UUID) -> str:
    """The mail address itself; empty where the installation receives no mail."""
    domain = settings().reply_domain
    token = b32encode(_token(tenant_id, address_id)).decode().rstrip("=").lower()
    return f"{LOCAL}{token}@{domain}" if domain else ""


def tenant_of(token: str) -> UUID | None:
    """The company a token names; whether it is one of that company's, only `replies.found` can tell."""
    whole = as_bytes(token)
    return UUID(bytes=whole[:BYTES]) if whole else None


def _token(tenant_id: UUID, address_id: UUID) -> bytes:
    message = b"|".join((b"reply", tenant_id.bytes, address_id.bytes))
    return tenant_id.bytes + hmac.new(settings().secret_key.encode(), message, sha256).digest()[:BYTES]


def as_bytes(token: str) -> bytes | None:
    """Mail systems write local parts small or large as they like."""
    try:
        return b32decode(f"{token.upper()}====") if len(token) == LENGTH else None
    except (Error, ValueError):
        return None


def digest(token: bytes) -> bytes:
    return sha256(token).digest()
