"""What stands in the editor of an invoice: from the form, from the working copy or from the document, as typed."""

import re
from collections.abc import Mapping, Sized
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from babel.numbers import get_decimal_symbol

from tenants import sending
from tenants.errors import DomainError, Invalid
from tenants.invoices import Invoice
from tenants.line_items import Line, from_json
from web.forms.amounts import typed_amount
from web.forms.lines import AMOUNT, RATE, Typed, typed_lines

WORDS = ("title", "note", "property_id", "due_on")
FIGURES = ("quantity", "unit_price", "discount")
LONGEST_TITLE = 160
LONGEST_NOTE = 5_000


def from_form(form: Mapping[str, str], locale: str) -> dict[str, Any]:
    """What was typed, and in which locale; whatever else the form has is not looked at."""
    return {**{name: form.get(name, "") for name in WORDS}, "lines": typed_lines(form), "locale": locale}


def from_invoice(invoice: Invoice, locale: str) -> dict[str, Any]:
    """As somebody would have typed what the invoice says."""
    return {
        "title": invoice.title,
        "note": invoice.note,
        "property_id": str(invoice.property_id or ""),
        "due_on": invoice.due_on.isoformat() if invoice.due_on else "",
        "lines": [typed_line(from_json(line), invoice.currency, locale) for line in invoice.lines],
        "locale": locale,
    }


def typed_line(line: Line, currency: str, locale: str) -> Typed:
    """A line as somebody would have typed it."""
    rate = plain(Decimal(line.discount_rate).scaleb(-2), locale)
    return {
        "description": line.description,
        "quantity": plain(line.quantity, locale),
        "unit_price": typed_amount(line.unit_price, currency, locale),
        "discount": typed_amount(line.discount_amount, currency, locale)
        if line.discount_amount
        else (rate if line.discount_rate else ""),
        "discount_by": RATE if line.discount_rate else AMOUNT,
        "tax": str(line.tax_rate) if line.tax_rate else "",
    }


def retold(typed: Mapping[str, Any], locale: str) -> dict[str, Any]:
    """What somebody typed elsewhere, with the decimal mark of `locale`."""
    old, new = get_decimal_symbol(typed.get("locale") or locale), get_decimal_symbol(locale)
    known = {**dict.fromkeys(WORDS, ""), "lines": [], **typed, "locale": locale}
    if old == new:
        return known
    marks = str.maketrans({old: new, new: old})
    lines = [{**line, **{name: line[name].translate(marks) for name in FIGURES}} for line in known["lines"]]
    return {**known, "lines": lines}


def plain(number: Decimal, locale: str) -> str:
    """A number as it is typed: without zeros at its end, in no groups."""
    return f"{number.normalize():f}".replace(".", get_decimal_symbol(locale))


def read_words(typed: Mapping[str, Any], properties: frozenset[UUID]) -> tuple[dict[str, Any], dict[str, DomainError]]:
    """Everything of an invoice but its lines, and by field what is wrong with it."""
    errors: dict[str, DomainError] = {}
    found = {"title": " ".join(typed["title"].split()), "note": typed["note"].replace("\r\n", "\n").strip()}
    for name, most in (("title", LONGEST_TITLE), ("note", LONGEST_NOTE)):
        if len(found[name]) > most:
            errors[name] = Invalid(name, "Please use %(most)s characters or fewer.", most=most)
    return {
        **found,
        "property_id": _tried(errors, "property_id", lambda: property_of(typed["property_id"], properties)),
        "due_on": _tried(errors, "due_on", lambda: day_of("due_on", typed["due_on"])),
    }, errors


def unready(title: str, lines: Sized) -> dict[str, DomainError]:
    """By field, what is missing before anybody should get it; of no lines the first one tells."""
    beside = {"title": "title", "lines": "0.description"}
    return {beside[name]: error for name, error in sending.missing(title.strip(), lines).items()}


def property_of(text: str, properties: frozenset[UUID]) -> UUID | None:
    """One of the customer's properties. Raises Invalid."""
    found = next((it for it in properties if str(it) == text), None)
    if text and found is None:
        raise Invalid("property_id", "Please pick one of the properties.")
    return found


def day_of(field: str, text: str) -> date | None:
    """A day as a date field sends it. Raises Invalid."""
    if not text.strip():
        return None
    if not re.fullmatch(r"20\d\d-\d\d-\d\d", text.strip(), re.ASCII):
        raise Invalid(field, "Please write the day like 2026-12-31.")
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Invalid(field, "Please write the day like 2026-12-31.") from None


def _tried(errors: dict[str, DomainError], field: str, read: Any) -> Any:
    try:
        return read()
    except Invalid as error:
        errors[field] = error
        return None


def moved(lines: list[Typed], act: str, fresh: Typed) -> list[Typed]:
    """The lines after one press of a button: `add`, or `up.2`, `down.2`, `copy.2`, `remove.2`; else as they were."""
    verb, _, place = act.partition(".")
    if verb == "add":
        return [*lines, fresh]
    if not re.fullmatch(r"\d{1,3}", place, re.ASCII) or int(place) >= len(lines):
        return lines
    at, rest = int(place), [line for spot, line in enumerate(lines) if spot != int(place)]
    puts = {
        "up": lambda: [*rest[: max(at - 1, 0)], lines[at], *rest[max(at - 1, 0) :]],
        "down": lambda: [*rest[: at + 1], lines[at], *rest[at + 1 :]],
        "copy": lambda: [*lines[: at + 1], lines[at], *lines[at + 1 :]],
        "remove": lambda: rest,
    }
    return puts[verb]() if verb in puts else lines
