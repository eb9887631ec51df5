"""The company's mails in words: the list, and one mail with what became of it, what it says, and what to do."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from jinja2 import TemplateError

from templates.documents import document
from templates.filters import moment
from templates.language import gettext as _
from templates.language import marked
from templates.letters import compose
from tenants import letterhead
from tenants.emails import Delivery
from tenants.mail_book import NEVER_AGAIN, Filter, Mail, Row
from tenants.staff import CONSOLE, console_path
from tenants.tenant import Tenant
from web.words.listed import when
from web.words.mails.letters import called
from web.words.mails.states import STATES

FILTERS = {
    Filter.ALL: marked("All"),
    Filter.TROUBLE: marked("Not delivered"),
    Filter.ON_THE_WAY: marked("On its way"),
    Filter.DELIVERED: marked("Delivered"),
}
HAPPENED = {
    Delivery.QUEUED: marked("Written"),
    Delivery.SENT: marked("Handed to the mail service"),
    Delivery.DELIVERED: marked("Taken by the mailbox"),
    Delivery.BOUNCED: marked("Came back"),
    Delivery.COMPLAINED: marked("Marked as spam by the reader"),
    Delivery.FAILED: marked("Could not be sent"),
    Delivery.EXPIRED: marked("Not sent: it was of no use any more"),
}
# What a mail service says, and what that means to somebody who wrote to a customer.
MEANINGS = (
    (("inactive", "suppress", "deactivated"),
     marked("Mail to this address came back before, so no more is sent to it. Ask for another address.")),
    (("unknown user", "mailbox not found", "does not exist", "no such user", "unable to deliver", "hard bounce"),
     marked("There is no such mailbox. Look for a slip in the address, or ask the customer for the right one.")),
    (("mailbox is full", "mailbox full", "over quota", "quota"),
     marked("The mailbox is full. Call the customer, or send it again in a day or two.")),
    (("spam", "blocked", "junk", "content rejected", "dmarc"),
     marked("The customer's mail provider turned it away as spam. Ask them to add your address to their contacts.")),
    (("too large", "size"),
     marked("The mailbox takes no mail of this size.")),
    (("invalid", "malformed", "illegal"),
     marked("The address is written wrong. Correct it, then send the mail again.")),
    (("again and again",),
     marked("It could not be handed to the mail service for hours. Send it again.")),
)  # fmt: skip
ADVICE = {
    Delivery.BOUNCED: marked("It came back from the customer's mail provider. Check the address with the customer."),
    Delivery.COMPLAINED: marked(
        "The reader marked a mail of yours as spam, so the mail service sends them no more. Please call them."
    ),
    Delivery.FAILED: marked("The mail service would not take it. Check the address, then send it again."),
    Delivery.EXPIRED: marked("Its link had run out before it could go. Nothing needs to be done."),
}
HIDDEN = "…"
SECRET = frozenset({"sign_in"})
"""Of these not even the words are shown."""


class Listed(NamedTuple):
    """One mail, every string ready to print."""

    href: str
    letter: str
    number: str
    to: str
    address: str
    customer: str
    when_words: str
    when_iso: str
    state_kind: str
    state_words: str
    again_words: str


def rows(found: Iterable[Row], tenant: Tenant) -> list[Listed]:
    return [_row(row, tenant) for row in found]


def shown(mail: Mail, tenant: Tenant) -> dict[str, Any]:
    """One mail for its page."""
    kind, words = STATES[mail.status]
    return {
        "id": str(mail.id),
        "letter": called(mail.letter),
        "to": mail.to_name or mail.to_address,
        "address": mail.to_address,
        "state_kind": kind,
        "state_words": _(words),
        "meaning": meaning(mail.status, mail.reason),
        "reason": mail.reason,
        "customer": {"name": mail.customer, "href": f"/staff/customers/{mail.customer_id}"} if mail.customer else None,
        "correct_href": _reader_href(mail),
        "record": _record(mail),
        "events": [(moment(at, tenant.time_zone, tenant.today()), at.isoformat(), _(HAPPENED[what]))
                   for what, at in mail.happened],
        "again": _again(mail, tenant),
        "first_href": f"/staff/emails/{mail.resends_id}" if mail.resends_id else None,
        "says": says(mail, tenant),
    }  # fmt: skip


def _reader_href(mail: Mail) -> str:
    """Where the address of whom it was for is written down; the customer's page when they are gone."""
    customer = f"/staff/customers/{mail.customer_id}"
    return f"{customer}/contacts/{mail.contact_id}/edit" if mail.reader_address else customer


def meaning(status: Delivery, reason: str) -> str:
    """What went wrong in plain words, and what to do; empty when nothing did."""
    if status not in ADVICE:
        return ""
    lower = reason.lower()
    known = (words for signs, words in MEANINGS if any(sign in lower for sign in signs))
    is_known = status in {Delivery.BOUNCED, Delivery.FAILED}
    return _(next(known, ADVICE[status]) if is_known else ADVICE[status])


def says(mail: Mail, tenant: Tenant) -> dict[str, str] | None:
    """Subject and text of the mail, written anew from what it was about; its own link stays in the mail alone.

    Nothing for a mail that signs somebody in, nor for one whose letter wants more by now than was kept then.
    """
    if mail.letter in SECRET:
        return None
    around = {
        "company": letterhead.in_mail(tenant),
        "to_name": mail.to_name,
        "to_address": mail.to_address,
        "unsubscribe": None,
    }
    written = mail.created_at.astimezone(tenant.zone).date()
    try:
        letter = compose(mail.letter, _Hidden(tenant), written, {**mail.facts, "path": HIDDEN}, around)
    except TemplateError:
        return None
    return {"subject": letter.subject, "text": letter.text}


class _Hidden:
    """The company, with the links of its mails left out."""

    def __init__(self, tenant: Tenant) -> None:
        self.zone = tenant.zone
        self._origin = tenant.origin

    def url(self, path: str) -> str:
        return f"{self._origin}/{path}"


def _row(row: Row, tenant: Tenant) -> Listed:
    kind, words = STATES[row.status]
    return Listed(
        href=f"/staff/emails/{row.id}",
        letter=called(row.letter),
        number=document(row.about, row.number) if row.number and row.about in CONSOLE else "",
        to=row.to_name or row.to_address,
        address=row.to_address if row.to_name else "",
        customer=row.customer or "",
        when_words=when(row.created_at, tenant),
        when_iso=row.created_at.isoformat(),
        state_kind=kind,
        state_words=_(words),
        again_words=_("Sent again") if row.again_at else "",
    )


def _record(mail: Mail) -> dict[str, str] | None:
    """The record it is about, where the console shows it."""
    if mail.about not in CONSOLE or mail.about_id is None:
        return None
    number = str(mail.facts.get("number", ""))
    words = document(mail.about, number, str(mail.facts.get("title", ""))) if number else called(mail.letter)
    return {"href": console_path(mail.about, mail.about_id), "name": words[:1].upper() + words[1:]}


def _again(mail: Mail, tenant: Tenant) -> dict[str, Any]:
    """Whether it can be sent again and to whom, or that it was."""
    may = not mail.again_id and mail.letter not in NEVER_AGAIN and mail.status is not Delivery.QUEUED
    address = mail.reader_address or ("" if mail.customer_id else mail.to_address)
    return {
        "href": f"/staff/emails/{mail.again_id}" if mail.again_id else None,
        "when_words": moment(mail.again_at, tenant.time_zone, tenant.today()) if mail.again_id else "",
        "can": may and bool(address),
        "address": address,
        "moved": mail.moved,
        "gone": may and not address,
    }
