"""Fingerprints: another one for the smallest difference, the same one for the same said another way."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tenants.fingerprint import fingerprint, shown

WORDS = {"name": "Dana", "lines": [{"price": 100, "what": "Boiler"}], "on": None, "big": 2**63 - 1}
# sha256 of {"a":[1],"b":"é"}
HASHED = "04f34bc0940adae4d1055943965f4f1a5617be528e5e463451aa03f0ecff81f3"
SAYABLE = some.recursive(
    some.none() | some.booleans() | some.integers() | some.text(),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(), inner, max_size=3),
    max_leaves=10,
)


def test_it_is_the_hash_of_canonical_json() -> None:
    assert fingerprint({"b": "é", "a": [1]}) == HASHED


def test_the_order_of_names_is_no_matter_and_that_of_a_list_is() -> None:
    assert fingerprint({"a": 1, "b": 2}) == fingerprint({"b": 2, "a": 1})
    assert fingerprint({"a": [1, 2]}) != fingerprint({"a": [2, 1]})


@pytest.mark.parametrize(
    "change",
    [{"name": "dana"}, {"name": "Dana "}, {"lines": []}, {"on": ""}, {"big": 2**63}, {"more": None}, {"on": False}],
)
def test_any_difference_is_seen(change: dict[str, Any]) -> None:
    assert fingerprint(WORDS | change) != fingerprint(WORDS)


@given(some.dictionaries(some.text(), SAYABLE, max_size=4))
def test_what_is_read_back_from_json_has_the_same(data: dict[str, Any]) -> None:
    assert fingerprint(data) == fingerprint(dict(reversed(data.items())))
    assert len(fingerprint(data)) == 64


def test_decimals_ids_days_and_moments_are_their_texts() -> None:
    at = datetime(2026, 3, 1, 7, 30, tzinfo=timezone(timedelta(hours=2)))
    written = {
        "much": "1.50", "id": "0" * 8 + "-0000-0000-0000-" + "0" * 12, "on": "2026-03-01",
        "at": "2026-03-01T05:30:00.000000+00:00",
    }  # fmt: skip

    assert fingerprint({"much": Decimal("1.50"), "id": UUID(int=0), "on": date(2026, 3, 1), "at": at}) == fingerprint(
        written
    )
    assert fingerprint({"at": at}) == fingerprint({"at": at.astimezone(UTC)})


@pytest.mark.parametrize("value", [1.5, float("nan"), b"x", {1, 2}, {1: "a"}])
def test_it_refuses_what_has_no_one_way_of_being_written(value: object) -> None:
    with pytest.raises(TypeError):
        fingerprint({"value": value})


def test_people_read_it_in_groups() -> None:
    assert shown("0123456789abcdef" * 4) == "01234567 89abcdef " * 3 + "01234567 89abcdef"
