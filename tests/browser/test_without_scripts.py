"""Scripts only improve: the whole way to a paid invoice works in a browser that runs none."""

import pytest
from playwright.async_api import expect

from tests.browser.person import Browse, Person, code_in, link_in
from tests.till import Till
from tests.world import World


@pytest.fixture
async def plain(browse: Browse, world: World) -> Person:
    """Dana, with scripts turned off."""
    return await browse(world.acme, java_script_enabled=False)


async def test_it_signs_in_and_pays(plain: Person, acme: Till) -> None:
    invoice = await acme.invoice()

    await plain.go(link_in(await plain.ask_for_link(f"/invoices/{invoice.id}")))
    await plain.press("^Sign in as d")
    await plain.is_at(f"/invoices/{invoice.id}")
    await plain.pay()

    await plain.sees("Thank you. Your payment has arrived.", "Visa •••• 4242")
    await expect(plain.page.get_by_role("button", name="Pay")).to_have_count(0)


async def test_it_takes_a_typed_code_and_signs_out(plain: Person) -> None:
    await plain.type("Reading it on another device?", code_in(await plain.ask_for_link("/profile")))
    await plain.press("^Sign in$")
    await plain.sees("Where you are signed in")

    await plain.press("^Sign out$")

    await plain.is_at("/sign-in")
