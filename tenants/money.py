"""Money: integer minor units and a currency, and the one rounding rule."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Self

from babel.numbers import get_currency_symbol, get_decimal_symbol

from tenants.errors import Unusable

# Decimal places of the unit Stripe charges in (docs.stripe.com/currencies), so an amount of ours is the amount charged.
PLACES = {
    **dict.fromkeys("BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF UGX VND VUV XAF XOF XPF".split(), 0),  # noqa: SIM905
    **dict.fromkeys("BHD JOD KWD OMR TND".split(), 3),  # noqa: SIM905
}
LONGEST = 15
"""Digits of a typed amount; shorter ones fit the database with room for a sum."""
MOST = 10**LONGEST - 1
LONGEST_TYPED = 40


def places(currency: str) -> int:
    """Decimal places of the minor unit: 2 for USD, 0 for JPY, 3 for KWD."""
    return PLACES.get(currency, 2)


def rounded(exact: Decimal | Fraction) -> int:
    """Half up, away from zero: 0.5 -> 1, -0.5 -> -1. Each shown figure is rounded once; a total adds the shown ones."""
    numerator, denominator = exact.as_integer_ratio()
    whole = (2 * abs(numerator) + denominator) // (2 * denominator)
    return whole if numerator >= 0 else -whole


@dataclass(frozen=True, slots=True)
class Money:
    """`amount` in minor units of `currency` (ISO 4217, upper case)."""

    amount: int
    currency: str

    def __post_init__(self) -> None:
        if type(self.amount) is not int:
            raise TypeError(f"An amount is a whole number of minor units, not {self.amount!r}")
        if not re.fullmatch(r"[A-Z]{3}", self.currency):
            raise ValueError(f"A currency is three capital letters, not {self.currency!r}")

    @classmethod
    def parse(cls, text: str, currency: str, locale: str = "en_US", most: int = MOST) -> Self:
        """Read an amount as typed: "1,234.50" in en_US, "1.234,50" in de_DE, with or without the currency.

        What could be meant two ways is Unusable, never a guess; so is more than `most` minor units, owed or credited.
        """
        if len(text) > LONGEST_TYPED:  # before the pattern, whose time grows with what it reads
            raise too_large(most, currency)
        typed = unicodedata.normalize("NFKC", text).replace("\N{MINUS SIGN}", "-").strip()
        found = _typed_amount(currency, locale).fullmatch(typed)
        if not found or not (found["whole"] or found["fraction"]):
            raise Unusable("Please write the amount in digits, like %(example)s.", example=_example(currency, locale))
        fraction = found["fraction"] or ""
        if len(fraction) > places(currency):
            raise Unusable(
                "That has too many decimal places. Please write it like %(example)s.",
                example=_example(currency, locale),
            )
        digits = re.sub(r"[^0-9]", "", found["whole"] or "0") + fraction.ljust(places(currency), "0")
        if int(digits) > most:
            raise too_large(most, currency)
        return cls(int(found["sign"] + digits), currency)

    @property
    def units(self) -> Decimal:
        """The same in major units, exact: Decimal("1234.50")."""
        return Decimal(self.amount).scaleb(-places(self.currency))

    def __str__(self) -> str:
        return f"{self.units} {self.currency}"


def too_large(most: int, currency: str) -> Unusable:
    return Unusable("That is too large. At most %(most)s can stand here.", most=Money(most, currency))


@lru_cache(maxsize=256)
def _typed_amount(currency: str, locale: str) -> re.Pattern[str]:
    mark = get_decimal_symbol(locale)
    symbol = unicodedata.normalize("NFKC", get_currency_symbol(currency, locale))
    name = rf"(?:{re.escape(symbol)}|{re.escape(currency)})"
    group = rf"[{',' if mark == '.' else '.'} '\u2019]"
    # A group mark counts only where it belongs: "1,50" in en_US is a slip, and 150 would be a hundred times as much.
    grouped = rf"[0-9]{{1,3}}(?P<mark>{group})(?:[0-9]{{2,3}}(?P=mark))*[0-9]{{3}}"
    number = rf"(?P<whole>{grouped}|[0-9]+)?(?:{re.escape(mark)}(?P<fraction>[0-9]+))?"
    return re.compile(rf"(?P<sign>-?)\s*(?:{name}\s*)?{number}(?:\s*{name})?", re.IGNORECASE)


def typed_pattern(currency: str, locale: str) -> str:
    """How Money.parse reads an amount, for a script that reads it the same way."""
    return _typed_amount(currency, locale).pattern


def _example(currency: str, locale: str) -> str:
    digits = places(currency)
    return "1234" + (get_decimal_symbol(locale) + "50".ljust(digits, "0") if digits else "")
