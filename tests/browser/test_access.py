"""Everybody can use every page: by eye, ear, thumb and keyboard, by day and by night."""

import pytest
from playwright.async_api import expect

from tests.browser.fitness import EVERY_SIZE, is_fit, tab_to
from tests.browser.person import Browse, Person
from tests.browser.places import PLACES
from tests.till import Till


@pytest.mark.parametrize("place", PLACES)
async def test_it_can_be_used_by_everybody(place: str, browse: Browse, acme: Till) -> None:
    dana = await browse(acme.company)
    await PLACES[place](dana, acme)

    assert await dana.page.locator("html").get_attribute("lang") == "en"
    await is_fit(dana, *EVERY_SIZE)


async def test_it_signs_in_and_pays_by_keyboard_alone(browse: Browse, acme: Till) -> None:
    invoice = await acme.invoice()
    dana = await (await browse(acme.company, viewport={"width": 1280, "height": 900}, is_mobile=False)).sign_in()

    await tab_to(dana, "Invoices")
    await dana.page.keyboard.press("Enter")
    await dana.is_at("/invoices")
    await tab_to(dana, "Furnace repair")
    await dana.page.keyboard.press("Enter")
    await dana.is_at(f"/invoices/{invoice.id}")
    await tab_to(dana, "Pay $120.00")
    await dana.page.keyboard.press("Enter")

    await dana.is_at_stripe()


async def test_it_asks_for_a_link_by_keyboard_alone(browse: Browse, acme: Till) -> None:
    dana = await browse(acme.company)
    await dana.go()

    await tab_to(dana, "Skip to the content")
    await tab_to(dana, "Your email address")
    await dana.page.keyboard.type(dana.email)
    await tab_to(dana, "Email me a link")
    await dana.page.keyboard.press("Enter")

    await dana.sees("Check your email")


async def test_it_brings_the_keyboard_past_the_navigation(dana: Person) -> None:
    await tab_to(dana, "Skip to the content")
    await dana.page.keyboard.press("Enter")

    await expect(dana.page.locator("#main")).to_be_focused()
