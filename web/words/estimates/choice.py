"""What can be chosen on an estimate's page, ready to print, and the figures its script adds up."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from papers.estimate_words import plain, suggested
from templates.filters import money, written
from templates.language import gettext as _
from tenants.estimates import LINE, QUANTITY, Contents, Item, Option, total_of

THOUSAND = 1_000
"""Quantities have three decimal places; the script counts in thousandths."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form: the choice as fields of it, and what was said and signed. `errors` are by field."""

    fields: Mapping[str, str]
    errors: Mapping[str, str]

    def __getattr__(self, name: str) -> str:
        return self.fields.get(name, "")


class ChoiceForm:
    """The choosing part of the form as `typed`, in words of the language in force."""

    def __init__(self, contents: Contents, typed: Typed) -> None:
        self.contents = contents
        self.typed = typed

    def money(self, amount: int) -> str:
        return money(amount, self.contents.currency)

    @property
    def can_choose(self) -> bool:
        return bool(self.contents.options) or any(map(is_open, self.contents.all_items))

    @property
    def options(self) -> list[dict[str, Any]]:
        return [self._option(option) for option in self.contents.options]

    @property
    def extras(self) -> list[dict[str, Any]]:
        return self._extras(self.contents.items)

    @property
    def sum(self) -> str:
        """What the script needs to follow: every line in whole numbers, the deposit, and how money is written."""
        deposit = self.contents.deposit
        return json.dumps(
            {
                "lines": [self._figures("", item) for item in self.contents.items]
                + [self._figures(option.key, item) for option in self.contents.options for item in option.items],
                "options": len(self.contents.options),
                "deposit": {"amount": deposit.amount, "rate": deposit.rate} if deposit else None,
                "money": written(self.contents.currency),
            }
        )

    def _option(self, option: Option) -> dict[str, Any]:
        return {
            "key": option.key,
            "name": option.name,
            "description": option.description,
            "checked": self.typed.option == option.key,
            "amount_words": self.money(total_of(self.contents, suggested(self.contents, option)).total),
            "lines": [_named(item) for item in option.items if not is_open(item)],
            "extras": self._extras(option.items),
        }

    def _extras(self, items: Iterable[Item]) -> list[dict[str, Any]]:
        return [self._extra(item) for item in items if is_open(item)]

    def _extra(self, item: Item) -> dict[str, Any]:
        box, name, line = f"{LINE}{item.key}", f"{QUANTITY}{item.key}", item.line
        steps = (item.least, item.most, line.quantity)
        is_whole = all(step is None or step == step.to_integral_value() for step in steps)
        return {
            "description": _named(item) if not item.has_quantity else line.description,
            "each_words": _("%(price)s each", price=self.money(line.unit_price)) if item.has_quantity else "",
            "amount_words": self.money(line.net),
            "box": box if item.optional else None,
            "checked": box in self.typed.fields,
            "box_error": self.typed.errors.get(box),
            "field": name if item.has_quantity else None,
            "quantity_label": _("Quantity of %(line)s", line=line.description),
            "quantity": self.typed.fields.get(name, plain(line.quantity)),
            "least": plain(item.least) if item.least is not None else "",
            "most": plain(item.most) if item.most is not None else "",
            "step": "1" if is_whole else "any",
            "error": self.typed.errors.get(name),
        }

    def _figures(self, option: str, item: Item) -> dict[str, Any]:
        line = item.line
        return {
            "option": option,
            "box": f"{LINE}{item.key}" if item.optional else "",
            "field": f"{QUANTITY}{item.key}" if item.has_quantity else "",
            "quantity": int(line.quantity * THOUSAND),
            "price": line.unit_price,
            "discount": line.discount_amount,
            "discount_rate": line.discount_rate,
            "tax_rate": line.tax_rate,
        }


def is_open(item: Item) -> bool:
    """Whether the customer decides something about this line."""
    return item.optional or item.has_quantity


def times(quantity: Decimal, what: str) -> str:
    return f"{plain(quantity)} \N{MULTIPLICATION SIGN} {what}"


def _named(item: Item) -> str:
    """A line as a few words: with how many, when it is not one."""
    line = item.line
    return line.description if line.quantity == 1 else times(line.quantity, line.description)
