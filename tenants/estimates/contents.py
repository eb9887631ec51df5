"""What an estimate says: lines, packages to pick one of, terms, a deposit. As JSON it is what the customer answers."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from tenants.line_items import Line, as_json, from_json


@dataclass(frozen=True, slots=True)
class Item:
    """One line of an estimate. `key` names it in forms and is one for the whole estimate.

    An optional item counts when the customer chooses it, `chosen` is how the page begins. With `least` and `most` the
    customer sets its quantity between the two; `line.quantity` is how the page begins.
    """

    line: Line
    key: str = ""
    optional: bool = False
    chosen: bool = False
    least: Decimal | None = None
    most: Decimal | None = None

    @property
    def has_quantity(self) -> bool:
        """Whether the customer sets the quantity."""
        return self.least is not None

    def of(self, quantity: Decimal) -> Line:
        return replace(self.line, quantity=quantity)


@dataclass(frozen=True, slots=True)
class Option:
    """A package, one of two or three of which the customer picks exactly one: good, better, best."""

    key: str
    name: str
    items: tuple[Item, ...]
    description: str = ""


@dataclass(frozen=True, slots=True)
class Deposit:
    """What is due on acceptance: `amount` in minor units, or `rate` of the chosen total in basis points."""

    amount: int = 0
    rate: int = 0


@dataclass(frozen=True, slots=True)
class Contents:
    """`items` are in every choice, beside those of the picked option. `terms` and `note` are CommonMark."""

    items: tuple[Item, ...]
    options: tuple[Option, ...] = ()
    title: str = ""
    terms: str = ""
    note: str = ""
    deposit: Deposit | None = None
    valid_until: date | None = None
    signature_required: bool = False
    currency: str = ""

    def within(self, picked: str | None) -> tuple[Item, ...]:
        """The items that can count when the option of key `picked` is picked; None while none is."""
        return self.items + tuple(item for option in self.options if option.key == picked for item in option.items)

    @property
    def all_items(self) -> tuple[Item, ...]:
        return self.items + tuple(item for option in self.options for item in option.items)


def keyed(contents: Contents) -> Contents:
    """The same with a key for every item that has none: its place, behind its option's key."""
    return replace(
        contents,
        items=tuple(_keyed("", contents.items)),
        options=tuple(
            replace(option, items=tuple(_keyed(f"{option.key}.", option.items))) for option in contents.options
        ),
    )


def stored(contents: Contents) -> dict[str, Any]:
    """The contents as JSON; quantities as text, since JSON has no decimals."""
    deposit = contents.deposit
    return {
        "title": contents.title,
        "lines": [_stored_item(item) for item in contents.items],
        "options": [
            {
                "key": option.key,
                "name": option.name,
                "description": option.description,
                "lines": [_stored_item(item) for item in option.items],
            }
            for option in contents.options
        ],
        "terms": contents.terms,
        "note": contents.note,
        "deposit": {"amount": deposit.amount, "rate": deposit.rate} if deposit else None,
        "valid_until": contents.valid_until.isoformat() if contents.valid_until else None,
        "signature_required": contents.signature_required,
        "currency": contents.currency,
    }


def read(data: Mapping[str, Any]) -> Contents:
    """The contents that were stored."""
    deposit, until = data["deposit"], data["valid_until"]
    return Contents(
        items=tuple(map(_item, data["lines"])),
        options=tuple(
            Option(option["key"], option["name"], tuple(map(_item, option["lines"])), option["description"])
            for option in data["options"]
        ),
        title=data["title"],
        terms=data["terms"],
        note=data["note"],
        deposit=Deposit(**deposit) if deposit else None,
        valid_until=date.fromisoformat(until) if until else None,
        signature_required=data["signature_required"],
        currency=data["currency"],
    )


def _keyed(prefix: str, items: Iterable[Item]) -> Iterator[Item]:
    for place, item in enumerate(items, 1):
        yield item if item.key else replace(item, key=f"{prefix}{place}")


def _stored_item(item: Item) -> dict[str, Any]:
    return {
        **as_json(item.line),
        "key": item.key,
        "optional": item.optional,
        "chosen": item.chosen,
        "least_quantity": None if item.least is None else str(item.least),
        "most_quantity": None if item.most is None else str(item.most),
    }


def _item(data: Mapping[str, Any]) -> Item:
    own = ("key", "optional", "chosen", "least_quantity", "most_quantity")
    least, most = data["least_quantity"], data["most_quantity"]
    return Item(
        from_json({name: value for name, value in data.items() if name not in own}),
        key=data["key"],
        optional=data["optional"],
        chosen=data["chosen"],
        least=None if least is None else Decimal(least),
        most=None if most is None else Decimal(most),
    )
