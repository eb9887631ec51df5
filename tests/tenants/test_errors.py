"""Errors carry a constant sentence and its values, so that whoever answers can say it in any language."""

import pytest

from tenants.errors import Conflict, DomainError, Invalid, NotFound, Unusable, marked
from tenants.money import Money


def test_it_fills_its_values_in() -> None:
    error = Invalid("amount", "Please pay at least %(least)s.", least=Money(500, "USD"))

    assert (error.field, error.message) == ("amount", "Please pay at least %(least)s.")
    assert str(error) == "Please pay at least 5.00 USD."


def test_without_values_it_is_said_as_it_stands() -> None:
    assert str(Conflict("A rate is between 0 and 100 %.")) == "A rate is between 0 and 100 %."
    assert str(NotFound()) == ""


def test_an_unusable_figure_is_a_value_error_that_a_page_can_say() -> None:
    with pytest.raises(ValueError, match="too large") as caught:
        Money.parse("9" * 30, "USD")

    assert isinstance(caught.value, Unusable)
    assert isinstance(caught.value, DomainError)


def test_a_marked_sentence_is_itself() -> None:
    assert marked("We cannot look that up just now.") == "We cannot look that up just now."
