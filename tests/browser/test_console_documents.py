"""Invoices in the console: written by keyboard alone and sent, and never lost when the connection is away."""

import re
from itertools import product
from typing import Any

from playwright.async_api import expect

from tests.browser.person import Browse, Person
from tests.browser.test_access import AXE, SCHEMES, SIZES, SMALLEST, TOO_SMALL, violations, width_at
from tests.till import Till


async def comes_in(olive: Person) -> None:
    """By the door, with the mailed link."""
    await olive.go("/staff/sign-in")
    await olive.type("Your email address", olive.company.owner.email)
    await olive.press("Email me a link")
    letter = await olive.mail("sign-in link", to=olive.company.owner.email)
    link = re.search(r"^http\S+/staff/sign-in/\S+", letter["TextBody"], re.MULTILINE)
    assert link
    await olive.go(link[0])
    await olive.page.wait_for_url(lambda url: "/sign-in" not in url)


async def is_fit(person: Person) -> None:
    """For thumbs, at 320 px, and for axe by day and night."""
    small = await person.page.evaluate(TOO_SMALL)
    assert [it for it in small if "checkbox" not in it and "radio" not in it] == []
    await person.page.evaluate(AXE)
    for window, scheme in product(SIZES, SCHEMES):
        assert await violations(person, window, scheme) == []
    assert await width_at(person, SMALLEST) <= SMALLEST


async def is_saved(person: Person) -> None:
    await expect(person.page.locator(".keeping .words")).to_have_text("Saved")


async def begins(olive: Person, what: str) -> None:
    await olive.go(f"/staff/{what}/new?search=dana")
    await olive.press("Dana Diaz")
    await olive.page.wait_for_url("**/edit")


async def test_an_invoice_of_three_lines_by_keyboard_alone(browse: Browse, acme: Till, size: dict[str, Any]) -> None:
    olive = await browse(acme.company, **size)
    await comes_in(olive)
    await begins(olive, "invoices")
    keys = olive.page.keyboard
    await olive.page.get_by_label("What it is for").focus()
    await keys.type("Furnace tuned")
    await olive.page.get_by_label("Description").first.focus()
    for place, (words, price) in enumerate((("Service call", "95"), ("Filter", "12.50"), ("Belt", "20"))):
        if place:
            await keys.press("Enter")
        await keys.type(words)
        await keys.press("Tab")
        await keys.press("Tab")
        await keys.type(price)
    await keys.press("Alt+ArrowUp")
    await is_saved(olive)
    await expect(olive.page.locator("[data-sum=total]")).to_have_text("$127.50")
    await is_fit(olive)

    await olive.page.reload()
    values = [await it.input_value() for it in await olive.page.get_by_label("Description").all()]
    assert values == ["Service call", "Belt", "Filter"]
    await olive.page.get_by_role("button", name="Go on to sending").focus()
    await keys.press("Enter")
    await olive.sees("Who gets it")
    await olive.page.get_by_role("button", name="Send it").focus()
    await keys.press("Enter")
    await olive.sees("Amount due", "$127.50")
    letter = await olive.mail("invoice", to=acme.company.contact.email)
    assert "$127.50" in letter["TextBody"]
    assert olive.complaints == []


async def test_what_could_not_be_saved_is_saved_later(browse: Browse, acme: Till, size: dict[str, Any]) -> None:
    olive = await browse(acme.company, **size)
    await comes_in(olive)
    await begins(olive, "invoices")
    await olive.context.set_offline(True)
    await olive.page.get_by_label("Description").first.fill("Typed in the cellar")
    await olive.sees("Not saved: there is no connection.")

    await olive.context.set_offline(False)
    await is_saved(olive)
    await olive.page.reload()
    await expect(olive.page.get_by_label("Description").first).to_have_value("Typed in the cellar")
    olive.complaints.clear()  # of the connection that was away
