"""What the customer chooses of an estimate, and what it comes to: one rule, which the page's script follows too."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any, Self

from tenants import line_items
from tenants.errors import Invalid
from tenants.estimates.checking import range_of
from tenants.estimates.contents import Contents, Item
from tenants.line_items import WHOLE, Line
from tenants.money import rounded

OPTION, LINE, QUANTITY = "option", "line-", "quantity-"
"""How the fields of the form are named: the picked option's key, `line-<key>` ticked, `quantity-<key>`."""
# Of a comma in "1,000" nobody can tell what it means; with one or two digits behind it, it is a decimal mark.
TYPED_QUANTITY = re.compile(r"\d{1,6}(?:\.\d{1,3}|,\d{1,2})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Choice:
    """The picked option's key, and the quantity of each chosen optional item and of each whose quantity is set.

    What is neither optional nor has a quantity to set always counts, and is not listed.
    """

    option: str | None = None
    quantities: Mapping[str, Decimal] = field(default_factory=dict)

    def stored(self) -> dict[str, Any]:
        return {"option": self.option, "quantities": {key: str(much) for key, much in self.quantities.items()}}

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self:
        return cls(data["option"], {key: Decimal(much) for key, much in data["quantities"].items()})


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums of the shown figures of all that was chosen, and the part of it that is due on acceptance; minor units."""

    subtotal: int
    discount: int
    tax: int
    total: int
    deposit: int


def usual(contents: Contents) -> Choice:
    """How the page begins: no option picked, and the optional items the company suggests."""
    items = contents.all_items
    return Choice(None, {item.key: item.line.quantity for item in items if _is_listed(item, ticked=item.chosen)})


def span(contents: Contents) -> tuple[int, int]:
    """What it comes to as suggested, with the cheapest option, and the most that it can come to; minor units."""
    suggested = usual(contents).quantities
    picks: list[str | None] = [option.key for option in contents.options]
    least = min(total_of(contents, Choice(pick, suggested)).total for pick in picks or [None])
    return least, range_of(contents)[1]


def chosen(contents: Contents, choice: Choice) -> Iterator[tuple[Item, Line]]:
    """The items that count, each with its line in the chosen quantity."""
    for item in contents.within(choice.option):
        if not item.optional and not item.has_quantity:
            yield item, item.line
        elif item.key in choice.quantities:
            yield item, item.of(choice.quantities[item.key])


def total_of(contents: Contents, choice: Choice) -> Totals:
    """What a valid choice comes to. Without a picked option, what is in all of them."""
    sums = line_items.totals(line for _, line in chosen(contents, choice))
    return Totals(sums.subtotal, sums.discount, sums.tax, sums.total, _deposit(contents, sums.total))


def choose(contents: Contents, form: Mapping[str, str]) -> Choice:
    """Read the choice from a form. What belongs to options that were not picked is passed over.

    Raises Invalid beside the field: no or an unknown option, an unknown line, a quantity out of bounds.
    """
    option = _option(contents, form.get(OPTION, ""))
    _check_lines(contents, form)
    quantities = {
        item.key: _quantity(item, form.get(f"{QUANTITY}{item.key}", ""))
        for item in contents.within(option)
        if _is_listed(item, ticked=f"{LINE}{item.key}" in form)
    }
    return Choice(option, quantities)


def form_of(contents: Contents, choice: Choice) -> dict[str, str]:
    """The form that `choose` would read as this choice."""
    optional = {item.key for item in contents.all_items if item.optional}
    counted = {item.key for item in contents.all_items if item.has_quantity}
    ticked = {f"{LINE}{key}": "on" for key in choice.quantities if key in optional or key not in counted}
    typed = {f"{QUANTITY}{key}": str(much) for key, much in choice.quantities.items() if key in counted}
    return {OPTION: choice.option or "", **ticked, **typed}


def _is_listed(item: Item, *, ticked: bool) -> bool:
    return ticked if item.optional else item.has_quantity


def _deposit(contents: Contents, total: int) -> int:
    wanted = contents.deposit
    if wanted is None:
        return 0
    return min(wanted.amount, total) if wanted.amount else rounded(Fraction(total * wanted.rate, WHOLE))


def _option(contents: Contents, typed: str) -> str | None:
    keys = {option.key for option in contents.options}
    if typed in keys:
        return typed
    if typed:
        raise Invalid(OPTION, "This option is not part of the estimate.")
    if keys:
        raise Invalid(OPTION, "Please pick one of the options.")
    return None


def _check_lines(contents: Contents, form: Mapping[str, str]) -> None:
    optional = {f"{LINE}{item.key}" for item in contents.all_items if item.optional}
    counted = {f"{QUANTITY}{item.key}" for item in contents.all_items if item.has_quantity}
    for name in form:
        if name.startswith((LINE, QUANTITY)) and name not in optional | counted:
            raise Invalid(OPTION if contents.options else "lines", "This line is not part of the estimate.")


def _quantity(item: Item, typed: str) -> Decimal:
    if item.least is None or item.most is None or not typed.strip():
        return item.line.quantity
    name, bounds = f"{QUANTITY}{item.key}", {"least": _plain(item.least), "most": _plain(item.most)}
    if not TYPED_QUANTITY.fullmatch(typed.strip()):
        raise Invalid(name, "Please write a number from %(least)s to %(most)s.", **bounds)
    quantity = Decimal(typed.strip().replace(",", "."))
    if not item.least <= quantity <= item.most:
        raise Invalid(name, "Please choose from %(least)s to %(most)s.", **bounds)
    return quantity


def _plain(quantity: Decimal) -> str:
    return f"{quantity.normalize():f}"
