"""The own domain and its acts: claimed, proven, lost or removed. What is proven stands in the company's own row."""

import re
import secrets
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from tortoise import fields

from settings import settings
from tenants import activity
from tenants.errors import Conflict, Invalid
from tenants.isolation import TenantOwned, acting
from tenants.lifecycle import move
from tenants.tasks import later
from tenants.tenant import Tenant

LIFE = timedelta(days=7)
LONGEST = 200
LONGEST_TYPED = 500
LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
SHAPE = re.compile(rf"(?:{LABEL}\.)+[a-z](?:[a-z0-9-]{{0,61}}[a-z0-9])")
NOBODYS = (".local", ".internal", ".invalid", ".arpa", ".onion")
"""Names that no public DNS answers for."""


class DomainStatus(StrEnum):
    CLAIMED = "claimed"
    VERIFIED = "verified"
    EXPIRED = "expired"
    LOST = "lost"
    REMOVED = "removed"


LIVE = (DomainStatus.CLAIMED, DomainStatus.VERIFIED)


class OwnDomain(TenantOwned):
    """`secret` is what a TXT record has to say, new for each claim. `problem` is why the last check found nothing.

    `next_check_at` moves with each check by itself, so that two workers never check twice.
    """

    domain = fields.CharField(max_length=LONGEST)
    secret = fields.CharField(max_length=64)
    status = fields.CharEnumField(DomainStatus, max_length=10, default=DomainStatus.CLAIMED)
    problem = fields.TextField(default="")
    failures = fields.IntField(default=0)
    expires_at = fields.DatetimeField()
    next_check_at = fields.DatetimeField()
    checked_at: Any = fields.DatetimeField(null=True)
    verified_at: Any = fields.DatetimeField(null=True)
    ended_at: Any = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "own_domain"


def canonical(typed: str) -> str:
    """The host name that was meant by `https://Portal.Acme.example/`. Raises Invalid("domain")."""
    name = re.sub(r"^https?://", "", typed[:LONGEST_TYPED].strip().lower()).split("/")[0].rstrip(".")
    if not name.isascii():
        name = _in_ascii(name)
    if len(name) > LONGEST or not SHAPE.fullmatch(name) or name.endswith(NOBODYS):
        raise Invalid("domain", "Please type a domain like portal.example.com.")
    if _is_ours(name):
        raise Invalid("domain", "This name belongs to us. Please type one of your own.")
    return name


async def claim(typed: str) -> OwnDomain:
    """Begin to prove a domain; the claim before ends. Raises Invalid("domain") and Conflict."""
    name = canonical(typed)
    before = await current()
    if before and before.status is DomainStatus.VERIFIED:
        raise Conflict("Please remove the domain you have first.")
    if before:
        await move(before, DomainStatus.CLAIMED, DomainStatus.REMOVED, ended_at=datetime.now(UTC))
    now = datetime.now(UTC)
    claimed = OwnDomain(
        domain=name, secret=secrets.token_urlsafe(24), expires_at=now + LIFE, next_check_at=now + timedelta(minutes=1)
    )
    await claimed.save()
    await later("check_own_domain", claimed.id, at=claimed.next_check_at)
    await activity.note(claimed, "claimed", domain=name)
    return claimed


async def remove(domain: OwnDomain) -> None:
    """Give it up: the portal is at its first address again, and the name is anybody's who proves it anew."""
    await move(domain, DomainStatus(domain.status), DomainStatus.REMOVED, ended_at=datetime.now(UTC))
    await Tenant.filter(id=acting().tenant.id, domain=domain.domain).update(domain=None)
    await activity.note(domain, "removed", domain=domain.domain)


async def current() -> OwnDomain | None:
    """The one that is claimed or proven."""
    return await OwnDomain.filter(status__in=LIVE).first()


def proof_name(domain: str) -> str:
    return f"_porchlight.{domain}"


def proof_text(domain: OwnDomain) -> str:
    return f"porchlight={domain.secret}"


def _in_ascii(name: str) -> str:
    try:
        return name.encode("idna").decode("ascii")
    except UnicodeError:
        return ""


def _is_ours(name: str) -> bool:
    """Below our own host; on one machine, where that is `localhost`, only what a company's address looks like."""
    base = settings().base_host
    return name == base or (
        name.endswith(f".{base}") and (settings().is_live or name.count(".") == base.count(".") + 1)
    )
