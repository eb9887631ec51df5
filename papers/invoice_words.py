"""What pages and papers say of one invoice, every string ready to print."""

from datetime import date, datetime

from papers.invoice_events import movement_words
from templates.filters import day, due_words, money, quantity
from templates.language import gettext as _
from tenants.invoices import Document, line
from tenants.standing import Standing, State
from tenants.tenant import Tenant


class InvoiceWords:
    """One Document in words, in the language in force and `tenant`'s time zone."""

    def __init__(self, tenant: Tenant, document: Document, today: date) -> None:
        self.tenant = tenant
        self.document = document
        self.today = today
        self.standing: Standing = document.standing

    def money(self, amount: int) -> str:
        return money(amount, self.document.currency)

    def day(self, when: date | datetime) -> str:
        on = when.astimezone(self.tenant.zone).date() if isinstance(when, datetime) else when
        return day(on, self.today)

    @property
    def due_words(self) -> str:
        if self.standing.balance and self.standing.state is not State.ON_ITS_WAY:
            return due_words(self.document.due_on, self.today)
        if self.standing.state is State.PAID and self.document.paid_at:
            return _("paid %(day)s", day=self.day(self.document.paid_at))
        return ""

    @property
    def lines(self) -> list[dict[str, str]]:
        return [
            {
                "description": item.description,
                "quantity": quantity(item.quantity),
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
        parts = [(_("Subtotal"), document.subtotal - document.discount, False), (_("Tax"), document.tax, False)]
        shown = parts if document.tax else []
        return [
            (label, self.money(amount), strong)
            for label, amount, strong in [*shown, (_("Total"), document.total, True)]
        ]

    @property
    def payments(self) -> list[tuple[str, str, int]]:
        """Money that moved: when, how, and how much reached the company (minor units, signed)."""
        return [
            (self.day(entry["at"]), movement_words(entry["kind"], entry["method"]), entry["amount"])
            for entry in self.document.entries
            if entry["amount"]
        ]
