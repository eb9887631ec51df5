"""How fast programs may ask: a burst, then a steady rate, and nobody at another's expense."""

from uuid import uuid4

import pytest

from web import pace


def drained(caller: object, most: int = 100_000) -> int:
    for asked in range(most):
        try:
            pace.keep(caller)
        except pace.TooFast:
            return asked
    raise AssertionError


def test_a_burst_goes_through_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "RATE", 0.001)

    assert drained(uuid4()) == pace.BURST


def test_one_caller_takes_nothing_from_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "RATE", 0.001)
    drained(uuid4())

    pace.keep(uuid4())


def test_time_gives_back_what_it_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    caller = uuid4()
    monkeypatch.setattr(pace, "RATE", 0.001)
    drained(caller)
    monkeypatch.setattr(pace, "RATE", 1e9)

    pace.keep(caller)


def test_callers_are_forgotten_and_never_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "MOST_CALLERS", 10)
    for _ in range(100):
        pace.keep(uuid4())

    assert len(pace._left) == 10
