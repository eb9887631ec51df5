"""Lines and totals: what is shown adds up, everywhere."""

from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenants.line_items import Line, totals


def a_line(quantity: str = "1", *, unit_price: int = 10_000, **rest: int) -> Line:
    return Line("Boiler service", Decimal(quantity), unit_price, **rest)


@st.composite
def lines(draw: st.DrawFn) -> Line:
    quantity = Decimal(draw(st.integers(1, 999_999_999))).scaleb(-3)
    rates = st.integers(0, 10_000)
    return Line("x", quantity, draw(st.integers(0, 10**9)), discount_rate=draw(rates), tax_rate=draw(rates))


def test_it_computes_a_line() -> None:
    line = a_line("2.5", unit_price=4_000, discount_rate=1_000, tax_rate=825)

    assert (line.subtotal, line.discount, line.net, line.tax, line.total) == (10_000, 1_000, 9_000, 743, 9_743)


def test_it_takes_a_discount_as_an_amount() -> None:
    assert a_line(discount_amount=2_500, tax_rate=1_000).total == 8_250


def test_it_gives_credit_for_a_negative_price() -> None:
    line = a_line(unit_price=-10_000, discount_rate=1_000, tax_rate=825)

    assert (line.subtotal, line.discount, line.tax, line.total) == (-10_000, -1_000, -743, -9_743)


def test_it_rounds_each_line_once() -> None:
    third = a_line("0.333", unit_price=10_000, tax_rate=825)

    assert (third.subtotal, third.tax) == (3_330, 275)
    assert totals([third] * 3).tax == 825


def test_it_rounds_half_a_unit_up_on_every_line() -> None:
    assert totals([a_line("0.005", unit_price=100)] * 100).total == 100


def test_it_totals_no_lines_to_zero() -> None:
    sums = totals([])

    assert (sums.subtotal, sums.discount, sums.tax, sums.total) == (0, 0, 0, 0)


def test_it_refuses_a_negative_total() -> None:
    with pytest.raises(ValueError, match="credits come to more"):
        totals([a_line(), a_line(unit_price=-10_001)])


@settings(max_examples=100)
@given(st.lists(lines(), max_size=8))
def test_it_shows_figures_that_add_up(many: list[Line]) -> None:
    sums = totals(many)

    assert sums.subtotal - sums.discount + sums.tax == sums.total == sum(line.total for line in many)
    assert all(line.subtotal - line.discount + line.tax == line.total for line in many)


@settings(max_examples=100)
@given(st.lists(lines(), max_size=8), st.randoms(use_true_random=False))
def test_it_totals_the_same_in_any_order(many: list[Line], chance: Random) -> None:
    shuffled = list(many)
    chance.shuffle(shuffled)

    assert totals(shuffled) == totals(many)


@settings(max_examples=100)
@given(lines())
def test_it_counts_in_whole_units(line: Line) -> None:
    assert all(type(figure) is int for figure in (line.subtotal, line.discount, line.net, line.tax, line.total))
    assert 0 <= line.net <= line.total


@settings(max_examples=100)
@given(lines())
def test_it_credits_exactly_what_it_charged(line: Line) -> None:
    credit = Line(line.description, line.quantity, -line.unit_price, 0, line.discount_rate, line.tax_rate)

    assert totals([line, credit]).total == 0


@pytest.mark.parametrize("quantity", ["0", "-1", "0.0009", "1000000", "1e18", "NaN", "Infinity", "-Infinity"])
def test_it_refuses_a_quantity_out_of_bounds(quantity: str) -> None:
    with pytest.raises(ValueError, match="more than zero and at most"):
        a_line(quantity)


def test_it_refuses_a_quantity_of_four_places() -> None:
    with pytest.raises(ValueError, match="three decimal places"):
        a_line("1.0001")

    assert a_line("1.0000").total == 10_000


@pytest.mark.parametrize("unit_price", [10**9 + 1, -(10**9) - 1, 10**18])
def test_it_refuses_a_price_out_of_bounds(unit_price: int) -> None:
    with pytest.raises(ValueError, match="price is too large"):
        a_line(unit_price=unit_price)


@pytest.mark.parametrize(
    ("unit_price", "discount"),
    [(10_000, {"discount_amount": 10_001}), (10_000, {"discount_amount": -1}), (-10_000, {"discount_amount": 1})],
)
def test_it_refuses_a_discount_beyond_its_line(unit_price: int, discount: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="between zero and the amount"):
        a_line("1", unit_price=unit_price, **discount)


@pytest.mark.parametrize(
    "rate", [{"tax_rate": 10_001}, {"tax_rate": -1}, {"discount_rate": 10_001}, {"discount_rate": -1}]
)
def test_it_refuses_a_rate_beyond_the_whole(rate: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="between 0 and 100"):
        a_line("1", **rate)


def test_it_refuses_two_discounts_at_once() -> None:
    with pytest.raises(ValueError, match="either an amount or a percentage"):
        a_line(discount_amount=1, discount_rate=1)


def test_it_refuses_a_float() -> None:
    with pytest.raises(TypeError):
        a_line(unit_price=0.1)  # type: ignore[arg-type]
