"""What every noun's JSON is made of: money in minor units, moments in UTC, plain dates, nothing undeclared."""

from datetime import datetime
from typing import Annotated, Generic, TypeVar

from msgspec import UNSET, Meta, Struct, UnsetType

from tenants.errors import Invalid

LARGEST = 10**12


class Misread(Invalid):
    """What was sent does not fit, in the words of whoever found out: English in every company."""


class Shape(Struct, kw_only=True, forbid_unknown_fields=True):
    """What is sent or answered. A name that is not declared is refused, never ignored."""


Said = TypeVar("Said", bound=Shape)
Told = TypeVar("Told")

Moment = Annotated[datetime, Meta(tz=True)]
ExternalId = Annotated[
    str, Meta(min_length=1, max_length=120, description="The record's id in your own system, unique per noun.")
]


class Money(Shape):
    """An amount in minor units (cents) of an ISO 4217 currency."""

    amount: Annotated[int, Meta(ge=-LARGEST, le=LARGEST)]
    currency: Annotated[str, Meta(pattern="^[A-Z]{3}$")]


class Listing(Shape):
    """How a list is asked for: a page, and where the page before ended."""

    limit: Annotated[int, Meta(ge=1, le=100)] = 50
    cursor: Annotated[str, Meta(max_length=200, description="`next_cursor` of the page before.")] = ""


class Page(Shape, Generic[Said]):
    """A page of a list, the newest first. Without `next_cursor` it is the last."""

    data: list[Said]
    next_cursor: str | None = None


def said(given: Told | UnsetType, kept: Told) -> Told:
    """What was given, or what stands when nothing was."""
    return kept if given is UNSET else given


def amount_in(given: Money, currency: str, field: str) -> int:
    """The amount in minor units of the company's currency. Raises Invalid(field) for another one."""
    if given.currency != currency:
        raise Invalid(f"{field}.currency", "This company's currency is %(currency)s.", currency=currency)
    return given.amount


def money_of(amount: int, currency: str) -> Money:
    return Money(amount=amount, currency=currency)
