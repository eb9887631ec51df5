"""Lines of invoices and estimates, as JSON."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Annotated, Any

from msgspec import Meta

from tenants import line_items
from tenants.errors import Invalid, Unusable
from web.api.shapes import Money, Shape, amount_in, money_of

Quantity = Annotated[str, Meta(pattern=r"^[0-9]{1,6}(\.[0-9]{1,3})?$", description="A decimal number, like `1.5`.")]
Rate = Annotated[int, Meta(ge=0, le=line_items.WHOLE, description="Basis points: 825 is 8.25 %.")]


class NewLine(Shape):
    """A line as it is entered. A discount is an amount or a rate, never both; a negative price is a credit."""

    description: Annotated[str, Meta(min_length=1, max_length=500)]
    unit_price: Money
    quantity: Quantity = "1"
    discount: Money | None = None
    discount_rate: Rate = 0
    tax_rate: Rate = 0


class Line(Shape):
    """A line with what it comes to, each figure rounded once, half up."""

    description: str
    quantity: Quantity
    unit_price: Money
    subtotal: Money
    discount: Money
    discount_rate: Rate
    tax_rate: Rate
    tax: Money
    total: Money


def entered(lines: Iterable[NewLine], currency: str, place: str = "lines") -> list[line_items.Line]:
    """Raises Invalid, naming the line in its `place`."""
    return [_entered(line, currency, f"{place}[{number}]") for number, line in enumerate(lines)]


def shown(lines: Iterable[Mapping[str, Any]], currency: str) -> list[Line]:
    return [_shown(line_items.from_json(line), currency) for line in lines]


def _entered(line: NewLine, currency: str, field: str) -> line_items.Line:
    price = amount_in(line.unit_price, currency, f"{field}.unit_price")
    discount = amount_in(line.discount, currency, f"{field}.discount") if line.discount else 0
    try:
        return line_items.Line(
            description=line.description,
            quantity=Decimal(line.quantity),
            unit_price=price,
            discount_amount=discount,
            discount_rate=line.discount_rate,
            tax_rate=line.tax_rate,
        )
    except Unusable as error:
        raise Invalid(field, error.message, **error.values) from error


def _shown(line: line_items.Line, currency: str) -> Line:
    return Line(
        description=line.description,
        quantity=str(line.quantity),
        unit_price=money_of(line.unit_price, currency),
        subtotal=money_of(line.subtotal, currency),
        discount=money_of(line.discount, currency),
        discount_rate=line.discount_rate,
        tax_rate=line.tax_rate,
        tax=money_of(line.tax, currency),
        total=money_of(line.total, currency),
    )
