"""The words on every page: money, days, moments, states and formatted text."""

import time
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from babel.numbers import format_currency

from templates.filters import (
    LONGEST_TERMS,
    PLACES,
    count,
    day,
    due_words,
    markdown,
    moment,
    money,
    short_day,
    status_words,
    terms,
)
from templates.language import speaking
from tenants.agreements import agreement
from tenants.estimates import checking

FRIDAY = date(2026, 12, 4)


@pytest.mark.parametrize(
    ("amount", "currency", "locale", "written"),
    [
        (124000, "USD", "en_US", "$1,240.00"),
        (-5, "USD", "en_US", "-$0.05"),
        (0, "USD", "en_US", "$0.00"),
        (1240, "JPY", "ja_JP", "￥1,240"),
        (1240, "KWD", "en_US", "KWD\N{NO-BREAK SPACE}1.240"),
        (124000, "EUR", "de_DE", "1.240,00\N{NO-BREAK SPACE}€"),
        (123456700, "INR", "en_IN", "₹12,34,567.00"),
        (124000, "CHF", "de_CH", "CHF\N{NO-BREAK SPACE}1’240.00"),
    ],
)
def test_it_writes_money_as_people_do(amount: int, currency: str, locale: str, written: str) -> None:
    assert money(amount, currency, locale) == written


@pytest.mark.parametrize(
    "locale", ["en_US", "en_GB", "de_DE", "de_AT", "fr_CA", "es_MX", "pt_BR", "nl_NL", "hi_IN", "ar_EG"]
)
@pytest.mark.parametrize("currency", ["USD", "EUR", "JPY", "KWD", "CHF"])
def test_it_writes_money_as_babel_does(currency: str, locale: str) -> None:
    for amount in (123456789, -123456789, 5):
        exact = Decimal(amount).scaleb(-PLACES.get(currency, 2))
        babels = format_currency(exact, currency, locale=locale)

        assert money(amount, currency, locale).replace("\xa0", "") == babels.replace("\xa0", "")


def test_it_names_the_year_unless_it_is_this_one() -> None:
    assert day(FRIDAY, today=date(2026, 1, 1)) == "Friday, December 4"
    assert day(FRIDAY, today=date(2027, 1, 1)) == "Friday, December 4, 2026"
    assert day(FRIDAY) == "Friday, December 4, 2026"


def test_it_is_short_in_a_narrow_column() -> None:
    assert short_day(FRIDAY, date(2026, 1, 1), "en_US") == "Dec 4"
    assert short_day(FRIDAY, date(2027, 1, 1), "en_US") == "Dec 4, 2026"
    assert short_day(FRIDAY, date(2026, 1, 1), "es_MX") == "4 dic"


@pytest.mark.parametrize(
    ("locale", "said"),
    [("en_GB", "Friday 4 December"), ("de_DE", "Freitag, 4. Dezember"), ("fr_FR", "vendredi 4 décembre")],
)
def test_it_says_days_in_the_language_of_the_reader(locale: str, said: str) -> None:
    assert day(FRIDAY, FRIDAY, locale) == said


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (date(2026, 12, 4), "due today"),
        (date(2026, 12, 3), "due tomorrow"),
        (date(2026, 12, 2), "due Friday, December 4"),
        (date(2025, 12, 2), "due Friday, December 4, 2026"),
        (date(2026, 12, 5), "overdue by 1 day"),
        (date(2026, 12, 8), "overdue by 4 days"),
    ],
)
def test_it_says_how_far_off_the_due_day_is(today: date, said: str) -> None:
    assert due_words(FRIDAY, today) == said


def test_it_tells_a_moment_in_the_zone_of_the_company() -> None:
    at = datetime(2026, 12, 5, 3, 30, tzinfo=UTC)

    assert moment(at, "America/New_York", FRIDAY) == "Friday, December 4, 10:30\N{NARROW NO-BREAK SPACE}PM"
    assert moment(at, "Europe/Berlin", locale="de_DE") == "Samstag, 5. Dezember 2026, 04:30"


@pytest.mark.parametrize(
    ("state", "label"),
    [
        ("draft", "Draft"),
        ("due", "Due"),
        ("on_its_way", "On its way"),
        ("partly_paid", "Partly paid"),
        ("void", "Void"),
    ],
)
def test_it_has_a_word_and_a_kind_for_each_state(state: str, label: str) -> None:
    assert status_words(state).label == label
    assert status_words(state).kind


def test_it_has_no_word_for_a_state_that_is_not_ours() -> None:
    with pytest.raises(KeyError):
        status_words("settled")


def test_it_formats_text() -> None:
    text = "Hello **Dana**,\n\n- [call](tel:+15550100)\n- *write*"

    assert markdown(text) == (
        "<p>Hello <strong>Dana</strong>,</p>\n"
        '<ul>\n<li><a href="tel:+15550100" rel="noopener nofollow">call</a></li>\n<li><em>write</em></li>\n</ul>\n'
    )


@pytest.mark.parametrize(
    "text",
    [
        "[x](javascript:alert(1))",
        "[x](java&#115;cript:alert(1))",
        "[x](data:text/html,x)",
        "[x](vbscript:x)",
        "[x](ftp://evil.example)",
        "[x](//evil.example)",
        "<a href='javascript:x'>x</a>",
        "<svg><style><img src=x onerror=alert(1)>",
        "<script>alert(1)</script>",
        "![x](https://tracker.example/x.png)",
        "[x]\n\n[x]: javascript:alert(1)",
    ],
)
def test_it_makes_hostile_text_inert(text: str) -> None:
    html = markdown(text)

    assert not any(tag in html for tag in ("<a href", "<script", "<svg", "<style", "<img"))


def test_it_shows_raw_html_as_it_was_typed() -> None:
    assert markdown("<em>5 < 6</em>") == "<p>&lt;em&gt;5 &lt; 6&lt;/em&gt;</p>\n"


def test_it_shows_terms_whole_as_long_as_they_may_be() -> None:
    assert LONGEST_TERMS == checking.LONGEST_TERMS == agreement.LONGEST_TERMS
    assert terms("a" * LONGEST_TERMS) == f"<p>{'a' * LONGEST_TERMS}</p>\n"
    assert markdown("a" * checking.LONGEST_NOTE) == f"<p>{'a' * checking.LONGEST_NOTE}</p>\n"


ORDINARY = "We come **twice a year** and look at the boiler, the burner and the pipes.\n\n- filters\n- valves\n\n"


@pytest.mark.parametrize("sign", ["[", "![", "[a](", "[a][", "**a", "a*", "*a **b ", "&", "<", "_", "`", "- ", "> "])
def test_no_text_keeps_us_busy(sign: str) -> None:
    """Measured against terms as people write them, as the machine may be busy with something else."""
    assert busy_with(sign) < 5 * busy_with(ORDINARY)


def busy_with(text: str) -> float:
    """Seconds of processor for terms that repeat this to the end, at the best of several times."""
    took = []
    for _ in range(5):
        terms.cache_clear()
        began = time.process_time()
        terms((text * LONGEST_TERMS)[:LONGEST_TERMS])
        took.append(time.process_time() - began)
    return min(took)


def test_what_has_too_many_signs_is_shown_as_it_was_typed() -> None:
    assert terms("[x](https://a.example) " + "[" * 1_000) == f"<p>[x](https://a.example) {'[' * 1_000}</p>\n"


@pytest.mark.parametrize("lines", ["- **a** <b>\n- c\n\nd\n" * 400, "_ **a** <b>\n- c\n\nd\n" + "_" * 3_000])
def test_it_keeps_the_lines_of_what_it_shows_as_it_was_typed(lines: str) -> None:
    assert "**a** &lt;b&gt;<br>\n- c</p>\n<p>d" in terms(lines)


def test_it_cuts_text_at_five_thousand_characters() -> None:
    assert markdown("a" * 1_000_000) == f"<p>{'a' * 5_000}</p>\n"


@pytest.mark.parametrize(("locale", "words"), [("en_US", "1,240"), ("es_ES", "1.240"), ("es_US", "1,240")])
def test_how_many_is_written_as_it_is_read(locale: str, words: str) -> None:
    with speaking(locale):
        assert count(1_240) == words
