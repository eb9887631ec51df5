"""What is typed into a search is only words."""

import pytest

from tenants.search import LONGEST_SEARCH, pattern


@pytest.mark.parametrize(
    ("typed", "found"), [("", "%%"), ("  elm ", "%elm%"), ("50%", "%50\\%%"), ("a_b", "%a\\_b%"), ("\\", "%\\\\%")]
)
def test_signs_of_a_pattern_are_only_signs(typed: str, found: str) -> None:
    assert pattern(typed) == found


def test_it_looks_for_so_many_letters_and_no_more() -> None:
    assert pattern("x" * 10_000) == f"%{'x' * LONGEST_SEARCH}%"
