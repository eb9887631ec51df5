"""Lines and totals, shared by estimates and invoices.

Each figure of a line is rounded once, half up, and every total is the sum of the figures shown: what is on the page,
the PDF, the CSV and the API adds up. All amounts are minor units of one currency; all rates are basis points.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from tenants.errors import Unusable
from tenants.money import rounded

WHOLE = 10_000
"""Basis points of the whole: 825 is 8.25 %."""
LEAST_QUANTITY = Decimal("0.001")
MOST_QUANTITY = Decimal("999999.999")
MOST_UNIT_PRICE = 10**9


@dataclass(frozen=True, slots=True)
class Line:
    """One line as entered. A negative `unit_price` is a credit; the discount is an amount or a rate, never both.

    Unusable for figures no bill should carry.
    """

    description: str
    quantity: Decimal
    unit_price: int
    discount_amount: int = 0
    discount_rate: int = 0
    tax_rate: int = 0

    def __post_init__(self) -> None:
        _check_quantity(self.quantity)
        if abs(self.unit_price) > MOST_UNIT_PRICE:
            raise Unusable("That price is too large.")
        if not 0 <= self.discount_rate <= WHOLE or not 0 <= self.tax_rate <= WHOLE:
            raise Unusable("A rate is between 0 and 100 %.")
        if self.discount_amount and self.discount_rate:
            raise Unusable("A discount is either an amount or a percentage.")
        if not 0 <= self.discount_amount <= max(self.subtotal, 0):
            raise Unusable("A discount is between zero and the amount of its line.")

    @property
    def subtotal(self) -> int:
        return rounded(self.quantity * self.unit_price)

    @property
    def discount(self) -> int:
        return self.discount_amount or _share(self.subtotal, self.discount_rate)

    @property
    def net(self) -> int:
        return self.subtotal - self.discount

    @property
    def tax(self) -> int:
        return _share(self.net, self.tax_rate)

    @property
    def total(self) -> int:
        return self.net + self.tax


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums of the lines' shown figures."""

    subtotal: int
    discount: int
    tax: int
    total: int


def totals(lines: Iterable[Line]) -> Totals:
    """Add up `lines`, none of them giving zeros. Unusable when credits exceed the rest."""
    lines = tuple(lines)
    total = sum(line.total for line in lines)
    if total < 0:
        raise Unusable("The credits come to more than the other lines.")
    return Totals(
        subtotal=sum(line.subtotal for line in lines),
        discount=sum(line.discount for line in lines),
        tax=sum(line.tax for line in lines),
        total=total,
    )


def as_json(line: Line) -> dict[str, Any]:
    """A line as it is stored; its quantity as text, since JSON has no decimals."""
    return {**asdict(line), "quantity": str(line.quantity)}


def from_json(data: Mapping[str, Any]) -> Line:
    return Line(**{**data, "quantity": Decimal(data["quantity"])})


def _share(amount: int, rate: int) -> int:
    return rounded(Fraction(amount * rate, WHOLE))


def _check_quantity(quantity: Decimal) -> None:
    if not quantity.is_finite() or not LEAST_QUANTITY <= quantity <= MOST_QUANTITY:
        raise Unusable("A quantity is more than zero and at most %(most)s.", most=MOST_QUANTITY)
    if 1000 % quantity.as_integer_ratio()[1]:
        raise Unusable("A quantity has at most three decimal places.")
