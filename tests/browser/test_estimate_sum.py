"""The total on the page follows by the same rules as the server's: over generated estimates and choices."""

import json
import random
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser

from templates.filters import money, written
from tenants.estimates import LINE, QUANTITY, Choice, Contents, Deposit, Item, Option, form_of, total_of
from tenants.line_items import Line
from web.words.estimates.choice import ChoiceForm, Typed

SCRIPT = (Path(__file__).parents[2] / "web/static/estimate.js").read_text()
CASES = 400
CURRENCIES = ("USD", "JPY", "KWD", "CHF", "INR")
FORM = """([sum, fields, boxes, numbers, options, script]) => {
  document.body.innerHTML = "";
  const form = document.createElement("form");
  form.dataset.sum = sum;
  const add = (type, name, value, checked) => {
    const it = document.createElement("input");
    Object.assign(it, {type, name, value, checked});
    form.append(it);
  };
  for (const key of options) add("radio", "option", key, fields.option === key);
  for (const name of boxes) add("checkbox", name, "on", name in fields);
  for (const name of numbers) add("number", name, fields[name] ?? "", false);
  document.body.append(form);
  for (const name of ["net", "tax", "total", "deposit"]) {
    const shown = document.createElement("output");
    shown.dataset.sumOf = name;
    document.body.append(shown);
  }
  new Function(script)();
  form.dispatchEvent(new Event("input"));
  return Object.fromEntries([...document.querySelectorAll("[data-sum-of]")].map(it => [it.dataset.sumOf, it.textContent]));
}"""


def cases() -> Iterator[tuple[Contents, Choice]]:
    """Estimates of every kind, each with a choice a customer could make."""
    some = random.Random(20261125)
    while True:
        options = tuple(
            Option(key, key.title(), items(some, key)) for key in ("good", "better", "best")[: some.choice((0, 2, 3))]
        )
        deposit = some.choice((None, Deposit(amount=some.randint(1, 10**6)), Deposit(rate=some.randint(1, 10_000))))
        contents = Contents(items(some, ""), options, deposit=deposit, currency=some.choice(CURRENCIES))
        choice = a_choice(some, contents)
        try:
            total_of(contents, choice)
        except ValueError:
            continue  # more credits than lines: never sent
        yield contents, choice


def items(some: random.Random, prefix: str) -> tuple[Item, ...]:
    return tuple(an_item(some, f"{prefix}.{place}".lstrip(".")) for place in range(1, some.randint(2, 5)))


def an_item(some: random.Random, key: str) -> Item:
    has_quantity = some.random() < 0.5
    quantity = Decimal(some.randint(1, 9_999)) / some.choice((1, 10, 100, 1000))
    line = Line(
        description=key,
        quantity=quantity,
        unit_price=some.randint(-500 if some.random() < 0.1 else 1, some.choice((99, 99_999, 10**9))),
        discount_rate=some.choice((0, 0, 750, 3_333, 10_000)),
        tax_rate=some.choice((0, 825, 1_900, 777)),
    )
    bounds = {"least": Decimal("0.001"), "most": Decimal(99_999)} if has_quantity else {}
    return Item(line, key, optional=some.random() < 0.5, **bounds)


def a_choice(some: random.Random, contents: Contents) -> Choice:
    picked = some.choice(contents.options).key if contents.options else None
    quantities = {}
    for item in contents.within(picked):
        if item.has_quantity and (not item.optional or some.random() < 0.6):
            quantities[item.key] = Decimal(some.randint(1, 9_999_999)).scaleb(-3)
        elif item.optional and some.random() < 0.5:
            quantities[item.key] = item.line.quantity
    return Choice(picked, quantities)


def given_to_the_page(contents: Contents, choice: Choice) -> list[Any]:
    items_ = contents.all_items
    return [
        ChoiceForm(contents, Typed({}, {})).sum,
        form_of(contents, choice),
        [f"{LINE}{item.key}" for item in items_ if item.optional],
        [f"{QUANTITY}{item.key}" for item in items_ if item.has_quantity],
        [option.key for option in contents.options],
        SCRIPT,
    ]


async def test_it_adds_up_as_the_server_does(browser: Browser) -> None:
    page = await browser.new_page()
    for contents, choice in (case for case, _ in zip(cases(), range(CASES), strict=False)):
        shown = await page.evaluate(FORM, given_to_the_page(contents, choice))
        sums = total_of(contents, choice)
        figures = {"net": sums.subtotal - sums.discount, "tax": sums.tax, "total": sums.total}
        figures |= {"deposit": sums.deposit} if contents.deposit else {}
        said = {name: money(amount, contents.currency) for name, amount in figures.items()}
        assert {name: text for name, text in shown.items() if text} == said, (contents, choice)
    await page.close()


@pytest.mark.parametrize("locale", ["en_US", "es_MX", "de_DE", "fr_CH", "hi_IN", "en"])
async def test_it_writes_money_as_the_server_does(browser: Browser, locale: str) -> None:
    page = await browser.new_page()
    writing = SCRIPT[SCRIPT.index("const writing") : SCRIPT.index("const follow")] + "; return writing(money)(amount);"
    for currency in CURRENCIES:
        for amount in (0, 5, -99, 100, -123_456, 1_234_567_890):
            told = [writing, json.loads(json.dumps(written(currency, locale))), str(amount)]
            shown = await page.evaluate(
                "([script, money, amount]) => new Function('money', 'amount', script)(money, BigInt(amount))", told
            )
            assert shown == money(amount, currency, locale)
    await page.close()
