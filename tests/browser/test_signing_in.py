"""The door, in real browsers: links, codes, second devices, several customers, and the way out."""

from typing import Any

import httpx
import pytest
from playwright.async_api import expect

from settings import settings
from tenants.customers import Contact
from tenants.isolation import acting_for
from tenants.tenant import Tenant
from tests.browser.person import DESKTOP, Browse, Person, code_in, link_in
from tests.patience import PATIENCE, until
from tests.signing_in import shift
from tests.world import World


@pytest.fixture
async def stranger(browse: Browse, world: World) -> Person:
    """Dana before signing in."""
    return await browse(world.acme)


async def test_it_takes_the_code_in_the_waiting_tab_when_the_mail_is_read_elsewhere(
    browse: Browse, world: World, size: dict[str, Any]
) -> None:
    dana = await browse(world.acme, **size)
    letter = await dana.ask_for_link("/invoices")

    await dana.page.get_by_label("Reading it on another device?").press_sequentially(code_in(letter))

    await dana.is_at("/invoices")


async def test_it_keeps_waiting_after_a_wrong_code(stranger: Person) -> None:
    letter = await stranger.ask_for_link()
    wrong = f"{(int(code_in(letter).replace(' ', '')) + 1) % 1_000_000:06}"

    await stranger.type("Reading it on another device?", wrong)
    await stranger.sees("That is not the code in our latest email.")
    await stranger.type("Reading it on another device?", code_in(letter))

    await stranger.sees("Hello, Dana")


async def test_it_asks_for_the_address_where_the_link_was_not_asked_for(
    stranger: Person, browse: Browse, world: World
) -> None:
    link = link_in(await stranger.ask_for_link())
    elsewhere = await browse(world.acme, **DESKTOP)

    await elsewhere.go(link)
    await elsewhere.sees("Is it you?")
    await elsewhere.type("Your email address", "somebody@else.example")
    await elsewhere.press("^Sign in$")
    await elsewhere.sees("That is not the address this link was sent to.")
    await elsewhere.type("Your email address", elsewhere.email.upper())
    await elsewhere.press("^Sign in$")

    await elsewhere.sees("Hello, Dana")


async def test_it_says_kindly_that_a_link_was_used_and_mails_another_in_one_tap(stranger: Person) -> None:
    link = link_in(await stranger.ask_for_link())
    await stranger.go(link)
    await stranger.sees("Hello, Dana")

    await stranger.go(link)
    await stranger.sees("This link has been used")
    await stranger.press("Email me a new link")

    await stranger.sees("Check your email")
    await stranger.go(link_in((await stranger.mails("sign-in link", most_before=1))[0]))
    await stranger.sees("Hello, Dana")


async def test_it_says_kindly_that_a_link_has_expired_and_mails_another_in_one_tap(
    stranger: Person, world: World
) -> None:
    link = link_in(await stranger.ask_for_link())
    await shift(world.acme, "magic_link", "expires_at", "-11 minutes")

    await stranger.go(link)
    await stranger.sees("This link has expired")
    await stranger.press("Email me a new link")

    await stranger.sees("Check your email")
    assert len(await stranger.mails("sign-in link", most_before=1)) == 2


async def test_it_points_from_a_replaced_link_to_the_newer_one(stranger: Person) -> None:
    link = link_in(await stranger.ask_for_link())
    await stranger.press("Send again")
    newer = link_in((await stranger.mails("sign-in link", most_before=1))[0])

    await stranger.go(link)
    await stranger.sees("There is a newer link")
    await stranger.go(newer)

    await stranger.sees("Hello, Dana")


async def test_it_lets_a_person_with_two_customers_pick_and_switch(
    browse: Browse, world: World, size: dict[str, Any]
) -> None:
    acme = world.acme
    async with acting_for(acme.tenant):
        await Contact.create(customer_id=acme.other_customer.id, name="Dana Diaz", email=acme.contact.email)
    dana = await (await browse(acme, **size)).sign_in()

    await dana.sees("Choose an account", "12 Elm Street")
    await dana.press("Casey Cole")
    await expect(dana.page.locator(".who")).to_contain_text("Casey Cole")
    await dana.press("Switch account")
    await dana.press("Dana Diaz")

    await expect(dana.page.locator(".who")).to_contain_text("12 Elm Street")


async def test_it_shows_nothing_private_after_signing_out_not_even_going_back(dana: Person) -> None:
    await dana.go("/profile")
    await dana.press("^Sign out$")
    await dana.is_at("/sign-in")

    await dana.page.go_back()

    await dana.sees("Email me a link")
    await dana.sees_no("Dana Diaz")


async def test_it_signs_out_every_browser_from_any(dana: Person, browse: Browse, world: World) -> None:
    elsewhere = await (await browse(world.acme, **DESKTOP)).sign_in()
    await elsewhere.go("/profile")
    await elsewhere.press("Sign out everywhere")
    await elsewhere.is_at("/sign-in")

    await dana.go("/invoices")

    await dana.is_at("/sign-in?next=/invoices")


async def test_it_signs_out_one_other_device(dana: Person, browse: Browse, world: World) -> None:
    elsewhere = await (await browse(world.acme, **DESKTOP)).sign_in()
    await dana.go("/profile")
    await dana.press("Sign out Chrom")
    await expect(dana.page.get_by_role("button", name="Sign out Chrom")).to_have_count(0)

    await elsewhere.go("/invoices")

    await elsewhere.is_at("/sign-in?next=/invoices")


async def test_it_closes_to_people_who_are_signed_in_while_the_portal_is_off(dana: Person, world: World) -> None:
    await dana.sees("Hello, Dana")
    await Tenant.filter(id=world.acme.tenant.id).update(portal_enabled=False)
    await until(lambda: not lets_in(world))
    await dana.go("/invoices")
    await dana.sees("Our portal is closed at the moment", world.acme.tenant.phone)

    await Tenant.filter(id=world.acme.tenant.id).update(portal_enabled=True)
    await until(lambda: lets_in(world))
    await dana.sign_in()

    await dana.sees("Hello, Dana")


def lets_in(world: World) -> bool:
    """Whether web takes the portal for open: before somebody signs in it looks nobody up, and has to hear of a change."""
    page = httpx.get(f"{settings().base_url}/sign-in", headers={"Host": world.acme.tenant.host}, timeout=PATIENCE)
    return "Email me a link" in page.text
