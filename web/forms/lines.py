"""The lines of a document as they are typed, and what they mean: the same rules as the editor's script follows."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from babel.numbers import get_decimal_symbol

from tenants.errors import DomainError, Invalid, Unusable
from tenants.line_items import MOST_UNIT_PRICE, WHOLE, Line
from tenants.money import LONGEST_TYPED
from web.forms.amounts import amount_of

FIELDS = ("description", "quantity", "unit_price", "discount", "discount_by", "tax")
MOST_LINES = 200
LONGEST_DESCRIPTION = 500
AMOUNT, RATE = "amount", "rate"

Typed = dict[str, str]
Errors = dict[str, DomainError]


def typed_lines(form: Mapping[str, str], fields: Iterable[str] = FIELDS) -> list[Typed]:
    """The lines of a form, `lines.<n>.<field>`, in the order they came; whatever else it has is not looked at."""
    known = tuple(fields)
    lines: dict[str, Typed] = {}
    for name, value in form.items():
        what, _, rest = name.partition(".")
        place, _, field = rest.partition(".")
        if what == "lines" and field in known:
            lines.setdefault(place, dict.fromkeys(known, ""))[field] = value
    return list(lines.values())


def is_blank(typed: Typed) -> bool:
    """A line nobody has begun: it is no part of the document."""
    return not any(typed[field].strip() for field in ("description", "unit_price", "discount"))


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads what was typed in `locale` as amounts of `currency`; a line may carry one of the tax `rates`."""

    currency: str
    locale: str
    rates: frozenset[int]

    def lines(self, typed: list[Typed]) -> tuple[list[Line | None], Errors]:
        """A line for each that was typed, None where it is blank or its figures cannot be read.

        What is wrong is by `<place>.<field>`; a line without words still has its amount.
        """
        found: list[Line | None] = []
        errors: Errors = {}
        for place, each in enumerate(typed):
            checks = () if is_blank(each) else (_check_words, self.line)
            wrong = [error for error in (_caught(check, each) for check in checks) if error]
            errors |= {f"{place}.{error.field}": error for error in wrong}
            found.append(self.line(each) if checks and _caught(self.line, each) is None else None)
        return found, errors

    def line(self, typed: Typed) -> Line:
        """Raises Invalid beside the first figure that is wrong."""
        quantity = self.checked("quantity", self.quantity(typed["quantity"]))
        unit_price = self.price(typed["unit_price"])
        discount = self.discount(typed)
        tax_rate = self.tax(typed["tax"])
        words = " ".join(typed["description"].split())
        try:
            line = Line(words, quantity, unit_price, **discount, tax_rate=tax_rate)
        except Unusable as error:
            raise _beside("discount", error) from error
        return line

    def checked(self, field: str, quantity: Decimal) -> Decimal:
        try:
            Line("", quantity, 0)
        except Unusable as error:
            raise _beside(field, error) from error
        return quantity

    def quantity(self, text: str) -> Decimal:
        return self.number("quantity", text)

    def number(self, field: str, text: str) -> Decimal:
        """A quantity with up to three decimal places, in `field`."""
        return _number(field, text, self.locale, 3)

    def price(self, text: str) -> int:
        if not text.strip():
            raise Invalid("unit_price", "Please write a price.")
        return amount_of("unit_price", text, self.currency, self.locale, most=MOST_UNIT_PRICE)

    def amount(self, field: str, text: str) -> int:
        return amount_of(field, text, self.currency, self.locale)

    def discount(self, typed: Typed) -> dict[str, int]:
        text = typed["discount"].strip()
        if not text:
            return {}
        if typed["discount_by"] == RATE:
            return {"discount_rate": self.rate("discount", text)}
        return {"discount_amount": self.amount("discount", text)}

    def rate(self, field: str, text: str) -> int:
        """Basis points of "8.25" or "8.25 %"."""
        rate = int(_number(field, text.strip().removesuffix("%"), self.locale, 2) * 100)
        if rate > WHOLE:
            raise Invalid(field, "A rate is between 0 and 100 %.")
        return rate

    def tax(self, text: str) -> int:
        rate = int(text) if re.fullmatch(r"\d{1,5}", text, re.ASCII) else 0
        if text and (rate not in self.rates or str(rate) != text):
            raise Invalid("tax", "Please pick one of the taxes.")
        return rate


@lru_cache(maxsize=64)
def number_pattern(locale: str, places: int) -> str:
    """How a number may be typed. With the other mark, three digits could as well be thousands: those are refused."""
    mark = get_decimal_symbol(locale)
    other = "," if mark == "." else "."
    fewer = min(places, 2)
    return rf"[0-9]{{1,12}}(?:{re.escape(mark)}[0-9]{{1,{places}}}|{re.escape(other)}[0-9]{{1,{fewer}}})?"


def _number(field: str, text: str, locale: str, places: int) -> Decimal:
    if len(text) > LONGEST_TYPED:
        raise Invalid(field, "That number is too long.")
    typed = unicodedata.normalize("NFKC", text).strip()
    if not re.fullmatch(number_pattern(locale, places), typed):
        raise Invalid(field, "Please write a number like %(example)s.", example=f"2{get_decimal_symbol(locale)}5")
    return Decimal(re.sub(r"[^0-9]", ".", typed))


def _check_words(typed: Typed) -> None:
    words = " ".join(typed["description"].split())
    if not words:
        raise Invalid("description", "Please say what this line is for.")
    if len(words) > LONGEST_DESCRIPTION:
        raise Invalid("description", "Please use %(most)s characters or fewer.", most=LONGEST_DESCRIPTION)


def _caught(read: Callable[[Typed], object], typed: Typed) -> Invalid | None:
    try:
        read(typed)
    except Invalid as error:
        return error
    return None


def _beside(field: str, error: Unusable) -> Invalid:
    return Invalid(field, error.message, **error.values)
