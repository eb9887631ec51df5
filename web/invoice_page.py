"""An invoice in words, as the portal and a share link show it: every string ready to print."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

from markupsafe import Markup

from templates.filters import day, due_words, markdown, moment, money, status_words
from tenants.invoices import Document, Row, line
from tenants.payments import least, least_part
from tenants.standing import Standing, State
from tenants.tenant import Tenant

WAY_OUT = "Nothing more is needed from you. If it does not arrive, we email you and you can pay another way."

EVENTS = {
    "charge": "{amount} paid by {method}",
    "manual": "{amount} paid by {method}",
    "manual_undone": "Payment of {amount} taken back",
    "refund": "{amount} refunded",
    "refund_failed": "Refund of {amount} did not go through",
    "dispute_opened": "Payment questioned at the bank",
    "dispute_withdrawn": "{amount} held back by the bank",
    "dispute_reinstated": "{amount} given back by the bank",
    "dispute_closed": "Question at the bank closed",
    "sent": "Invoice sent",
    "voided": "Invoice voided",
    "overpaid": "{amount} paid too much, which we send back",
    "bank_payment_started": "Bank transfer of {amount} started",
    "bank_payment_returned": "Bank transfer of {amount} was returned",
}


class ListedInvoice(NamedTuple):
    href: str
    title: str
    number: str
    when_words: str
    when_iso: str
    amount_words: str
    state_kind: str
    state_words: str
    action_label: str


def rows(tenant: Tenant, found: Iterable[Row], today: date) -> list[ListedInvoice]:
    """Rows of a list, each string made here once instead of in the template's loop."""
    return [_row(tenant.locale, row, today) for row in found]


def _row(locale: str, row: Row, today: date) -> ListedInvoice:
    how = row.standing
    label, kind = status_words(how.state)
    open_ = bool(how.balance)
    when, closed = (row.paid_on, "paid") if row.paid_on else (row.issued_on, "issued")
    when = row.due_on if open_ else when
    return ListedInvoice(
        f"/invoices/{row.id}",
        row.title or "Invoice",
        row.number,
        due_words(when, today, locale) if open_ else f"{closed} {day(when, today, locale)}",
        when.isoformat(),
        money(how.balance if open_ else how.total, row.currency, locale),
        kind,
        label,
        "Pay" if how.payable >= least(row.currency) else "See",
    )


class InvoicePage:
    """One Document in words for `tenant`'s locale and time zone."""

    def __init__(self, tenant: Tenant, document: Document, today: date) -> None:
        self.tenant = tenant
        self.document = document
        self.today = today
        self.standing: Standing = document.standing

    def money(self, amount: int) -> str:
        return money(amount, self.document.currency, self.tenant.locale)

    def day(self, when: date | datetime) -> str:
        on = when.astimezone(self.tenant.zone).date() if isinstance(when, datetime) else when
        return day(on, self.today, self.tenant.locale)

    def context(self, base: str) -> dict[str, Any]:
        """What `_document.html` wants; `base` is the path of this invoice, which its actions hang below."""
        return {
            "invoice": self._invoice(base),
            "pay": self._pay(base),
            "on_its_way": self._on_its_way(),
            "notice": None,
        }

    def _invoice(self, base: str) -> dict[str, Any]:
        document, frozen = self.document, self.document.frozen
        label, kind = status_words(self.standing.state)
        return {
            "id": document.id,
            "number": document.number,
            "title": document.title or "Invoice",
            "state_kind": kind,
            "state_words": label,
            "headline_words": self.money(self.headline),
            "headline_label": self.headline_label,
            "due_words": self.due_words,
            "due_iso": document.due_on.isoformat(),
            "issued_words": day(document.issued_on, locale=self.tenant.locale),
            "due_on_words": day(document.due_on, locale=self.tenant.locale),
            "from_lines": [Markup.escape(text) for text in (frozen["company"], *frozen["address"])],
            "bill_to_lines": [Markup.escape(text) for text in frozen["bill_to"]],
            "service_lines": [Markup.escape(text) for text in frozen["service"]] or None,
            "note": markdown(document.note) if document.note else None,
            "lines": self.lines,
            "totals": self.totals,
            "events": self.events,
            "payments": [(when, how, self.money(amount)) for when, how, amount in self.payments],
            "pdf_href": f"{base}.pdf",
        }

    @property
    def headline(self) -> int:
        return self.standing.balance or self.standing.total

    @property
    def headline_label(self) -> str:
        if self.standing.state is State.ON_ITS_WAY:
            return "On its way"
        return "Amount due" if self.standing.balance else "Total"

    @property
    def due_words(self) -> str:
        if self.standing.balance and self.standing.state is not State.ON_ITS_WAY:
            return due_words(self.document.due_on, self.today, self.tenant.locale)
        if self.standing.state is State.PAID and self.document.paid_at:
            return f"paid {self.day(self.document.paid_at)}"
        return ""

    @property
    def lines(self) -> list[dict[str, str]]:
        return [
            {
                "description": item.description,
                "quantity": f"{item.quantity.normalize():f}",
                "unit_price": self.money(item.unit_price),
                "discount": self.money(-item.discount) if item.discount else "",
                "tax": self.money(item.tax) if item.tax else "",
                "amount": self.money(item.net),
            }
            for item in map(line, self.document.lines)
        ]

    @property
    def sums(self) -> list[tuple[str, str, bool]]:
        document = self.document
        parts = [("Subtotal", document.subtotal - document.discount, False), ("Tax", document.tax, False)]
        shown = parts if document.tax else []
        return [
            (label, self.money(amount), strong) for label, amount, strong in [*shown, ("Total", document.total, True)]
        ]

    @property
    def totals(self) -> list[tuple[str, str, bool]]:
        moved, balance = self.standing.movements, self.standing.balance
        since = [("Paid", -moved.received), ("Refunded", moved.refunded), ("Held back by the bank", moved.withdrawn)]
        rows = self.sums + [(label, self.money(amount), False) for label, amount in since if amount]
        return rows + (
            [("Amount due", self.money(balance), True)] if balance and balance != self.standing.total else []
        )

    @property
    def payments(self) -> list[tuple[str, str, int]]:
        """Money that moved: when, how, and how much reached the company (minor units, signed)."""
        return [
            (self.day(entry["at"]), entry["method"] or _kind_words(entry), entry["amount"])
            for entry in self.document.entries
            if entry["amount"]
        ]

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
            (moment(at, self.tenant.time_zone, self.today, self.tenant.locale), at.isoformat(), words)
            for at, words in sorted(happened, key=lambda pair: pair[0])
        ]

    def _event(self, name: str, facts: dict[str, Any]) -> str:
        method = facts.get("method") or "other means"
        return EVENTS[name].format(amount=self.money(abs(facts.get("amount", 0))), method=method)

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
            "note_words": "You pay on a secure page of Stripe.",
        }

    def _on_its_way(self) -> dict[str, Any] | None:
        moving = self.document.moving
        if moving is None:
            return None
        expected = self.standing.movements.expected_on
        return {
            "amount_words": self.money(moving["amount"]),
            "expected_words": f"expected by {self.day(expected)}" if expected else "expected in a few days",
            "since_words": f"Your bank transfer started {self.day(moving['since'])}.",
            "way_out_words": WAY_OUT,
        }


def _kind_words(entry: dict[str, Any]) -> str:
    words: str = entry["kind"].replace("_", " ").capitalize()
    return words
