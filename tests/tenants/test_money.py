"""Money: whole minor units, one currency at a time, one rounding rule."""

import time
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from templates import filters
from tenants.money import PLACES, Money, rounded


@pytest.mark.parametrize("amount", [1.0, True, Decimal(1), "1"])
def test_it_takes_only_whole_numbers(amount: object) -> None:
    with pytest.raises(TypeError):
        Money(amount, "USD")  # type: ignore[arg-type]


@pytest.mark.parametrize("currency", ["usd", "US", "USDX", "U$D", "", "USD\n"])
def test_it_takes_only_iso_currencies(currency: str) -> None:
    with pytest.raises(ValueError, match="three capital letters"):
        Money(1, currency)


@pytest.mark.parametrize(("currency", "text"), [("USD", "1234.50"), ("JPY", "123450"), ("KWD", "123.450")])
def test_it_knows_the_places_of_a_currency(currency: str, text: str) -> None:
    money = Money(123450, currency)

    assert money.units == Decimal(text)
    assert str(money) == f"{text} {currency}"


def test_it_has_the_places_the_templates_print() -> None:
    assert filters.PLACES == PLACES


@pytest.mark.parametrize(
    ("exact", "whole"),
    [("0.5", 1), ("-0.5", -1), ("1.5", 2), ("2.5", 3), ("0.4999999999999999999999999999", 0), ("99.995", 100)],
)
def test_it_rounds_half_up_away_from_zero(exact: str, whole: int) -> None:
    assert rounded(Decimal(exact)) == whole
    assert rounded(Fraction(exact)) == whole


@settings(max_examples=100)
@given(st.fractions(min_value=-(10**18), max_value=10**18))
def test_it_rounds_a_credit_like_its_charge(exact: Fraction) -> None:
    assert rounded(-exact) == -rounded(exact)
    assert abs(rounded(exact) - exact) <= Fraction(1, 2)


@pytest.mark.parametrize(
    ("text", "currency", "locale", "amount"),
    [
        ("1,234.50", "USD", "en_US", 123450),
        ("$1,234.50", "USD", "en_US", 123450),
        ("  7 ", "USD", "en_US", 700),
        (".5", "USD", "en_US", 50),
        ("-$5", "USD", "en_US", -500),
        ("\N{MINUS SIGN}5 usd", "USD", "en_US", -500),
        ("1.234,50", "EUR", "de_DE", 123450),
        ("1.234", "EUR", "de_DE", 123400),
        ("1\N{NARROW NO-BREAK SPACE}234,50\N{NO-BREAK SPACE}€", "EUR", "fr_FR", 123450),
        ("CHF 1’234.50", "CHF", "de_CH", 123450),
        ("12,34,567.00", "INR", "en_IN", 123456700),
        ("1,234", "JPY", "en_US", 1234),
        ("1.234", "KWD", "en_US", 1234),
    ],
)
def test_it_reads_what_people_type(text: str, currency: str, locale: str, amount: int) -> None:
    assert Money.parse(text, currency, locale) == Money(amount, currency)


@pytest.mark.parametrize(
    ("text", "locale"),
    [("1,50", "en_US"), ("1,234,50", "en_US"), ("1.234", "en_US"), ("1.500", "en_US"), ("1.50", "de_DE")],
)
def test_it_does_not_guess_between_two_amounts(text: str, locale: str) -> None:
    with pytest.raises(ValueError, match=r"like 1234[.,]50\.$"):
        Money.parse(text, "USD", locale)


@pytest.mark.parametrize("text", ["", "-", "$", "ten", "1e18", "NaN", "0x10", "1 USD 2", "€5", "--5", "5-", "1;2"])
def test_it_refuses_what_is_no_amount(text: str) -> None:
    with pytest.raises(ValueError, match=r"in digits, like 1234\.50"):
        Money.parse(text, "USD")


def test_it_refuses_fractions_of_a_minor_unit() -> None:
    with pytest.raises(ValueError, match="too many decimal places"):
        Money.parse("1.5", "JPY")


def test_it_refuses_an_amount_no_database_holds() -> None:
    with pytest.raises(ValueError, match=r"At most 9999999999999\.99 USD can stand here"):
        Money.parse("9" * 400, "USD")
    with pytest.raises(ValueError, match=r"At most 9999999999999\.99 USD can stand here"):
        Money.parse("10000000000000", "USD")


@pytest.mark.parametrize(
    ("text", "currency", "most"), [("50.01", "USD", "50.00 USD"), ("-5001", "JPY", "5000 JPY"), ("9" * 99, "KWD", "5")]
)
def test_it_names_the_limit_that_its_place_has(text: str, currency: str, most: str) -> None:
    with pytest.raises(ValueError, match=f"At most {most}"):
        Money.parse(text, currency, most=5_000)

    assert Money.parse("-05", currency, most=5_000).amount < 0


@settings(max_examples=100)
@given(
    st.integers(-(10**14), 10**14),
    st.sampled_from([("USD", "en_US"), ("EUR", "de_DE"), ("JPY", "ja_JP"), ("KWD", "en_US")]),
)
def test_it_reads_what_it_prints(amount: int, place: tuple[str, str]) -> None:
    currency, locale = place

    assert Money.parse(filters.money(amount, currency, locale), currency, locale).amount == amount


def test_it_reads_no_novel() -> None:
    """The pattern is never asked about more than a line: its time grows with what it reads."""
    began = time.process_time()
    for typed in ("-" + " " * 900 + "x", "1" * 5_000, " " * 250_000, "$ " * 20_000):
        with pytest.raises(ValueError, match=r"amount|too large"):
            Money.parse(typed, "USD")

    assert time.process_time() - began < 0.5
