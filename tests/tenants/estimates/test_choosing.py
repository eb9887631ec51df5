"""Choosing: what a form may say, and the one rule of what it comes to."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tenants.errors import Invalid
from tenants.estimates import Choice, Contents, Deposit, Item, Option, choose, chosen, total_of, usual
from tenants.estimates.checking import check, range_of
from tenants.estimates.choosing import form_of, span
from tenants.estimates.contents import keyed, read, stored
from tenants.line_items import Line, totals
from tests.builders import a_line, estimate_contents

TWO, FOUR = Decimal(2), Decimal(4)


def an_item(amount: int = 1_000, **more: Any) -> Item:
    line = {name: more.pop(name) for name in ("quantity", "discount_rate", "tax_rate", "description") if name in more}
    return Item(a_line(amount, **line), **more)


# One of two boilers, a service call for everybody, a filter who wants it, and two to four alarms.
BOILERS = keyed(
    estimate_contents(
        items=(
            an_item(10_000),
            an_item(2_000, optional=True, chosen=True, tax_rate=1_000),
            an_item(500, least=TWO, most=FOUR, quantity=TWO),
            an_item(900, optional=True, least=Decimal("0.5"), most=FOUR),
        ),
        options=(
            Option("good", "Good", (an_item(50_000),)),
            Option("best", "Best", (an_item(90_000), an_item(5_000, optional=True))),
        ),
        deposit=Deposit(rate=3_000),
    )
)


class TestChoose:
    def test_it_reads_what_was_picked_ticked_and_typed(self) -> None:
        form = {"option": "best", "line-4": "on", "quantity-4": "1,5", "quantity-3": " 3 ", "line-best.2": ""}

        assert choose(BOILERS, form) == Choice("best", {"3": Decimal(3), "4": Decimal("1.5"), "best.2": Decimal(1)})

    def test_it_passes_over_what_belongs_to_another_option(self) -> None:
        assert choose(BOILERS, {"option": "good", "line-best.2": "on"}) == Choice("good", {"3": TWO})

    def test_it_takes_the_suggested_quantity_where_none_was_typed(self) -> None:
        form = {"option": "good", "line-4": "on", "quantity-4": " ", "quantity-3": ""}

        assert choose(BOILERS, form).quantities == {"3": TWO, "4": Decimal(1)}

    @pytest.mark.parametrize(
        ("form", "field"),
        [
            ({}, "option"),
            ({"option": ""}, "option"),
            ({"option": "better"}, "option"),
            ({"option": "good", "line-1": "on"}, "option"),
            ({"option": "good", "line-9": "on"}, "option"),
            ({"option": "good", "quantity-1": "2"}, "option"),
            ({"option": "good", "quantity-3": "1"}, "quantity-3"),
            ({"option": "good", "quantity-3": "4.001"}, "quantity-3"),
            ({"option": "good", "quantity-3": "1,000"}, "quantity-3"),
            ({"option": "good", "quantity-3": "3.0001"}, "quantity-3"),
            ({"option": "good", "quantity-3": "1e9"}, "quantity-3"),
            ({"option": "good", "quantity-3": "٣"}, "quantity-3"),
            ({"option": "good", "quantity-3": "-3"}, "quantity-3"),
            ({"option": "good", "quantity-3": "3" * 10_000}, "quantity-3"),
            ({"option": "good", "line-4": "on", "quantity-4": "0"}, "quantity-4"),
        ],
    )
    def test_it_refuses_what_is_not_offered_beside_its_field(self, form: dict[str, str], field: str) -> None:
        with pytest.raises(Invalid) as refused:
            choose(BOILERS, form)
        assert refused.value.field == field

    def test_it_refuses_an_option_where_there_are_none(self) -> None:
        with pytest.raises(Invalid):
            choose(keyed(estimate_contents()), {"option": "good"})


class TestTotals:
    def test_it_adds_what_is_for_all_the_picked_option_and_what_was_chosen(self) -> None:
        sums = total_of(BOILERS, choose(BOILERS, {"option": "good", "line-2": "on", "quantity-3": "3"}))

        assert (sums.subtotal, sums.tax, sums.total) == (10_000 + 50_000 + 2_000 + 1_500, 200, 63_700)
        assert sums.deposit == 19_110

    def test_it_begins_as_the_company_suggests_with_nothing_picked(self) -> None:
        assert usual(BOILERS) == Choice(None, {"2": Decimal(1), "3": TWO})
        assert total_of(BOILERS, usual(BOILERS)).total == 10_000 + 2_200 + 1_000

    def test_it_starts_from_what_is_suggested_with_the_cheapest_option(self) -> None:
        assert span(BOILERS)[0] == total_of(BOILERS, Choice("good", usual(BOILERS).quantities)).total == 63_200

    def test_a_deposit_is_never_more_than_the_total(self) -> None:
        contents = replace(keyed(estimate_contents()), deposit=Deposit(amount=50_000))

        assert total_of(contents, Choice()).deposit == 12_000

    @pytest.mark.parametrize(("rate", "deposit"), [(1, 1), (5_000, 6_000), (10_000, 12_000), (3_333, 4_000)])
    def test_a_share_of_it_is_rounded_once(self, rate: int, deposit: int) -> None:
        contents = replace(keyed(estimate_contents()), deposit=Deposit(rate=rate))

        assert total_of(contents, Choice()).deposit == deposit


QUANTITIES = some.decimals("0.001", "99", places=3)


@some.composite
def items(draw: some.DrawFn) -> Item:
    ends = sorted([draw(QUANTITIES), draw(QUANTITIES)])
    counted = draw(some.booleans())
    line = Line("x", ends[0], draw(some.integers(-500, 5_000)), 0, draw(RATES), draw(RATES))
    optional = draw(some.booleans())
    return Item(line, "", optional, draw(some.booleans()), *(ends if counted else ()))


RATES = some.sampled_from([0, 1, 825, 3_333, 10_000])
DEPOSITS = (
    some.none()
    | some.builds(Deposit, amount=some.integers(1, 9_999))
    | some.builds(Deposit, rate=some.integers(1, 10_000))
)


@some.composite
def contents(draw: some.DrawFn) -> Contents:
    options = [
        Option(key, key.title(), tuple(draw(some.lists(items(), min_size=1, max_size=3))))
        for key in draw(some.sampled_from([(), ("good", "best"), ("good", "better", "best")]))
    ]
    lines = tuple(draw(some.lists(items(), min_size=1, max_size=4)))
    made = keyed(Contents(lines, tuple(options), deposit=draw(DEPOSITS)))
    return keyed(replace(made, items=(*made.items, an_item(10**6, key="much"))))


@some.composite
def chosen_of(draw: some.DrawFn) -> tuple[Contents, Choice]:
    made = draw(contents())
    option = draw(some.sampled_from([option.key for option in made.options])) if made.options else None
    quantities = {
        item.key: draw(some.decimals(item.least, item.most, places=3)) if item.has_quantity else item.line.quantity
        for item in made.within(option)
        if (item.optional and draw(some.booleans())) or (not item.optional and item.has_quantity)
    }
    return made, Choice(option, quantities)


class TestRule:
    @given(chosen_of())
    def test_the_form_of_a_choice_is_read_as_that_choice(self, made: tuple[Contents, Choice]) -> None:
        assert choose(made[0], form_of(*made)) == made[1]

    @given(chosen_of())
    def test_a_total_is_the_sum_of_the_shown_lines_and_lies_in_the_range(self, made: tuple[Contents, Choice]) -> None:
        sums = total_of(*made)
        lines = [line for _, line in chosen(*made)]
        least, most = range_of(made[0])

        assert sums.total == sum(line.total for line in lines) == totals(lines).total
        assert sums.total == sums.subtotal - sums.discount + sums.tax
        assert least <= sums.total <= most
        assert 0 <= sums.deposit <= sums.total

    @given(chosen_of())
    def test_it_says_the_same_after_it_was_stored(self, made: tuple[Contents, Choice]) -> None:
        assert read(stored(made[0])) == made[0]
        assert Choice.read(made[1].stored()) == made[1]

    @given(contents())
    def test_what_can_be_made_of_it_can_be_sent(self, made: Contents) -> None:
        check(made)


class TestCheck:
    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"items": ()}, "between one and 200"),
            ({"items": (an_item(),) * 201}, "between one and 200"),
            ({"options": (Option("good", "Good", (an_item(),)),)}, "two or three"),
            ({"items": (an_item(key="a"), an_item(key="a"))}, "key of its own"),
            ({"items": (an_item(key="a b"),)}, "key of its own"),
            ({"items": (an_item(least=TWO),)}, "a least and a most"),
            ({"items": (an_item(least=TWO, most=FOUR),)}, "between the least and the most"),
            ({"items": (an_item(-1),)}, "credits"),
            ({"items": (an_item(100), an_item(-200, optional=True))}, "credits"),
            ({"items": (an_item(100, optional=True), an_item(-50))}, "credits"),
            ({"deposit": Deposit()}, "either an amount or a percentage"),
            ({"deposit": Deposit(amount=1, rate=1)}, "either an amount or a percentage"),
            ({"deposit": Deposit(amount=-1)}, "between zero"),
            ({"deposit": Deposit(rate=10_001)}, "between zero"),
            ({"title": "x" * 161}, "160"),
            ({"terms": "x" * 20_001}, "20,000"),
            ({"note": "x" * 5_001}, "5,000"),
        ],
    )
    def test_it_refuses_what_no_customer_should_be_asked(self, change: dict[str, Any], words: str) -> None:
        with pytest.raises(ValueError, match=words):
            check(keyed(replace(estimate_contents(), **change)))

    def test_it_refuses_a_discount_larger_than_the_least_of_a_line(self) -> None:
        line = Line("Alarm", FOUR, 100, discount_amount=300)

        with pytest.raises(ValueError, match="discount"):
            check(keyed(estimate_contents(items=(Item(line, least=TWO, most=FOUR),))))
