"""An invoice in words, as the portal and a share link show it: every string ready to print."""

from typing import Any

from markupsafe import Markup

from papers.invoice_events import EVENTS, event_words
from papers.invoice_words import InvoiceWords
from templates.documents import invoice_called
from templates.filters import day, markdown, moment, status_words
from templates.language import gettext as _
from templates.language import marked
from tenants.payments import least, least_part
from tenants.sections import Section, shows
from tenants.standing import State

WAY_OUT = marked("Nothing more is needed from you. If it does not arrive, we email you and you can pay another way.")


class InvoicePage(InvoiceWords):
    """All that `_document.html` wants."""

    def context(self, base: str) -> dict[str, Any]:
        """What `_document.html` wants; `base` is the path of this invoice, which its actions hang below."""
        return {
            "invoice": self._invoice(base),
            "pay": self._pay(base),
            "on_its_way": self._on_its_way(),
            "notice": None,
        }

    def in_the_console(self, base: str) -> dict[str, Any]:
        """The same for staff: the button is there, and nobody can press it for the customer."""
        shown = self.context(base)
        return {**shown, "pay": {**shown["pay"], "is_shown_only": True} if shown["pay"] else None}

    def _invoice(self, base: str) -> dict[str, Any]:
        document, frozen = self.document, self.document.frozen
        label, kind = status_words(self.standing.state)
        return {
            "id": document.id,
            "called": invoice_called(document.number),
            "number": document.number or _("The number comes with sending"),
            "title": document.title or _("Invoice"),
            "state_kind": kind,
            "state_words": label,
            "headline_words": self.money(self.headline),
            "headline_label": self.headline_label,
            "due_words": self.due_words,
            "due_iso": document.due_on.isoformat(),
            "issued_words": day(document.issued_on),
            "due_on_words": day(document.due_on),
            "from_lines": [Markup.escape(text) for text in (frozen["company"], *frozen["address"])],
            "to_lines": [Markup.escape(text) for text in frozen["bill_to"]],
            "service_lines": [Markup.escape(text) for text in frozen["service"]] or None,
            "note": markdown(document.note) if document.note else None,
            "lines": self.lines,
            "totals": self.totals,
            "events": self.events,
            "payments": [(when, how, self.money(amount)) for when, how, amount in self.payments],
            "pdf_href": f"{base}.pdf",
            "notes_opening": not base.startswith("/staff/"),
            "estimate_href": self._estimate_href(base),
        }

    def _estimate_href(self, base: str) -> str | None:
        """The estimate this is the deposit of, for who may see all estimates: a share link opens one document."""
        seen = base.startswith("/invoices/") and shows(self.tenant, Section.ESTIMATES)
        return f"/estimates/{self.document.estimate_id}" if seen and self.document.estimate_id else None

    @property
    def headline(self) -> int:
        return self.standing.balance or self.standing.total

    @property
    def headline_label(self) -> str:
        if self.standing.state is State.ON_ITS_WAY:
            return _("On its way")
        return _("Amount due") if self.standing.balance else _("Total")

    @property
    def totals(self) -> list[tuple[str, str, bool]]:
        moved, balance = self.standing.movements, self.standing.balance
        since = [
            (_("Paid"), -moved.received),
            (_("Refunded"), moved.refunded),
            (_("Held back by the bank"), moved.withdrawn),
        ]
        rows = self.sums + [(label, self.money(amount), False) for label, amount in since if amount]
        return rows + (
            [(_("Amount due"), self.money(balance), True)] if balance and balance != self.standing.total else []
        )

    @property
    def events(self) -> list[tuple[str, str, str]]:
        happened = [
            (entry["at"], self._event(entry["kind"], entry))
            for entry in self.document.entries
            if entry["kind"] != "refund_failed"  # the history tells of it too, and of refunds Stripe never made
        ]
        happened += [
            (entry["at"], self._event(entry["verb"], entry["facts"]))
            for entry in self.document.history
            if entry["verb"] in EVENTS
        ]
        return [
            (moment(at, self.tenant.time_zone, self.today), at.isoformat(), words)
            for at, words in sorted(happened, key=lambda pair: pair[0])
        ]

    def _event(self, name: str, facts: dict[str, Any]) -> str:
        return event_words(name, self.money(abs(facts.get("amount", 0))), facts.get("method", ""))

    def _pay(self, base: str) -> dict[str, Any] | None:
        payable, currency = self.standing.payable, self.document.currency
        cards, bank = self.tenant.takes_cards, self.tenant.takes_bank_transfers
        if payable < least(currency) or not (cards or bank):
            return None
        part = least_part(self.tenant, currency, payable)
        return {
            "action": f"{base}/pay",
            "amount_words": self.money(payable),
            "card_allowed": cards,
            "bank_allowed": bank,
            "partial": None if part is None else {"minimum_words": self.money(part), "value": "", "error": None},
            "is_shown_only": False,
            "note_words": _("You pay on a secure page of Stripe."),
        }

    def _on_its_way(self) -> dict[str, Any] | None:
        moving = self.document.moving
        if moving is None:
            return None
        expected = self.standing.movements.expected_on
        return {
            "amount_words": self.money(moving["amount"]),
            "expected_words": _("expected by %(day)s", day=self.day(expected))
            if expected
            else _("expected in a few days"),
            "since_words": _("Your bank transfer started %(day)s.", day=self.day(moving["moved_at"])),
            "way_out_words": _(WAY_OUT),
            "verify_href": moving["checkout_url"] if moving["status"] == "requires_action" else "",
        }
