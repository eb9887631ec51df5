"""The page of one customer in words: their people, places, documents, money and mail, every string ready to print."""

from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import quote

from papers.invoice_events import movement_words
from templates.filters import day, moment, money, status_words
from templates.language import gettext as _
from templates.language import marked
from tenants.customer_book import Profile
from tenants.customers import Customer, Property
from tenants.emails import Delivery
from tenants.staff_notes import StaffNote
from tenants.tenant import Tenant
from web.words.agreements import rows as agreement_rows
from web.words.customers.people import person_words
from web.words.estimates import rows as estimate_rows
from web.words.invoices import rows as invoice_rows
from web.words.jobs import rows as job_rows
from web.words.listed import Listed
from web.words.mails import states as mail_words
from web.words.mails.letters import called
from web.words.service_requests import rows as service_request_rows

ROWS: dict[str, tuple[str, str, str, Any]] = {
    "invoice": (marked("Invoices"), "/invoices", "/staff/invoices", invoice_rows.rows),
    "estimate": (marked("Estimates"), "/estimates", "/staff/estimates", estimate_rows.rows),
    "job": (marked("Jobs"), "/jobs", "/staff/jobs", job_rows.rows),
    "agreement": (marked("Agreements"), "/agreements", "/staff/agreements", agreement_rows.rows),
    "service_request": (marked("Requests"), "/service-requests", "/staff/requests", service_request_rows.rows),
}

MOST_ROWS = 4
THEIR_TURN = marked("Waiting for your answer")


class Group(NamedTuple):
    """The latest of one noun, and the way to all of it."""

    title: str
    rows: list[Listed]
    total: int
    all_href: str


class CustomerPage:
    """One profile in the language in force and the company's time zone."""

    def __init__(self, tenant: Tenant, customer: Customer, found: Profile) -> None:
        self.tenant, self.customer, self.found = tenant, customer, found
        self.today = tenant.today()
        self.base = f"/staff/customers/{customer.id}"

    def context(self, places: list[Property], notes: list[StaffNote]) -> dict[str, Any]:
        people = [person_words(it, self.base, self._day) for it in self.found.people]
        return {
            "customer": self.customer,
            "base": self.base,
            "address_lines": self.customer.billing_address.splitlines(),
            "balance_words": money(self.found.balance, self.tenant.currency),
            "owes": bool(self.found.balance),
            "is_overdue": self.found.is_overdue,
            "people": [it for it in people if not it["is_removed"]],
            "gone": [it for it in people if it["is_removed"]],
            "places": [self._place(it) for it in places if it.archived_at is None],
            "past_places": [self._place(it) for it in places if it.archived_at],
            "groups": self.groups(),
            "payments": [self._payment(it) for it in self.found.payments],
            "emails": [self._email(it) for it in self.found.emails],
            "notes": [self._note(it) for it in notes],
        }

    def _place(self, place: Property) -> dict[str, Any]:
        lines = place.address.splitlines()
        return {"name": place.name, "lines": lines, "href": f"{self.base}/properties/{place.id}"}

    def groups(self) -> list[Group]:
        groups = []
        for table, (title, portal, console, rows) in ROWS.items():
            shown = [row for row in rows(self.found.documents[table], self.today) if "/new" not in row.href]
            listed = [_ours(row, portal, console) for row in shown]
            listed = [self._draft(it, console) for it in self.found.drafts if it["noun"] == table] + listed
            if listed:
                all_href = f"{console}?search={quote(self.customer.name)}"
                groups.append(Group(_(title), listed[:MOST_ROWS], self.found.counts[table], all_href))
        return groups

    def _draft(self, draft: dict[str, Any], console: str) -> Listed:
        label, kind = status_words("draft")
        return Listed(
            f"{console}/{draft['id']}",
            draft["title"] or _("Without a title"),
            draft["number"] or "",
            _("begun %(day)s", day=self._day(draft["created_at"])),
            draft["created_at"].isoformat(),
            money(draft["amount"], draft["currency"]) if draft["amount"] is not None else "",
            kind,
            label,
            _("See"),
        )

    def _payment(self, entry: dict[str, Any]) -> dict[str, str]:
        return {
            "href": f"/staff/invoices/{entry['invoice_id']}",
            "what": movement_words(entry["kind"], entry["method"]),
            "number": entry["number"],
            "amount_words": money(entry["amount"], entry["currency"]),
            "when_words": self._day(entry["at"]),
            "when_iso": entry["at"].isoformat(),
        }

    def _email(self, email: dict[str, Any]) -> dict[str, str]:
        kind, words = mail_words.STATES[Delivery(email["status"])]
        return {
            "what": called(email["letter"]),
            "to": email["to_address"],
            "state_kind": kind,
            "state_words": _(words),
            "reason": email["reason"],
            "when_words": self._moment(email["created_at"]),
            "when_iso": email["created_at"].isoformat(),
        }

    def _note(self, note: StaffNote) -> dict[str, Any]:
        return {
            "lines": note.body.split("\n"),
            "by": note.by,
            "when_words": self._moment(note.created_at),
            "when_iso": note.created_at.isoformat(),
            "href": f"{self.base}/notes/{note.id}",
        }

    def _day(self, at: datetime) -> str:
        return day(at.astimezone(self.tenant.zone).date(), self.today)

    def _moment(self, at: datetime) -> str:
        return moment(at, self.tenant.time_zone, self.today)


def _ours(row: Listed, portal: str, console: str) -> Listed:
    """A row of the portal as the company reads it."""
    words = row.state_words if row.state_words != _(THEIR_TURN) else _("Waiting for an answer")
    return row._replace(href=row.href.replace(portal, console, 1), state_words=words)
