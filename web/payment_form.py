"""The form in which staff note money of an invoice: what was typed, what it means, what is wrong with it."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from quart import request

from templates.filters import money
from templates.language import marked, spoken
from tenants.errors import DomainError, Invalid, NotFound
from tenants.invoices import Invoice, InvoiceStatus
from tenants.payments import Noted
from web.door import here
from web.forms.amounts import amount_of
from web.language import sentence

MEANS = {"cash": marked("Cash"), "check": marked("Check"), "other": marked("Something else")}
FIELDS = ("id", "amount", "means", "check", "other", "on", "note", "tells", "although_moving")
ERRORS = ("amount", "method", "on", "note", "although_moving", "reason", "number", "page")


def base(invoice_id: UUID) -> str:
    return f"/staff/invoices/{invoice_id}"


async def sent(invoice_id: UUID) -> Invoice:
    invoice = await Invoice.get_or_none(id=invoice_id)
    if invoice is None or invoice.status is InvoiceStatus.DRAFT:
        raise NotFound
    return invoice


async def filled() -> dict[str, str]:
    form = await request.form
    return {name: form.get(name, "") for name in FIELDS}


def blank(amount: int, invoice: Invoice) -> dict[str, str]:
    """The form as it is opened: all of it, in cash, today, under an id of its own."""
    given = {"id": str(uuid4()), "amount": money(amount, invoice.currency), "means": "cash"}
    return {**dict.fromkeys(FIELDS, ""), **given, "on": here().today().isoformat()}


def noted(typed: Mapping[str, str], invoice: Invoice) -> Noted:
    """What was typed as what it means. Raises Invalid."""
    return Noted(
        id=id_of(typed["id"]),
        amount=amount_of("amount", typed["amount"], invoice.currency, spoken()),
        method=_method(typed),
        on=_day(typed["on"]),
        note=typed["note"],
        tells=typed["tells"] == "on",
    )


def id_of(given: str) -> UUID:
    try:
        return UUID(given)
    except ValueError:
        return uuid4()


def _method(typed: Mapping[str, str]) -> str:
    """Kept in English, as the names of cards are, and said in the reader's language."""
    number = " ".join(typed["check"].split())
    kept = {"cash": "Cash", "check": f"Check #{number}" if number else "Check"}
    return kept.get(typed["means"]) or " ".join(typed["other"].split())


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Invalid("on", "Please choose a day.") from None


def errors(error: DomainError | None) -> dict[str, str]:
    field = error.field if isinstance(error, Invalid) and error.field in ERRORS else "page"
    return {**dict.fromkeys(ERRORS, ""), **({field: sentence(error)} if error else {})}


def around(invoice: Invoice, error: DomainError | None = None) -> dict[str, Any]:
    return {"place": "invoices", "invoice": invoice, "base": base(invoice.id), "errors": errors(error)}
