"""MagicLink: one request to sign in, its mailed secret and code, and what they are still worth."""

import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from secrets import token_bytes
from typing import Any, Self
from uuid import UUID

from tortoise import fields

from settings import settings
from tenants import allowances
from tenants.isolation import TenantOwned, acting
from tenants.sign_in import limits
from tenants.sign_in.address import canonical
from tenants.tasks import Lane, later

LIFE = timedelta(minutes=10)


class Purpose(StrEnum):
    """What a magic link is for; one made for one purpose is worth nothing for another."""

    CONTACT = "contact"
    STAFF = "staff"
    HANDOVER = "handover"


class MagicLink(TenantOwned):
    """One request to sign in, for a known address or not: the answer must not tell.

    The secret and the code are derived from the row, so a mail that is sent again carries the same; neither is stored.
    """

    purpose = fields.CharEnumField(Purpose, max_length=12)
    email = fields.CharField(max_length=254)
    nonce = fields.BinaryField()
    secret_hash = fields.BinaryField()
    browser_hash = fields.BinaryField()
    next_path = fields.CharField(max_length=300, default="")
    is_known = fields.BooleanField(default=False, db_default=False)
    attempts = fields.SmallIntField(default=0)
    created_at = fields.DatetimeField(auto_now_add=True)
    expires_at = fields.DatetimeField()
    consumed_at: Any = fields.DatetimeField(null=True)
    replaced_at: Any = fields.DatetimeField(null=True)

    class Meta:
        table = "magic_link"

    @classmethod
    def asked(cls, purpose: Purpose, email: str, browser: str, next_path: str, *, is_known: bool) -> Self:
        link = cls(purpose=purpose, email=email, next_path=next_path, is_known=is_known)
        link.browser_hash = digest(browser)
        link.tenant_id, link.nonce = acting().tenant.id, token_bytes(16)
        link.secret_hash = digest(link.secret)
        return link

    @property
    def secret(self) -> str:
        """What the mailed address ends in: 256 bits, 43 characters."""
        return urlsafe_b64encode(self._derived("link")).rstrip(b"=").decode()

    @property
    def code(self) -> str:
        """Six digits for the tab that waits; worth nothing in another browser."""
        return f"{int.from_bytes(self._derived('code')[:8]) % 1_000_000:06}"

    def _derived(self, part: str) -> bytes:
        message = f"sign-in {part}|{self.purpose}|{self.tenant_id}|{self.id}|".encode() + self.nonce
        return hmac.digest(settings().secret_key.encode(), message, "sha256")


@dataclass(frozen=True, slots=True)
class Mailable:
    """What the sign-in mail says: the portal path of its button, the code, and the minutes both work."""

    path: str
    code: str
    minutes: int
    expires_at: datetime


DOORS = {Purpose.CONTACT: "/sign-in", Purpose.STAFF: "/staff/sign-in", Purpose.HANDOVER: "/staff/welcome"}
"""Where a mailed link leads, by what it is for."""

LIVE = "consumed_at IS NULL AND replaced_at IS NULL AND expires_at > now()"

REPLACE = f"""
UPDATE magic_link SET replaced_at = now() WHERE tenant_id = $1 AND purpose = $2 AND email = $3 AND {LIVE}
"""  # noqa: S608 - LIVE is ours

# "Send again" leads where the first link would have led.
ASK = """
INSERT INTO magic_link (id, tenant_id, purpose, email, nonce, secret_hash, browser_hash, next_path, attempts,
                        created_at, expires_at, replaced_at, is_known)
VALUES ($1, $2, $3::text, $4::text, $5, $6, $7, coalesce(nullif($8::text, ''), (
        SELECT next_path FROM magic_link
         WHERE tenant_id = $2 AND purpose = $3::text AND browser_hash = $7 AND email = $4::text
         ORDER BY created_at DESC LIMIT 1), ''), 0, now(), now() + $9, CASE WHEN $10 THEN NULL ELSE now() END, $11)
"""

# Somebody must be there, and for a contact the portal open, when the mail leaves as when the link is used.
ADDRESSEE = f"""
SELECT staff_member.name, staff_member.email FROM magic_link
  JOIN staff_member ON staff_member.tenant_id = magic_link.tenant_id AND lower(staff_member.email) = magic_link.email
                   AND staff_member.removed_at IS NULL
 WHERE magic_link.tenant_id = $1 AND magic_link.id = $2 AND magic_link.purpose = 'staff' AND {LIVE}
UNION ALL
(SELECT contact.name, contact.email FROM magic_link
  JOIN tenant ON tenant.id = magic_link.tenant_id AND tenant.portal_open
  JOIN contact ON contact.tenant_id = magic_link.tenant_id AND contact.canonical_email = magic_link.email
              AND contact.removed_at IS NULL
 WHERE magic_link.tenant_id = $1 AND magic_link.id = $2 AND magic_link.purpose = 'contact' AND {LIVE}
 ORDER BY contact.created_at LIMIT 1)
"""  # noqa: S608 - LIVE is ours


async def request_link(
    typed: str,
    *,
    browser: str,
    network: str | None,
    next_path: str = "",
    held_mark: str = "",
    purpose: Purpose = Purpose.CONTACT,
) -> bool:
    """Ask for a sign-in mail to the address as typed, for the browser that holds the secret `browser`.

    Known and unknown addresses are treated alike: whether anybody is there is the worker's to find out. Beyond a
    mailbox's limits the request is born replaced, so that the newest link that was mailed goes on working; beyond its
    network's it is not even kept, and the answer is False. `network` is where it came from, None when nobody can tell;
    `held_mark` what the browser keeps of an earlier sign-in. Raises Invalid("email").
    """
    email = canonical(typed)
    if network and not await allowances.spend(*limits.network_uses(network)):
        return False
    link = MagicLink.asked(purpose, email, browser, next_path, is_known=limits.is_mark(held_mark, email))
    is_within = await allowances.spend(*limits.mail_uses(email, is_known=link.is_known))
    if is_within:
        await acting().rows(REPLACE, link.tenant_id, link.purpose, email)
    await keep(link, is_within=is_within)
    if is_within:
        await later("send_sign_in_mail", link.id, lane=Lane.SIGN_IN)
    return True


async def keep(link: MagicLink, *, is_within: bool) -> None:
    """Write a new request down; born replaced when it is beyond its mailbox's limits."""
    await acting().rows(
        ASK,
        link.id,
        link.tenant_id,
        link.purpose,
        link.email,
        link.nonce,
        link.secret_hash,
        link.browser_hash,
        link.next_path,
        LIFE,
        is_within,
        link.is_known,
    )


async def addressee(link_id: UUID) -> tuple[str, str] | None:
    """Name and address, as the company wrote them, of whom the mail is for; None when it must not leave.

    Whoever is named is mailed: it counts as one of the company's mails, of which strangers' addresses use none.
    """
    found = await _addressee(link_id)
    return found if found and await limits.spend_companys(limits.COMPANY) else None


async def _addressee(link_id: UUID) -> tuple[str, str] | None:
    unit = acting()
    row = await unit.row(ADDRESSEE, unit.tenant.id, link_id)
    return (row["name"], row["email"]) if row else None


async def mailable(link_id: UUID) -> Mailable | None:
    """What to put into the mail; None once the link is used, replaced or out of time, or nobody is there."""
    if await _addressee(link_id) is None:
        return None
    link = await MagicLink.get(id=link_id)
    minutes = int(LIFE.total_seconds() // 60)
    return Mailable(f"{DOORS[link.purpose]}/{link.secret}", link.code, minutes, link.expires_at)


def digest(secret: str) -> bytes:
    return sha256(secret.encode("utf-8", "replace")).digest()
