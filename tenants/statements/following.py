"""How the movements of one invoice follow one another."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import NamedTuple

from tenants.ledger import Kind
from tenants.standing import Movements, standing
from tenants.statements.statement import Turn

STATUS_AFTER = {Turn.ISSUED: "open", Turn.PAID: "paid", Turn.VOIDED: "void"}


class Step(NamedTuple):
    """Something that happened to an invoice; `amount` as in Movement, `place` orders what happened at one moment."""

    on: date
    at: datetime
    place: int
    what: Turn | Kind
    method: str
    amount: int


class Told(NamedTuple):
    """A step as a statement tells of it."""

    step: Step
    what: Turn | Kind
    amount: int


def counts(status: str, total: int, net: int) -> int:
    """What an invoice adds to the balance by its standing: what is owed, less what was paid too much."""
    how = standing(status, total, None, date.max, Movements(received=net))
    return how.balance - how.overpaid


def follow(total: int, steps: Iterable[Step]) -> Iterator[Told]:
    """Tell all the steps of one invoice in order; their amounts up to any day add up to what it counts for then.

    Money may move without the standing following it: who is refunded what they had paid does not owe it again. A
    movement of its own then says so, and the balance stays what the standings say.
    """
    status, net, counted = "open", 0, 0
    for step in sorted(steps, key=lambda it: it[:3]):
        if isinstance(step.what, Kind):
            net -= step.amount
        else:
            status = STATUS_AFTER[step.what]
        if step.what is not Turn.PAID:
            yield Told(step, step.what, step.amount)
        now = counts(status, total, net)
        if difference := now - counted - step.amount:
            yield Told(step, Turn.TAKEN_OFF if difference < 0 else Turn.PUT_BACK, difference)
        counted = now
