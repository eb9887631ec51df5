"""What a company's documents begin with: numbers, days to pay and to answer, standing words, the taxes to pick from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Self

from tenants import activity, numbering
from tenants.errors import Invalid
from tenants.isolation import acting
from tenants.line_items import WHOLE
from tenants.tenant import Tenant

MOST_DAYS = 365
LONGEST_PREFIX = 12
LONGEST_NOTE = 5_000
LONGEST_TERMS = 20_000
LONGEST_TAX_NAME = 40
MOST_TAXES = 20


class Tax(NamedTuple):
    """`rate` in basis points; the standard one is on every new line."""

    name: str
    rate: int
    is_standard: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentDefaults:
    """Named as the columns of Tenant. Raises Invalid beside the field for what cannot be."""

    invoice_prefix: str
    days_to_pay: int
    invoice_note: str
    days_to_answer: int
    estimate_terms: str
    taxes: tuple[Tax, ...] = ()

    def __post_init__(self) -> None:
        _within("invoice_prefix", self.invoice_prefix, LONGEST_PREFIX)
        _within("invoice_note", self.invoice_note, LONGEST_NOTE)
        _within("estimate_terms", self.estimate_terms, LONGEST_TERMS)
        for field in ("days_to_pay", "days_to_answer"):
            if not 0 <= getattr(self, field) <= MOST_DAYS:
                raise Invalid(field, "Please write a number of days from 0 to %(most)s.", most=MOST_DAYS)
        _check_taxes(self.taxes)

    @classmethod
    def of(cls, tenant: Tenant) -> Self:
        plain = {name: getattr(tenant, name) for name in cls.__slots__ if name != "taxes"}
        return cls(**plain, taxes=tuple(taxes(tenant)))


def taxes(tenant: Tenant) -> Sequence[Tax]:
    """The taxes a line of this company may carry."""
    return [Tax(it["name"], it["rate"], it["is_standard"]) for it in tenant.taxes]


def standard_rate(tenant: Tenant) -> int:
    """What a new line is taxed with, in basis points."""
    return next((tax.rate for tax in taxes(tenant) if tax.is_standard), 0)


async def change(wanted: DocumentDefaults, next_number: int | None = None) -> None:
    """Make it so, and note what changed. `next_number` is the next invoice's, None to go on as it is.

    Raises Invalid("next_number") for one that could meet an invoice that is there.
    """
    await _check_free(wanted.invoice_prefix, next_number)
    goes_on = next_number is not None and await numbering.go_on_from("invoice", next_number)
    tenant = await Tenant.filter(id=acting().tenant.id).select_for_update().get()
    was = DocumentDefaults.of(tenant)
    changed = [name for name in DocumentDefaults.__slots__ if getattr(wanted, name) != getattr(was, name)]
    if changed:
        await Tenant.filter(id=tenant.id).update(**{name: _stored(name, wanted) for name in changed})
    if changed or goes_on:
        fields = [*changed, "next_number"] if goes_on else changed
        await activity.note(tenant, "documents_changed", fields=fields)


async def _check_free(prefix: str, next_number: int | None) -> None:
    """Behind another prefix there may be invoices already, which came with a list."""
    highest = await numbering.highest_invoice(prefix)
    if (await numbering.upcoming("invoice") if next_number is None else next_number) <= highest:
        raise Invalid(
            "next_number",
            "Invoice %(number)s is here already. The next number is %(next)s or higher.",
            number=f"{prefix}{highest}",
            next=highest + 1,
        )


def _stored(name: str, wanted: DocumentDefaults) -> Any:
    if name == "taxes":
        return [tax._asdict() for tax in wanted.taxes]
    return getattr(wanted, name)


def _within(field: str, text: str, most: int) -> None:
    if len(text) > most:
        raise Invalid(field, "Please use %(most)s characters or fewer.", most=most)


def _check_taxes(wanted: Sequence[Tax]) -> None:
    """Lines keep the rate alone, so each rate has one name."""
    for place, tax in enumerate(wanted):
        if not tax.name:
            raise Invalid(f"taxes.{place}.name", "Please give the tax a name.")
        _within(f"taxes.{place}.name", tax.name, LONGEST_TAX_NAME)
        if not 0 < tax.rate <= WHOLE:
            raise Invalid(f"taxes.{place}.rate", "A rate is more than 0 and at most 100 %.")
        if tax.rate in {other.rate for other in wanted[:place]}:
            raise Invalid(f"taxes.{place}.rate", "This rate is on the list already. Give each rate one name.")
