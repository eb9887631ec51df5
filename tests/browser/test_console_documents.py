"""Documents in the console: written by keyboard alone and sent, never lost, and an estimate as far as its answer."""

import re
from typing import Any

from playwright.async_api import expect

from tenants import customers
from tenants.isolation import acting_for
from tests.browser.fitness import is_fit
from tests.browser.person import Browse, Person
from tests.till import Till


async def is_saved(person: Person) -> None:
    await expect(person.page.locator(".keeping .words")).to_have_text("Saved")


async def begins(olive: Person, what: str) -> None:
    await olive.go(f"/staff/{what}/new?search=dana")
    await olive.press("Dana Diaz")
    await olive.page.wait_for_url("**/edit")


async def test_an_invoice_of_three_lines_by_keyboard_alone(browse: Browse, acme: Till, size: dict[str, Any]) -> None:
    olive = await browse(acme.company, **size)
    await olive.sign_in_staff()
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


async def test_a_missing_address_is_written_down_on_the_way(browse: Browse, acme: Till, size: dict[str, Any]) -> None:
    async with acting_for(acme.tenant):
        await customers.add("Robin Roe")
    olive = await browse(acme.company, **size)
    await olive.sign_in_staff()
    await olive.go("/staff/invoices/new?search=robin")
    await olive.press("Robin Roe")
    await olive.page.get_by_label("What it is for").fill("Furnace tuned")
    await olive.page.get_by_label("Description").first.fill("Service call")
    await olive.page.get_by_label("Unit price").first.fill("95")
    await olive.press("Go on to sending")
    await olive.sees("We have no email address of Robin Roe to send it to.")
    await is_fit(olive)

    await olive.press("Add an email address")
    await expect(olive.page.get_by_label("Name")).to_have_value("Robin Roe")
    await olive.type("Email address", email := f"robin@{acme.tenant.slug}.example")
    await olive.press("^Save$")
    await olive.press("^Send it$")
    await olive.sees("is on its way to Robin Roe.")
    assert "$95.00" in (await olive.mail("invoice", to=email))["TextBody"]


async def test_what_could_not_be_saved_is_saved_later(browse: Browse, acme: Till, size: dict[str, Any]) -> None:
    olive = await browse(acme.company, **size)
    await olive.sign_in_staff()
    await begins(olive, "invoices")
    await olive.context.set_offline(True)
    await olive.page.get_by_label("Description").first.fill("Typed in the cellar")
    await olive.sees("Not saved: there is no connection.")
    await olive.page.get_by_label("Unit price").first.fill("10000000.01")
    await olive.page.get_by_label("Unit price").first.blur()
    await olive.sees("That is too large. At most $10,000,000.00 can stand here.")
    await olive.page.get_by_label("Unit price").first.fill("95")

    await olive.context.set_offline(False)
    await is_saved(olive)
    await olive.page.reload()
    await expect(olive.page.get_by_label("Description").first).to_have_value("Typed in the cellar")
    olive.complaints.clear()  # of the connection that was away


async def test_two_windows_on_one_draft_lose_nothing(browse: Browse, acme: Till, size: dict[str, Any]) -> None:
    olive = await browse(acme.company, **size)
    olive.bears = "/autosave: 409"  # somebody was faster
    await olive.sign_in_staff()
    await begins(olive, "invoices")
    other = await olive.another_tab()
    await other.go(olive.page.url)
    await other.page.get_by_label("What it is for").fill("From the other window")
    await is_saved(other)

    await olive.page.get_by_label("What it is for").fill("From this one")
    await olive.sees("You have changed this in another window", "Nothing is lost: yours stands in this window")
    await olive.press("Save mine over it")
    await olive.sees("Yours is saved. The other one is kept")
    await other.page.reload()
    await expect(other.page.get_by_label("What it is for")).to_have_value("From this one")

    await olive.press("^Bring back: From the other window")
    await olive.sees("It is here again.")
    await expect(olive.page.get_by_label("What it is for")).to_have_value("From the other window")
    assert await olive.page.locator("#kept").get_by_text("From this one").count() == 1


async def test_an_estimate_with_options_is_sent_answered_and_shown(
    browse: Browse, acme: Till, size: dict[str, Any]
) -> None:
    olive = await browse(acme.company, **size)
    await olive.sign_in_staff()
    await begins(olive, "estimates")
    await olive.page.get_by_label("What it is for").fill("New heat pump")
    await olive.page.get_by_text("Options to pick one of").click()
    await olive.page.get_by_label("Option 1", exact=True).fill("Good")
    await olive.page.get_by_label("Option 2", exact=True).fill("Best")
    for place, (words, price) in enumerate((("Two tons", "4200"), ("Three tons", "6100"))):
        if place:
            await olive.press("Add a line")
        line = olive.page.locator("[data-line]").nth(place)
        await line.get_by_label("Description").fill(words)
        await line.get_by_label("Unit price").fill(price)
        await line.get_by_label("Part of").select_option(str(place))
    await is_saved(olive)
    await olive.press("Go on to sending")
    await olive.press("^Send it$")
    await olive.sees("Waiting for an answer")
    address = olive.page.url

    letter = await olive.mail("estimate", to=acme.company.contact.email)
    link = re.search(r"^http\S+/e/\S+", letter["TextBody"], re.MULTILINE)
    assert link
    dana = await browse(acme.company, **size)
    await dana.go(link[0])
    await dana.page.get_by_label("Best").check()
    await dana.press("^Accept$")
    await dana.sees("Accepted")

    await olive.go(address)
    await olive.sees("Accepted", "$6,100.00", "Make the invoice")
    await is_fit(olive)
