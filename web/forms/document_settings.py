"""The form of Settings > Invoices: as typed, as stored, and what it means."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from templates.language import spoken
from tenants.document_defaults import MOST_TAXES, DocumentDefaults, Tax
from tenants.errors import Invalid
from tenants.tenant import Tenant
from web.forms.invoice import plain
from web.forms.lines import Reader

WORDS = ("invoice_prefix", "next_number", "days_to_pay", "invoice_note", "days_to_answer", "estimate_terms")
BLANK_TAXES = 2
"""Rows to write a further tax into."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form: `words` by field, each tax as (name, rate), the place of the standard one."""

    words: Mapping[str, str]
    taxes: list[tuple[str, str]]
    standard: str
    errors: dict[str, str] = field(default_factory=dict)


def typed_in(form: Mapping[str, str]) -> Typed:
    places = range(MOST_TAXES + BLANK_TAXES)
    taxes = [(form.get(f"taxes.{at}.name", ""), form.get(f"taxes.{at}.rate", "")) for at in places]
    while taxes and not any(taxes[-1]):
        taxes.pop()
    return Typed({name: form.get(name, "") for name in WORDS}, taxes, form.get("standard", ""))


def wanted(typed: Typed, currency: str) -> tuple[DocumentDefaults, int | None]:
    """What was typed as what it means. Raises Invalid."""
    words = typed.words
    defaults = DocumentDefaults(
        invoice_prefix=words["invoice_prefix"].strip(),
        days_to_pay=_whole("days_to_pay", words["days_to_pay"]),
        invoice_note=words["invoice_note"].replace("\r\n", "\n").strip(),
        days_to_answer=_whole("days_to_answer", words["days_to_answer"]),
        estimate_terms=words["estimate_terms"].replace("\r\n", "\n").strip(),
        taxes=tuple(
            _tax(place, typed, currency) for place, it in enumerate(typed.taxes) if any(part.strip() for part in it)
        ),
    )
    number = words["next_number"].strip()
    return defaults, _whole("next_number", number) if number else None


def _tax(place: int, typed: Typed, currency: str) -> Tax:
    name, rate = typed.taxes[place]
    reading = Reader(currency, spoken(), frozenset())
    return Tax(" ".join(name.split()), reading.rate(f"taxes.{place}.rate", rate), typed.standard == str(place))


def _whole(name: str, text: str) -> int:
    if not re.fullmatch(r"\d{1,10}", text.strip(), re.ASCII):
        raise Invalid(name, "Please write a whole number.")
    return int(text)


def stored(tenant: Tenant, upcoming: int) -> Typed:
    now = DocumentDefaults.of(tenant)
    standard = next((str(place) for place, tax in enumerate(now.taxes) if tax.is_standard), "")
    taxes = [(tax.name, plain(Decimal(tax.rate).scaleb(-2), spoken())) for tax in now.taxes]
    words = {name: str(getattr(now, name)) for name in WORDS if name != "next_number"}
    return Typed({**words, "next_number": str(upcoming)}, taxes, standard)
