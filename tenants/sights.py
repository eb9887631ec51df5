"""Sight: what a contact sees of the portal and of one document right now, and what is in the way.

Every answer comes from the rule that decides it elsewhere: the portal's own reading of documents, the sections, the
share links' own statement, the states of mail. Nothing is judged here a second time.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from tenants import agreements, customer_book, estimates, invoices, jobs, service_requests, share_links
from tenants.customer_book import Portal
from tenants.customers import Contact
from tenants.errors import Expired, NotFound
from tenants.isolation import acting
from tenants.sections import Section, shows
from tenants.share_links import ShareLink


class Hurdle(StrEnum):
    """What keeps somebody from seeing, or doing, something."""

    PORTAL_OFF = "portal_off"
    REMOVED = "removed"
    NOT_INVITED = "not_invited"
    NEVER_CAME = "never_came"
    BOUNCED = "bounced"
    SEVERAL = "several"
    SECTION_HIDDEN = "section_hidden"
    NO_BILLING = "no_billing"
    NO_APPROVE = "no_approve"
    NO_VISITS = "no_visits"
    DRAFT = "draft"
    OTHER_CUSTOMER = "other_customer"
    LINK_REVOKED = "link_revoked"
    LINK_EXPIRED = "link_expired"


BLOCKING = frozenset({Hurdle.PORTAL_OFF, Hurdle.REMOVED, Hurdle.SECTION_HIDDEN, Hurdle.DRAFT, Hurdle.OTHER_CUSTOMER})
"""With one of these they do not see it in the portal at all; the others are about finding it, or doing something."""


class Reason(NamedTuple):
    """One hurdle; `words` are the provider's or a name, `at` when it came about, `section` which one is hidden."""

    hurdle: Hurdle
    words: str = ""
    at: datetime | None = None
    section: Section | None = None


@dataclass(frozen=True, slots=True)
class Sight:
    """`sees` is whether the portal shows it to them once they are signed in; `reasons` are what is in the way."""

    sees: bool
    reasons: list[Reason]


Reader = Callable[[UUID, UUID], Awaitable[object]]


async def _invoice(customer_id: UUID, invoice_id: UUID) -> object:
    return await invoices.one(customer_id, invoice_id, acting().tenant.today())


async def _estimate(customer_id: UUID, estimate_id: UUID) -> object:
    return await estimates.one(customer_id, estimate_id, acting().tenant.today())


async def _agreement(customer_id: UUID, agreement_id: UUID) -> object:
    return await agreements.one(customer_id, agreement_id, acting().tenant.today())


# How the portal itself reads one document of each noun; what it does not find, nobody sees there.
READERS: dict[str, tuple[Reader, Section | None]] = {
    "invoice": (_invoice, None),
    "estimate": (_estimate, Section.ESTIMATES),
    "job": (jobs.one, Section.JOBS),
    "agreement": (_agreement, Section.AGREEMENTS),
    "service_request": (service_requests.one, Section.SERVICE_REQUESTS),
}

OWNER = """
SELECT r.customer_id, customer.name, r.status = 'draft' AS is_draft,
       EXISTS (SELECT FROM contact WHERE contact.tenant_id = $1 AND contact.customer_id = r.customer_id
                  AND contact.canonical_email = $3 AND contact.removed_at IS NULL) AS is_theirs_too
  FROM TABLE r JOIN customer ON customer.tenant_id = $1 AND customer.id = r.customer_id
 WHERE r.tenant_id = $1 AND r.id = $2
"""

ELSEWHERE = """
SELECT customer.name FROM contact JOIN customer ON customer.tenant_id = $1 AND customer.id = contact.customer_id
 WHERE contact.tenant_id = $1 AND contact.canonical_email = $2 AND contact.id <> $3 AND contact.removed_at IS NULL
 ORDER BY customer.name LIMIT 5
"""


async def of_portal(contact: Contact) -> Sight:
    """Whether the contact gets into the portal, and what they do without there."""
    reasons = await _way_in(contact)
    tenant = acting().tenant
    reasons += [Reason(Hurdle.SECTION_HIDDEN, section=section) for section in Section if not shows(tenant, section)]
    return Sight(not _blocked(reasons, but={Hurdle.SECTION_HIDDEN}), reasons + _rights(contact))


async def of_document(contact: Contact, table: str, document_id: UUID) -> Sight:
    """Whether the contact sees this document, of the noun `table`. Raises NotFound when the company has none such."""
    read, section = READERS[table]
    unit = acting()
    email = await _canonical(contact)
    owner = await unit.row(OWNER.replace("TABLE", table), unit.tenant.id, document_id, email)
    if owner is None:
        raise NotFound
    reasons = await _way_in(contact)
    if section and not shows(unit.tenant, section):
        reasons.append(Reason(Hurdle.SECTION_HIDDEN, section=section))
    try:
        await read(contact.customer_id, document_id)
    except NotFound:
        reasons.append(_not_found(contact, owner))
    return Sight(not _blocked(reasons), reasons + await _links(contact, table, document_id) + _rights(contact, table))


def _not_found(contact: Contact, owner: Any) -> Reason:
    """Why the portal has no such document for this customer."""
    if owner["customer_id"] != contact.customer_id:
        return Reason(Hurdle.OTHER_CUSTOMER, owner["name"] if owner["is_theirs_too"] else "")
    return Reason(Hurdle.DRAFT)


async def _way_in(contact: Contact) -> list[Reason]:
    unit = acting()
    found = await customer_book.profile(contact.customer_id, unit.tenant.today())
    person = next(it for it in found.people if it.id == contact.id)
    reasons = [] if unit.tenant.portal_enabled else [Reason(Hurdle.PORTAL_OFF)]
    if person.removed_at:
        return [*reasons, Reason(Hurdle.REMOVED, at=person.removed_at)]
    if person.bounced_at:
        reasons.append(Reason(Hurdle.BOUNCED, person.reason or "", person.bounced_at))
    if person.portal is Portal.NOT_INVITED:
        reasons.append(Reason(Hurdle.NOT_INVITED))
    elif person.portal is Portal.INVITED:
        reasons.append(Reason(Hurdle.NEVER_CAME, at=person.invited_at))
    others = await unit.rows(ELSEWHERE, unit.tenant.id, await _canonical(contact), contact.id)
    if others:
        reasons.append(Reason(Hurdle.SEVERAL, ", ".join(row["name"] for row in others)))
    return reasons


async def _links(contact: Contact, table: str, document_id: UUID) -> list[Reason]:
    """What became of the newest link to the document that this contact was given, if it no longer opens."""
    if table not in {"invoice", "estimate"}:
        return []
    given = (
        await ShareLink.filter(**{f"{table}_id": document_id}, contact_id=contact.id).order_by("-created_at").first()
    )
    if given is None or await _opens(given, table):
        return []
    return [
        Reason(
            Hurdle.LINK_REVOKED if given.revoked_at else Hurdle.LINK_EXPIRED, at=given.revoked_at or given.expires_at
        )
    ]


async def _opens(link: ShareLink, table: str) -> bool:
    """Asked of the rule that opens links, which then holds the unit to a customer: so in a savepoint that is undone."""
    unit = acting()
    await unit.rows("SAVEPOINT asked")
    try:
        await share_links.opened_with(share_links.token(link), "estimate" if table == "estimate" else "invoice")
    except Expired:
        return False
    else:
        return True
    finally:
        await unit.rows("ROLLBACK TO SAVEPOINT asked")


async def _canonical(contact: Contact) -> str:
    ((email,),) = await acting().rows("SELECT canonical_email FROM contact WHERE id = $1", contact.id)
    return str(email)


def _rights(contact: Contact, table: str = "") -> list[Reason]:
    wanted = {
        Hurdle.NO_BILLING: contact.billing or table not in {"", "invoice"},
        Hurdle.NO_APPROVE: contact.approve or table not in {"", "estimate", "agreement"},
        Hurdle.NO_VISITS: contact.visits or table not in {"", "job"},
    }
    return [Reason(hurdle) for hurdle, is_fine in wanted.items() if not is_fine]


def _blocked(reasons: list[Reason], *, but: frozenset[Hurdle] | set[Hurdle] = frozenset()) -> bool:
    return any(reason.hurdle in BLOCKING - but for reason in reasons)
