"""Standing: how an invoice stands, computed from its status and the ledger by one function that every view uses."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class State(StrEnum):
    DRAFT = "draft"
    DUE = "due"
    OVERDUE = "overdue"
    PARTLY_PAID = "partly_paid"
    ON_ITS_WAY = "on_its_way"
    PAID = "paid"
    REFUNDED = "refunded"
    DISPUTED = "disputed"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class Movements:
    """What the ledger says of one invoice, in minor units; all amounts positive.

    `received` counts charges and payments noted by hand, `refunded` money sent back, `withdrawn` money a bank took
    back in a dispute, `pending` bank payments on their way and `expected_on` when the first of them should clear.
    """

    received: int = 0
    refunded: int = 0
    withdrawn: int = 0
    in_dispute: bool = False
    pending: int = 0
    expected_on: date | None = None

    @property
    def net(self) -> int:
        return self.received - self.refunded - self.withdrawn


NOTHING_MOVED = Movements()


@dataclass(frozen=True, slots=True)
class Standing:
    """`balance` is what is still owed, `payable` what may be paid now (nothing while a payment moves), minor units."""

    state: State
    total: int
    balance: int
    payable: int
    overdue_days: int
    overpaid: int
    movements: Movements


def standing(
    status: str, total: int, due_on: date | None, today: date, movements: Movements = NOTHING_MOVED
) -> Standing:
    """How an invoice of `status` and `total` stands on `today` (a date in the company's time zone)."""
    balance = max(total - movements.net, 0) if status == "open" else 0
    overdue_days = max((today - due_on).days, 0) if due_on and balance else 0
    return Standing(
        state=_state(status, balance, total, overdue_days, movements),
        total=total,
        balance=balance,
        payable=0 if movements.pending else balance,
        overdue_days=overdue_days,
        overpaid=max(movements.net - (0 if status == "void" else total), 0),
        movements=movements,
    )


def _state(status: str, balance: int, total: int, overdue_days: int, movements: Movements) -> State:
    if status in {"draft", "void"}:
        return State(status)
    if movements.in_dispute or movements.withdrawn:
        return State.DISPUTED
    if status == "paid":
        return State.REFUNDED if total and movements.refunded >= min(total, movements.received) else State.PAID
    if movements.pending:
        return State.ON_ITS_WAY
    if overdue_days:
        return State.OVERDUE
    return State.PARTLY_PAID if balance < total else State.DUE
