"""How an invoice stands: one function, every view."""

from datetime import date, timedelta

import pytest

from tenants.standing import Movements, Standing, standing

TODAY = date(2026, 11, 22)
TOMORROW, YESTERDAY = TODAY + timedelta(days=1), TODAY - timedelta(days=1)


def stands(status: str = "open", due_on: date = TOMORROW, total: int = 100, **moved: object) -> Standing:
    return standing(status, total, due_on, TODAY, Movements(**moved))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("how", "state", "balance", "payable"),
    [
        (stands("draft"), "draft", 0, 0),
        (stands("void"), "void", 0, 0),
        (stands(), "due", 100, 100),
        (stands(due_on=TODAY), "due", 100, 100),
        (stands(due_on=YESTERDAY), "overdue", 100, 100),
        (stands(received=40), "partly_paid", 60, 60),
        (stands(received=40, due_on=YESTERDAY), "overdue", 60, 60),
        (stands(pending=60), "on_its_way", 100, 0),
        (stands(pending=60, due_on=YESTERDAY), "on_its_way", 100, 0),
        (stands("paid", received=100), "paid", 0, 0),
        (stands("paid", received=100, refunded=40), "paid", 0, 0),
        (stands("paid", received=100, refunded=100), "refunded", 0, 0),
        (stands("paid", received=100, in_dispute=True), "disputed", 0, 0),
        (stands("paid", received=100, withdrawn=100), "disputed", 0, 0),
    ],
)
def test_it_says_how_an_invoice_stands(how: Standing, state: str, balance: int, payable: int) -> None:
    assert (how.state, how.balance, how.payable) == (state, balance, payable)


def test_it_counts_the_days_an_invoice_is_overdue() -> None:
    assert stands(due_on=TODAY - timedelta(days=12)).overdue_days == 12
    assert stands("paid", due_on=YESTERDAY, received=100).overdue_days == 0


def test_it_says_what_was_paid_too_much() -> None:
    assert stands("paid", received=130).overpaid == 30
    assert stands("paid", received=130, refunded=30).overpaid == 0
    assert stands("void", received=40).overpaid == 40


def test_it_takes_a_free_invoice_for_paid() -> None:
    assert stands("paid", total=0).state == "paid"
