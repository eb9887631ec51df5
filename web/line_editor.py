"""The editor of a document's lines: its rows, totals and the rules its script follows, every string ready to print."""

from collections.abc import Iterable, Mapping
from typing import Any

from templates.filters import money, percent
from templates.language import gettext as _
from templates.language import spoken
from tenants import document_defaults
from tenants.errors import DomainError
from tenants.line_items import MOST_UNIT_PRICE, Line
from tenants.money import too_large
from tenants.rights import Right
from tenants.tenant import Tenant
from web.forms.line_rules import money_sign, rules
from web.forms.lines import AMOUNT, LONGEST_DESCRIPTION, MOST_LINES, RATE, Reader, Typed
from web.language import sentence
from web.staff_signed_in import may


def reader(tenant: Tenant, currency: str, lines: Iterable[Mapping[str, Any]] = ()) -> Reader:
    """Reads what is typed here; a tax that one of the document's `lines` carries stays good."""
    offered = {tax.rate for tax in document_defaults.taxes(tenant)}
    return Reader(currency, spoken(), frozenset(offered | {line["tax_rate"] for line in lines}))


def fresh_line(tenant: Tenant) -> Typed:
    """A line nobody has typed into yet."""
    rate = document_defaults.standard_rate(tenant)
    tax = str(rate) if rate else ""
    return {"description": "", "quantity": "1", "unit_price": "", "discount": "", "discount_by": AMOUNT, "tax": tax}


def editor(
    tenant: Tenant, reading: Reader, typed: list[Typed], found: list[Line | None], errors: Mapping[str, DomainError]
) -> dict[str, Any]:
    """What `components/line_editor.html` wants."""
    known = [line for line in found if line]
    sums = {"net": sum(line.net for line in known), "tax": sum(line.tax for line in known)}
    said = {name: sentence(error) for name, error in errors.items()}
    return {
        "lines": [
            {
                **each,
                "amount_words": money(line.net, reading.currency) if line else "",
                "errors": {name: said.get(f"{place}.{name}", "") for name in each},
            }
            for place, (each, line) in enumerate(zip(typed, found, strict=True))
        ],
        "fresh": {**fresh_line(tenant), "amount_words": "", "errors": dict.fromkeys(fresh_line(tenant), "")},
        "taxes": _taxes(tenant, reading),
        "may_set_taxes": not document_defaults.taxes(tenant) and may(Right.SETTINGS),
        "discounts": [(AMOUNT, money_sign(reading.currency)), (RATE, "%")],
        "totals": [
            ("net", _("Subtotal"), money(sums["net"], reading.currency)),
            ("tax", _("Tax"), money(sums["tax"], reading.currency)),
            ("total", _("Total"), money(sums["net"] + sums["tax"], reading.currency)),
        ],
        "options": [],
        "rules": rules(reading),
        "too_large": sentence(too_large(MOST_UNIT_PRICE, reading.currency)),
        "most_lines": MOST_LINES,
        "longest": LONGEST_DESCRIPTION,
        "error": said.get("lines", ""),
    }


def _taxes(tenant: Tenant, reading: Reader) -> list[tuple[str, str]]:
    named = {tax.rate: f"{tax.name} {percent(tax.rate)}" for tax in document_defaults.taxes(tenant)}
    offered = [(str(rate), named.get(rate, percent(rate))) for rate in sorted(reading.rates | set(named)) if rate]
    return [("", _("No tax")), *offered]
