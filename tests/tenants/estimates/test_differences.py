"""Differences: what a new version says that the one before did not."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given

from tenants.estimates import Contents, Deposit, Differences, Item, Option, differences
from tenants.estimates.contents import keyed
from tests.builders import a_line
from tests.tenants.estimates.test_choosing import contents


def an_item(description: str, amount: int = 1_000, **more: Any) -> Item:
    return Item(a_line(amount, description=description), **more)


GOOD, BEST = (Option(key, key.title(), (an_item("Boiler", price),)) for key, price in (("good", 100), ("best", 300)))
BEFORE = keyed(Contents((an_item("Labor"), an_item("Pipe")), (GOOD, BEST), title="Heating", terms="Net 30", note="Hi"))


def changed(**more: Any) -> Differences:
    return differences(BEFORE, keyed(replace(BEFORE, **more)))


def test_the_same_is_no_difference() -> None:
    assert not differences(BEFORE, BEFORE)
    assert differences(BEFORE, BEFORE).kind == ""


def test_lines_come_go_and_change_wherever_they_stand() -> None:
    found = changed(items=(an_item("Permit"), an_item("Pipe", 900), an_item("Labor")))

    assert [(it.old and it.old.line.unit_price, it.new and it.new.line.description) for it in found.lines] == [
        (None, "Permit"),
        (1_000, "Pipe"),
    ]
    assert [it.old and it.old.line.description for it in changed(items=(an_item("Pipe"),)).lines] == ["Labor"]


def test_a_line_that_becomes_optional_has_changed() -> None:
    (change,) = changed(items=(an_item("Labor"), an_item("Pipe", optional=True))).lines

    assert (change.old and change.old.optional, change.new and change.new.optional) == (False, True)


def test_two_lines_that_say_the_same_are_two() -> None:
    before = keyed(replace(BEFORE, items=(an_item("Pipe"), an_item("Pipe"))))
    found = differences(before, keyed(replace(before, items=(an_item("Pipe"), an_item("Pipe"), an_item("Pipe")))))

    assert [(it.old, it.new is not None) for it in found.lines] == [(None, True)]


def test_options_come_go_and_are_named_anew() -> None:
    better = Option("better", "Better", (an_item("Boiler", 200),))
    found = changed(options=(replace(GOOD, name="Basic"), better))

    assert [(was and was.name, now and now.name) for was, now in found.options] == [
        ("Good", "Basic"),
        ("Best", None),
        (None, "Better"),
    ]


def test_a_line_of_an_option_changes_under_its_name() -> None:
    found = changed(options=(GOOD, replace(BEST, items=(an_item("Boiler", 250),))))

    assert [(it.option, it.new and it.new.line.unit_price) for it in found.lines] == [("Best", 250)]
    assert (found.totals, found.most, found.kind) == (None, (2_300, 2_250), "lines")


@pytest.mark.parametrize(
    ("change", "name", "kind"),
    [
        ({"title": "x"}, "title", "words"),
        ({"note": "x"}, "note", "words"),
        ({"terms": ""}, "terms", "terms"),
        ({"deposit": Deposit(rate=100)}, "deposit", "deposit"),
        ({"valid_until": date(2026, 1, 1)}, "valid_until", "validity"),
        ({"items": (an_item("Labor", 1),)}, "totals", "total"),
    ],
)
def test_everything_else_is_told_as_old_and_new(change: dict[str, Any], name: str, kind: str) -> None:
    found = changed(**change)

    assert getattr(found, name) is not None
    assert found.kind == kind


@given(contents(), contents())
def test_it_finds_a_difference_exactly_where_there_is_one(old: Contents, new: Contents) -> None:
    assert not differences(old, old)
    if new.items and {it.line for it in old.all_items} != {it.line for it in new.all_items}:
        assert differences(old, new)
