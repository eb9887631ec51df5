"""The profile: who one is here, and where one is signed in."""

import re
from collections.abc import AsyncIterator

import httpx
import pytest

from tests.signing_in import a_browser, sign_in_at
from tests.world import World


@pytest.fixture
async def laptop(world: World) -> AsyncIterator[httpx.AsyncClient]:
    async with a_browser(world.acme) as opened:
        opened.headers["User-Agent"] = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/120.0 Safari/537.36"
        await sign_in_at(opened, world.acme)
        yield opened


@pytest.fixture
async def phone(world: World) -> AsyncIterator[httpx.AsyncClient]:
    async with a_browser(world.acme) as opened:
        await sign_in_at(opened, world.acme)
        yield opened


async def ended_by(browser: httpx.AsyncClient) -> list[str]:
    """The addresses of the buttons that end a session, as `browser` sees them."""
    return re.findall(r'action="(/profile/sessions/[^"]*)"', (await browser.get("/profile")).text)


async def test_it_shows_the_contact(laptop: httpx.AsyncClient, world: World) -> None:
    page = (await laptop.get("/profile")).text

    assert world.acme.contact.name in page
    assert world.acme.contact.email in page


async def test_it_names_every_browser_in_words(laptop: httpx.AsyncClient, phone: httpx.AsyncClient) -> None:
    page = (await laptop.get("/profile")).text

    assert "Chrome on Windows" in page
    assert "Safari on iPhone" in page
    assert page.count("This device") == 1


async def test_it_signs_another_browser_out(laptop: httpx.AsyncClient, phone: httpx.AsyncClient) -> None:
    (path,) = await ended_by(laptop)

    answer = await laptop.post(path)

    assert (answer.status_code, answer.headers["Location"]) == (303, "/profile")
    assert (await phone.get("/profile")).status_code == 303
    assert (await laptop.get("/profile")).status_code == 200


async def test_it_does_not_sign_out_somebody_else(
    laptop: httpx.AsyncClient, phone: httpx.AsyncClient, world: World
) -> None:
    (path,) = await ended_by(laptop)

    for company, email in [(world.acme, world.acme.other_contact.email), (world.bolt, world.bolt.contact.email)]:
        async with a_browser(company) as stranger:
            await sign_in_at(stranger, company, email)
            assert (await stranger.post(path)).status_code == 404
    assert (await phone.get("/profile")).status_code == 200


async def test_it_signs_out_everywhere(laptop: httpx.AsyncClient, phone: httpx.AsyncClient) -> None:
    answer = await laptop.post("/profile/sign-out-everywhere")

    assert answer.headers["Location"] == "/sign-in"
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert [(await browser.get("/profile")).status_code for browser in (laptop, phone)] == [303, 303]
