"""The line editor computes as the server does: over thousands of typed lines, in every kind of currency and locale."""

import json
import random
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser

from templates.filters import money
from tenants.errors import Invalid
from tenants.line_items import MOST_UNIT_PRICE
from tenants.money import places, too_large
from web.forms.line_rules import rules
from web.forms.lines import AMOUNT, RATE, Reader, Typed

SCRIPT = (Path(__file__).parents[2] / "web/static/editor.js/10-figures.js").read_text()
MANY = 1_500
COMPUTE = """([script, rules, lines]) => {
  const [compute, write] = new Function("rules", `${script}; return [computing(rules), writing(rules.money)]`)(rules);
  return lines.map((line) => {
    const sums = compute(line);
    return sums && [write(sums.net), write(sums.tax)];
  });
}"""
TOO_LARGE = """([script, rules, prices]) => {
  const { isTooLarge } = new Function("rules", `${script}; return reading(rules)`)(rules);
  return prices.map(isTooLarge);
}"""
SPOILED = ("", " ", "x", "1..2", "1,,2", "--5", "1e3", "0", "0.0004", "1 000", "NaN", "9" * 16, "٣", "1.2.3", "-", "+1")


def figure(some: random.Random, digits: int, most_places: int, mark: str, group: str) -> str:
    whole = str(some.randint(0, 10**digits))
    if len(whole) > 3 and some.random() < 0.3:
        whole = f"{int(whole):,}".replace(",", group)
    if not most_places or some.random() < 0.4:
        return whole
    return whole + mark + "".join(some.choice("0123456789") for _ in range(some.randint(1, most_places)))


def a_line(some: random.Random, currency: str, marks: tuple[str, str]) -> Typed:
    """As somebody types: mostly sensible, sometimes with the wrong mark, now and then nonsense."""
    mark, group = marks if some.random() < 0.9 else marks[::-1]
    by = some.choice((AMOUNT, RATE))
    typed = {
        "description": "x",
        "quantity": figure(some, some.randint(0, 6), 3, mark, ""),
        "unit_price": some.choice(("", "", "", "-")) + figure(some, some.randint(0, 9), places(currency), mark, group),
        "discount": some.choice(("", figure(some, some.randint(0, 3), 2, mark, ""), "5 %", "100")),
        "discount_by": by,
        "tax": some.choice(("", "825", "1900", "777", "1")),
    }
    if some.random() < 0.1:
        typed[some.choice(("quantity", "unit_price", "discount"))] = some.choice(SPOILED)
    return typed


def of_the_server(reading: Reader, typed: Typed) -> list[str] | None:
    try:
        line = reading.line(typed)
    except Invalid:
        return None
    return [money(amount, reading.currency, reading.locale) for amount in (line.net, line.tax)]


def is_refused_as_too_large(reading: Reader, typed: str) -> bool:
    limit = too_large(MOST_UNIT_PRICE, reading.currency)
    try:
        reading.price(typed)
    except Invalid as error:
        return (error.message, error.values) == (limit.message, limit.values)
    return False


@pytest.mark.parametrize(
    ("currency", "locale", "marks"),
    [
        ("USD", "en_US", (".", ",")),
        ("EUR", "de_DE", (",", ".")),
        ("JPY", "en_US", (".", ",")),
        ("KWD", "es_ES", (",", ".")),
        ("CHF", "de_CH", (".", "’")),
        ("USD", "es_US", (".", ",")),
    ],
)
async def test_every_line_comes_to_what_the_server_says(
    browser: Browser, currency: str, locale: str, marks: tuple[str, str]
) -> None:
    some = random.Random(f"{currency}{locale}")
    reading = Reader(currency, locale, frozenset({825, 1_900, 777, 1}))
    lines: list[dict[str, Any]] = [a_line(some, currency, marks) for _ in range(MANY)]
    page = await browser.new_page()

    shown = await page.evaluate(COMPUTE, [SCRIPT, json.loads(rules(reading)), lines])

    said = [of_the_server(reading, line) for line in lines]
    assert [(line, here, there) for line, here, there in zip(lines, shown, said, strict=True) if here != there] == []
    assert sum(1 for it in said if it) > MANY / 3
    await page.close()


@pytest.mark.parametrize("currency", ["USD", "JPY", "KWD"])
async def test_a_price_is_too_large_where_the_server_says_so(browser: Browser, currency: str) -> None:
    reading = Reader(currency, "en_US", frozenset())
    whole = MOST_UNIT_PRICE // 10 ** places(currency)
    typed = [
        f"{sign}{it}" for sign in ("", "-") for it in (whole, f"00{whole}", whole + 1, "9" * 16, "9" * 41, "x", "")
    ]
    page = await browser.new_page()

    shown = await page.evaluate(TOO_LARGE, [SCRIPT, json.loads(rules(reading)), typed])

    said = [is_refused_as_too_large(reading, each) for each in typed]
    assert shown == said == [False, False, True, True, True, False, False] * 2
    await page.close()
