"""Picking the customer to look at, and switching."""

from collections.abc import AsyncIterator

import httpx
import pytest

from tenants.customers import Contact
from tenants.isolation import acting_for
from tests.signing_in import a_browser, sign_in_at
from tests.world import World


@pytest.fixture
async def second(world: World) -> Contact:
    """Dana is a contact of Acme's other customer, too."""
    acme = world.acme
    async with acting_for(acme.tenant):
        return await Contact.create(customer_id=acme.other_customer.id, name="Dana Diaz", email=acme.contact.email)


@pytest.fixture
async def browser(world: World, second: Contact) -> AsyncIterator[httpx.AsyncClient]:
    async with a_browser(world.acme) as opened:
        await sign_in_at(opened, world.acme)
        yield opened


async def test_it_asks_after_signing_in(world: World, second: Contact) -> None:
    async with a_browser(world.acme) as browser:
        answer = await sign_in_at(browser, world.acme)

    assert answer.headers["Location"] == "/accounts"


async def test_it_carries_the_wanted_page_whole(world: World, second: Contact) -> None:
    async with a_browser(world.acme) as browser:
        answer = await sign_in_at(browser, world.acme, next_path="/invoices?before=a&x=b")
        choice = await browser.get(answer.headers["Location"])

    assert 'name="next" value="/invoices?before=a&amp;x=b"' in choice.text


async def test_it_lets_nobody_in_who_has_not_picked(browser: httpx.AsyncClient) -> None:
    answer = await browser.get("/profile")

    assert (answer.status_code, answer.headers["Location"]) == (303, "/accounts?next=/profile")


async def test_it_names_the_customers_and_their_places(browser: httpx.AsyncClient) -> None:
    answer = await browser.get("/accounts")

    assert answer.status_code == 200
    assert all(words in answer.text for words in ("Casey Cole", "Dana Diaz", "12 Elm Street"))


async def test_it_shows_the_picked_customer_and_then_the_other(
    browser: httpx.AsyncClient, world: World, second: Contact
) -> None:
    for contact, customer in [(world.acme.contact, "Dana Diaz"), (second, "Casey Cole")]:
        answer = await browser.post("/accounts", data={"contact_id": str(contact.id), "next": "/profile"})

        assert (answer.status_code, answer.headers["Location"]) == (303, "/profile")
        assert f"<strong>{customer}</strong>" in (await browser.get("/profile")).text


async def test_it_can_be_switched_after_picking(browser: httpx.AsyncClient, second: Contact) -> None:
    await browser.post("/accounts", data={"contact_id": str(second.id)})

    assert "12 Elm Street" in (await browser.get("/accounts")).text


@pytest.mark.parametrize("whose", ["stranger", "other company", "nonsense"])
async def test_it_picks_nobody_elses(browser: httpx.AsyncClient, world: World, whose: str) -> None:
    ids = {"stranger": world.acme.other_contact.id, "other company": world.bolt.contact.id, "nonsense": "x"}

    answer = await browser.post("/accounts", data={"contact_id": str(ids[whose])})

    assert answer.status_code == 404
    assert (await browser.get("/profile")).status_code == 303


async def test_it_leads_to_pages_of_the_portal_only(browser: httpx.AsyncClient, second: Contact) -> None:
    answer = await browser.post("/accounts", data={"contact_id": str(second.id), "next": "//evil.example"})

    assert answer.headers["Location"] == "/"


async def test_it_is_not_for_strangers(world: World) -> None:
    async with a_browser(world.acme) as stranger:
        shown, picked = await stranger.get("/accounts"), await stranger.post("/accounts")

    assert (shown.status_code, picked.status_code) == (303, 401)
