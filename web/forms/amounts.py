"""Amounts of money: as they are typed, and as they stand in a field to be typed over."""

from babel.numbers import get_decimal_symbol

from tenants.errors import Invalid, Unusable
from tenants.money import MOST, Money


def amount_of(field: str, text: str, currency: str, locale: str, most: int = MOST) -> int:
    """What was typed in `field`, in minor units. Raises Invalid."""
    try:
        return Money.parse(text, currency, locale, most).amount
    except Unusable as error:
        raise Invalid(field, error.message, **error.values) from error


def typed_amount(minor: int, currency: str, locale: str) -> str:
    """An amount in minor units as it is typed: "1234.50"."""
    return str(Money(minor, currency).units).replace(".", get_decimal_symbol(locale))
