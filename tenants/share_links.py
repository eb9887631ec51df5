"""ShareLink: one document for one recipient, without sign-in. It grants reading, paying or answering that document."""

import hmac
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Literal, NamedTuple
from uuid import UUID

from tortoise import fields
from tortoise.expressions import Q

from settings import settings
from tenants import activity, customers, estimates
from tenants.customers import Contact, May
from tenants.errors import Expired, NotFound
from tenants.estimates import Estimate
from tenants.invoices import Invoice, write_letters
from tenants.invoices import send as send_invoice
from tenants.isolation import TenantOwned, acting

TOKEN_LENGTH = 43
NONCE_BYTES = 16
MOST_SHOWN = 50


class ShareLink(TenantOwned):
    """The token is derived from `id` and `nonce`, so it can be shown again; only its hash is stored.

    It opens either an invoice or an estimate.
    """

    customer_id = fields.UUIDField()
    invoice_id: Any = fields.UUIDField(null=True)
    estimate_id: Any = fields.UUIDField(null=True)
    contact_id: Any = fields.UUIDField(null=True)
    nonce = fields.BinaryField()
    token_hash = fields.BinaryField()
    created_at = fields.DatetimeField(auto_now_add=True)
    expires_at: Any = fields.DatetimeField(null=True)
    revoked_at: Any = fields.DatetimeField(null=True)

    class Meta:
        table = "share_link"


class Opened(NamedTuple):
    """What whoever holds a link may reach and do, and whose link it is. One for nobody in particular is for anybody."""

    id: UUID
    invoice_id: Any
    customer_id: UUID
    contact_id: UUID | None
    estimate_id: Any
    billing: bool
    approve: bool


# Finds the link by the hash of its token and, in the same statement, holds the rest of the unit to its customer. With
# its recipient goes the link: nobody answers or pays in the name of who is not there any more.
OPEN = """
SELECT link.id, invoice_id, link.customer_id, contact_id, estimate_id,
       revoked_at IS NOT NULL OR coalesce(expires_at < now(), false) OR contact.removed_at IS NOT NULL AS is_gone,
       coalesce(contact.billing, true) AS billing, coalesce(contact.approve, true) AS approve,
       set_config('app.customer_id', link.customer_id::text, true)
  FROM share_link AS link
  LEFT JOIN contact ON contact.tenant_id = link.tenant_id AND contact.id = link.contact_id
 WHERE link.tenant_id = $1 AND token_hash = $2
   AND NOT EXISTS (SELECT FROM tenant WHERE tenant.id = $1 AND deletes_at IS NOT NULL)
"""


async def share(
    document: Invoice | Estimate, *, contact_id: UUID | None = None, expires_at: datetime | None = None
) -> ShareLink:
    """A new link to `document`, for one recipient when `contact_id` is given."""
    link = ShareLink(
        customer_id=document.customer_id,
        **_to(document),
        contact_id=contact_id,
        nonce=secrets.token_bytes(NONCE_BYTES),
        expires_at=expires_at,
    )
    link.tenant_id = acting().tenant.id
    link.token_hash = _hash(token(link))
    await link.save()
    return link


async def send(
    invoice: Invoice, *, by: str = "", note: str = "", to: Sequence[Contact] | None = None, **when: Any
) -> None:
    """Send a draft invoice: freeze and open it, and mail a link of their own to `to`, else to all who get bills."""
    everybody = await send_invoice(invoice, by=by, **when)
    contacts = everybody if to is None else to
    links = [(contact, (await share(invoice, contact_id=contact.id)).id) for contact in contacts]
    await write_letters(invoice, links, note)


async def send_estimate(
    estimate: Estimate, *, by: str = "", note: str = "", to: Sequence[Contact] | None = None, at: datetime | None = None
) -> None:
    """Send the next version of an estimate, and mail a link of their own to `to`, else to all who may approve."""
    await estimates.send(estimate, by=by, at=at)
    contacts = await customers.contacts(estimate.customer_id, May.APPROVE) if to is None else to
    await estimates.tell_contacts(estimate, [(it, (await own(estimate, it.id)).id) for it in contacts], note)


async def of(document_id: UUID) -> list[ShareLink]:
    """The links to a document, newest first."""
    unit = acting()
    found = ShareLink.filter(tenant_id=unit.tenant.id).filter(Q(invoice_id=document_id) | Q(estimate_id=document_id))
    return await found.order_by("-created_at", "id").limit(MOST_SHOWN)


async def one(document_id: UUID, link_id: UUID) -> ShareLink:
    """This link to this document. Raises NotFound."""
    link = await ShareLink.get_or_none(id=link_id)
    if link is None or document_id not in {link.invoice_id, link.estimate_id}:
        raise NotFound
    return link


def is_over(link: ShareLink) -> bool:
    """Whether it opens nothing any more. For showing only: the database judges when somebody comes with it."""
    return bool(link.revoked_at or (link.expires_at and link.expires_at < datetime.now(UTC)))


async def own(document: Invoice | Estimate, contact_id: UUID | None) -> ShareLink:
    """The link this recipient has to `document` and can still open it with, else a new one."""
    links = ShareLink.filter(**_to(document), contact_id=contact_id, revoked_at=None, expires_at=None)
    return await links.order_by("created_at").first() or await share(document, contact_id=contact_id)


async def revoke(link: ShareLink, *, by: str = "") -> bool:
    """End the link at once, for good; whether it was this that ended it. Ending it twice is no error."""
    is_ended = bool(await ShareLink.filter(id=link.id, revoked_at=None).update(revoked_at=datetime.now(UTC)))
    if is_ended:
        await activity.note(link, "revoked", by=by, customer_id=link.customer_id)
    return is_ended


async def replace(link: ShareLink, *, by: str = "") -> ShareLink:
    """A new link for the same recipient; the old one ends. Of several who do so at once all get the same."""
    is_ended = await revoke(link, by=by)
    document = await (Invoice.get(id=link.invoice_id) if link.invoice_id else Estimate.get(id=link.estimate_id))
    if not is_ended:
        return await own(document, link.contact_id)
    return await share(document, contact_id=link.contact_id, expires_at=link.expires_at)


async def opened_with(given: str, what: Literal["invoice", "estimate"] = "invoice") -> Opened:
    """The `what` behind a token, with the unit of work held to its customer from here on.

    Raises NotFound for what was never a link of this company to such a document, Expired for one that was revoked or
    ran out, or whose recipient was removed.
    """
    unit = acting()
    row = await unit.row(OPEN, unit.tenant.id, _hash(given)) if len(given) == TOKEN_LENGTH else None
    if row is None or row[f"{what}_id"] is None:
        raise NotFound
    if row["is_gone"]:
        raise Expired
    return Opened(*(row[name] for name in Opened._fields))


def token(link: ShareLink) -> str:
    """The 256-bit token of the link, as it stands in its address."""
    message = b"|".join((b"share", link.tenant_id.bytes, link.id.bytes, bytes(link.nonce)))
    digest = hmac.new(settings().secret_key.encode(), message, sha256).digest()
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


def address(link: ShareLink) -> str:
    """The portal path the link opens at."""
    return f"/{'e' if link.estimate_id else 'i'}/{token(link)}"


def _to(document: Invoice | Estimate) -> dict[str, UUID]:
    return {"estimate_id" if isinstance(document, Estimate) else "invoice_id": document.id}


def _hash(given: str) -> bytes:
    return sha256(given.encode("utf-8", "replace")).digest()
