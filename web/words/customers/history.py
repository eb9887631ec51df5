"""What happened with a customer in words: who did what to which record."""

from datetime import date
from typing import Any, NamedTuple

from templates.filters import moment, money
from templates.language import gettext as _
from templates.language import marked
from tenants.customer_book import Event
from tenants.tenant import Tenant

SENTENCES = {
    ("customer", "added"): marked("Customer written down"),
    ("customer", "changed"): marked("Name or billing address changed"),
    ("customer", "note_removed"): marked("Note removed"),
    ("customer", "merged"): marked("%(name)s merged into this customer"),
    ("customer", "told_apart"): marked("Said to be somebody else than %(name)s"),
    ("contact", "added"): marked("Contact %(name)s added"),
    ("contact", "changed_by_staff"): marked("Contact %(name)s changed"),
    ("contact", "removed"): marked("Contact %(name)s removed"),
    ("contact", "brought_back"): marked("Contact %(name)s brought back"),
    ("contact", "invited"): marked("%(name)s invited to the portal"),
    ("contact", "signed_in"): marked("%(by)s signed in to the portal"),
    ("contact", "viewed_as"): marked("Portal looked at as %(name)s"),
    ("contact", "details_changed"): marked("%(by)s changed their own details"),
    ("contact", "email_change_requested"): marked("%(by)s asked for another address"),
    ("contact", "email_changed"): marked("%(by)s has another address"),
    ("contact", "email_change_stopped"): marked("%(by)s stopped a change of address"),
    ("property", "added"): marked("Property %(place)s added"),
    ("property", "changed"): marked("Property %(place)s changed"),
    ("property", "removed"): marked("Property %(place)s removed"),
    ("property", "brought_back"): marked("Property %(place)s brought back"),
    ("invoice", "sent"): marked("Invoice %(number)s sent"),
    ("invoice", "voided"): marked("Invoice %(number)s voided"),
    ("invoice", "overpaid"): marked("Invoice %(number)s paid too much: %(amount)s is sent back"),
    ("invoice", "refund_failed"): marked("Refund of %(amount)s on invoice %(number)s did not go through"),
    ("invoice", "refunded_at_stripe"): marked("Refund of %(amount)s on invoice %(number)s made at Stripe"),
    ("invoice", "disputed"): marked("%(amount)s of invoice %(number)s questioned at the bank"),
    ("invoice", "dispute_held_back"): marked("%(amount)s of invoice %(number)s held back by the bank"),
    ("invoice", "dispute_given_back"): marked("%(amount)s of invoice %(number)s given back by the bank"),
    ("invoice", "dispute_won"): marked("Bank decided for you about invoice %(number)s"),
    ("invoice", "dispute_lost"): marked("Bank decided for the payer of invoice %(number)s"),
    ("invoice", "dispute_ended"): marked("Question at the bank about invoice %(number)s closed"),
    ("invoice", "bank_payment_started"): marked("Bank transfer for invoice %(number)s started"),
    ("invoice", "bank_payment_returned"): marked("Bank transfer for invoice %(number)s came back"),
    ("estimate", "sent"): marked("Estimate %(number)s sent"),
    ("estimate", "accepted"): marked("Estimate %(number)s accepted"),
    ("estimate", "declined"): marked("Estimate %(number)s declined"),
    ("estimate", "changes_requested"): marked("Changes to estimate %(number)s asked for"),
    ("estimate", "fresh_requested"): marked("A fresh estimate instead of %(number)s asked for"),
    ("estimate", "reopened"): marked("Estimate %(number)s reopened"),
    ("estimate", "refused"): marked("An answer to estimate %(number)s came too late"),
    ("agreement", "sent"): marked("Agreement %(number)s sent"),
    ("agreement", "taken_back"): marked("Agreement %(number)s taken back"),
    ("agreement", "signed"): marked("Agreement %(number)s signed"),
    ("agreement", "declined"): marked("Agreement %(number)s declined"),
    ("agreement", "ended"): marked("Agreement %(number)s ended"),
    ("agreement", "answered_late"): marked("An answer to agreement %(number)s came too late"),
    ("agreement", "visit_done"): marked("Visit of agreement %(number)s done"),
    ("agreement", "visit_skipped"): marked("Visit of agreement %(number)s left out"),
    ("job", "scheduled"): marked("Job %(number)s scheduled"),
    ("job", "started"): marked("Job %(number)s begun"),
    ("job", "completed"): marked("Job %(number)s finished"),
    ("job", "canceled"): marked("Job %(number)s canceled"),
    ("visit", "planned"): marked("Visit scheduled"),
    ("visit", "moved"): marked("Visit moved"),
    ("visit", "canceled"): marked("Visit canceled"),
    ("visit", "confirmed"): marked("Visit confirmed"),
    ("visit", "done"): marked("Visit done"),
    ("visit", "missed"): marked("Visit missed"),
    ("service_request", "submitted"): marked("Request %(number)s sent"),
    ("service_request", "taken_down"): marked("Request %(number)s written down"),
    ("service_request", "changed"): marked("Request %(number)s changed"),
    ("service_request", "acknowledged"): marked("Request %(number)s acknowledged"),
    ("service_request", "taken_up"): marked("Request %(number)s taken on"),
    ("service_request", "converted"): marked("Request %(number)s turned into work"),
    ("service_request", "declined"): marked("Request %(number)s declined"),
    ("service_request", "closed"): marked("Request %(number)s closed"),
    ("service_request", "withdrawn"): marked("Request %(number)s withdrawn"),
    ("share_link", "revoked"): marked("A link ended"),
}
NOUNS = {
    "invoice": marked("Invoice %(number)s changed"),
    "estimate": marked("Estimate %(number)s changed"),
    "agreement": marked("Agreement %(number)s changed"),
    "job": marked("Job %(number)s changed"),
    "service_request": marked("Request %(number)s changed"),
}
# One that was not sent has no number to be called by.
DRAFTS = {
    "deleted": marked("Draft invoice deleted"),
    "restored": marked("Draft invoice fetched back"),
}
A_DRAFT = marked("Draft invoice changed")
SOMETHING = marked("Something was written down")
SAYS_WHO = "%(by)s"


class Happened(NamedTuple):
    """One line of the timeline; `href` leads to the record where the console has a page of it."""

    words: str
    by: str
    href: str
    when_words: str
    when_iso: str


PAGES = {
    "invoice": "/staff/invoices/",
    "estimate": "/staff/estimates/",
    "agreement": "/staff/agreements/",
    "job": "/staff/jobs/",
    "service_request": "/staff/requests/",
}


def told(events: list[Event], tenant: Tenant, today: date) -> list[Happened]:
    return [_told(event, tenant, today) for event in events]


def _told(event: Event, tenant: Tenant, today: date) -> Happened:
    sentence = _sentence(event)
    return Happened(
        _(sentence, **_values(event, tenant)),
        "" if SAYS_WHO in sentence else event.by,
        f"{PAGES[event.about]}{event.about_id}" if event.about in PAGES else "",
        moment(event.at, tenant.time_zone, today),
        event.at.isoformat(),
    )


def _sentence(event: Event) -> str:
    if event.about == "invoice" and not event.number:
        return DRAFTS.get(event.verb, A_DRAFT)
    return SENTENCES.get((event.about, event.verb)) or NOUNS.get(event.about, SOMETHING)


def _values(event: Event, tenant: Tenant) -> dict[str, Any]:
    facts = event.facts
    amount = facts.get("amount", 0)
    return {
        "by": event.by or _("Somebody"),
        "number": event.number,
        "name": facts.get("name", ""),
        "place": facts.get("place", ""),
        "amount": money(amount, tenant.currency) if isinstance(amount, int) else "",
    }
