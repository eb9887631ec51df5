"""The words a history is told in: who a company is, whom it serves, what it billed and what became of each bill."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from tenants.line_items import Line

FRIDAY = 4


class Method(NamedTuple):
    """How somebody pays, in the words of the sandbox's levers."""

    method: str
    card: str = ""


VISA = Method("card", "4242424242424242")
MASTERCARD = Method("card", "5555555555554444")
AMEX = Method("card", "378282246310005")
DISPUTED_VISA = Method("card", "4000000000000259")
BANK = Method("bank")


@dataclass(frozen=True, slots=True)
class Later:
    """What the bank or the company did to a payment `ago` days ago. `amount` in minor units; None is all of it."""

    act: Literal["settle", "return", "refund"]
    ago: int
    amount: int | None = None


@dataclass(frozen=True, slots=True)
class Paid:
    """A payment made `ago` days ago of `amount` minor units; None is all that was open. A `check` has its number."""

    ago: int
    amount: int | None = None
    by: Method = VISA
    later: tuple[Later, ...] = ()
    check: str = ""


@dataclass(frozen=True, slots=True)
class Bill:
    """An invoice sent `ago` days ago, due `days` later. `place` is which of the customer's properties it is about.

    Bills are written on working days; one that `is_by_itself` goes on its day. `agreement` is the key of the Deal it
    is billed for.
    """

    ago: int
    title: str
    lines: tuple[Line, ...]
    paid: tuple[Paid, ...] = ()
    days: int = 14
    note: str = ""
    place: int = 0
    is_void: bool = False
    is_shared: bool = False
    is_by_itself: bool = False
    agreement: str = ""

    def sent_on(self, today: date) -> date:
        day = today - timedelta(days=self.ago)
        is_fixed = self.is_by_itself or not self.ago
        return day if is_fixed else day - timedelta(days=max(day.weekday() - FRIDAY, 0))


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    email: str
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Served:
    """A customer. `places` are name and address of each property; the first person pays."""

    name: str
    billing_address: str
    people: tuple[Person, ...]
    places: tuple[tuple[str, str], ...]
    bills: tuple[Bill, ...]


@dataclass(frozen=True, slots=True)
class Company:
    """`facts` are the columns of its Tenant; `story` tells its customers as seen from a day, today.

    `crew` are those who do the work, called by their first names in the story.
    """

    slug: str
    owner: Person
    facts: dict[str, Any]
    story: Callable[[date], tuple[Served, ...]]
    crew: tuple[Person, ...] = ()


def working_day(day: date) -> date:
    """That day, or the Monday after it when it is of a weekend."""
    return day + timedelta(days=(7 - day.weekday()) if day.weekday() > FRIDAY else 0)


def line(description: str, quantity: str, unit_price: int, **more: int) -> Line:
    return Line(description, Decimal(quantity), unit_price, **more)


def firsts(today: date, months: int) -> list[date]:
    """The first day of this month and of those before it, `months` in all, latest first."""
    count = today.year * 12 + today.month - 1
    return [date((count - back) // 12, (count - back) % 12 + 1, 1) for back in range(months)]
