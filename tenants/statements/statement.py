"""The statement itself: what it adds up and what it tells."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from tenants.statements.period import Period


class Turn(StrEnum):
    """What is told of an invoice besides the kinds of its ledger."""

    ISSUED = "issued"
    PAID = "paid"
    VOIDED = "voided"
    TAKEN_OFF = "taken_off"
    PUT_BACK = "put_back"


class Movement(NamedTuple):
    """`amount` is signed: what raises the balance is positive. `balance` is the customer's after it. Minor units."""

    on: date
    what: str
    invoice_id: UUID
    number: str
    title: str
    method: str
    amount: int
    balance: int


class Aging(NamedTuple):
    """What is owed at the end of a period, by the days it is overdue then."""

    current: int = 0
    to_30: int = 0
    to_60: int = 0
    to_90: int = 0
    older: int = 0


LAST_DAYS = (0, 30, 60, 90)


@dataclass(frozen=True, slots=True)
class Statement:
    """Minor units of `currency`. `closing` is the aging's sum less `in_favour`, what was paid too much by then.

    `pending` are bank payments on their way now, which no figure counts.
    """

    period: Period
    currency: str
    opening: int
    movements: tuple[Movement, ...]
    closing: int
    aging: Aging
    in_favour: int
    pending: int


def aged(owed: Iterable[tuple[int, date]], ends_on: date) -> Aging:
    """Amounts with their due dates, by how long they are overdue on that day."""
    sums = [0] * len(Aging._fields)
    for amount, due_on in owed:
        days = (ends_on - due_on).days
        sums[sum(days > last for last in LAST_DAYS)] += amount
    return Aging(*sums)
