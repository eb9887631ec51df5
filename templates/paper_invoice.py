"""The invoice on paper: a tagged PDF letter."""

from dataclasses import dataclass

from templates.language import gettext as _
from templates.paper import Paper, PaperLine, TotalRow
from templates.press import pressed
from templates.sheets import contents, line_labels


@dataclass(frozen=True, slots=True)
class PaymentRow:
    date: str
    label: str
    amount: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoicePaper(Paper):
    """All that is printed; `pay_url` is None when nothing is to be paid."""

    issued: str
    due: str
    bill_to: tuple[str, ...]
    lines: tuple[PaperLine, ...]
    totals: tuple[TotalRow, ...]
    amount_due: str
    pay_url: str | None = None
    payments: tuple[PaymentRow, ...] = ()
    notes: str = ""


async def invoice_pdf(data: InvoicePaper) -> bytes:
    """Set `data` as a letter on the paper of its country, A4 or US letter. Raises PressBusy."""
    pay, see = _("Pay %(amount)s online", amount=data.amount_due), _("See this invoice online")
    sheet = contents(data, data.pay_url or data.portal_url, pay if data.pay_url else see, _labels())
    return await pressed(
        "invoice.typ", sheet | {"title": _("Invoice") if data.number else _("Draft invoice")}, data.made_at
    )


def _labels() -> dict[str, str]:
    """The words that stand on the sheet itself, in the language in force."""
    return line_labels() | {
        "number": _("Number"),
        "issued": _("Issued"),
        "due": _("Due date"),
        "amount_due": _("Amount due"),
    }
