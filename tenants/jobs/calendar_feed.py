"""CalendarFeed: all visits of one contact's customer, for a calendar that cannot sign in. Private, and revocable."""

import hmac
import secrets
from base64 import urlsafe_b64encode
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from tortoise import fields

from settings import settings
from tenants.errors import NotFound
from tenants.isolation import TenantOwned, acting

TOKEN_LENGTH = 43
NONCE_BYTES = 16


class CalendarFeed(TenantOwned):
    """The token is derived from `id` and `nonce`, so it can be shown again; only its hash is stored."""

    customer_id = fields.UUIDField()
    contact_id = fields.UUIDField()
    nonce = fields.BinaryField()
    token_hash = fields.BinaryField()
    created_at = fields.DatetimeField(auto_now_add=True)
    revoked_at: Any = fields.DatetimeField(null=True)

    class Meta:
        table = "calendar_feed"


class Subscriber(NamedTuple):
    """Whose calendar it is, and the language its owner chose."""

    customer_id: UUID
    language: str


# Everything that ends a feed is asked of the database itself: no process's memory is older than the switch.
OPEN = """
SELECT f.customer_id, c.language, set_config('app.customer_id', f.customer_id::text, true)
  FROM calendar_feed f
  JOIN contact c ON c.tenant_id = f.tenant_id AND c.id = f.contact_id AND c.removed_at IS NULL
  JOIN tenant t ON t.id = f.tenant_id AND t.portal_open AND t.shows_jobs
 WHERE f.tenant_id = $1 AND f.token_hash = $2 AND f.revoked_at IS NULL
"""

# Whoever presses twice gets one feed.
BEGIN = """
INSERT INTO calendar_feed (id, tenant_id, customer_id, contact_id, nonce, token_hash, created_at)
VALUES ($1, $2, $3, $4, $5, $6, now())
ON CONFLICT (tenant_id, contact_id) WHERE revoked_at IS NULL DO NOTHING
"""


async def of_contact(contact_id: UUID) -> CalendarFeed | None:
    """The contact's live feed, if they have one."""
    return await CalendarFeed.get_or_none(contact_id=contact_id, revoked_at=None)


async def begin(customer_id: UUID, contact_id: UUID) -> None:
    """A feed for this contact; the one they have stays."""
    unit, feed_id, nonce = acting(), uuid4(), secrets.token_bytes(NONCE_BYTES)
    key = _hash(_derived(unit.tenant.id, feed_id, nonce))
    await unit.rows(BEGIN, feed_id, unit.tenant.id, customer_id, contact_id, nonce, key)


async def end(contact_id: UUID) -> None:
    """The contact's address stops working at once, for good. Ending it twice is no error."""
    await CalendarFeed.filter(contact_id=contact_id, revoked_at=None).update(revoked_at=datetime.now(UTC))


async def opened_with(given: str) -> Subscriber:
    """Whose feed a token opens; the unit of work is held to their customer from here on. Raises NotFound."""
    unit = acting()
    row = await unit.row(OPEN, unit.tenant.id, _hash(given)) if len(given) == TOKEN_LENGTH else None
    if row is None:
        raise NotFound
    return Subscriber(row["customer_id"], row["language"])


def token(feed: CalendarFeed) -> str:
    """The 256-bit token of the feed, as it stands in its address."""
    return _derived(feed.tenant_id, feed.id, bytes(feed.nonce))


def address(feed: CalendarFeed) -> str:
    """The path the feed is fetched at."""
    return f"/calendar/{token(feed)}.ics"


def _derived(tenant_id: UUID, feed_id: UUID, nonce: bytes) -> str:
    message = b"|".join((b"calendar", tenant_id.bytes, feed_id.bytes, nonce))
    digest = hmac.new(settings().secret_key.encode(), message, sha256).digest()
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


def _hash(given: str) -> bytes:
    return sha256(given.encode("utf-8", "replace")).digest()
