"""The profile: who one is here, and where one is signed in."""

import re
from collections.abc import AsyncIterator
from html import unescape

import httpx
import pytest

from tenants.tenant import Tenant
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


def field(page: str, name: str) -> str:
    """What stands in the field of that name."""
    found = re.search(rf'<input id="{name}"[^>]*?value="([^"]*)"', page, re.DOTALL)
    assert found, name
    return unescape(found[1])


class TestDetails:
    async def test_it_saves_what_was_typed(self, laptop: httpx.AsyncClient) -> None:
        answer = await laptop.post("/profile", data={"name": "Dana Cruz", "phone": "+1 217 555 0100", "language": "es"})

        assert (answer.status_code, answer.headers["Location"]) == (303, "/profile?saved=details#details")
        page = (await laptop.get("/profile?saved=details")).text
        assert (field(page, "name"), field(page, "phone")) == ("Dana Cruz", "+1 217 555 0100")
        assert '<html lang="es">' in page
        assert '<option value="es" selected>' in page

    async def test_it_keeps_what_was_typed_beside_the_error(self, laptop: httpx.AsyncClient) -> None:
        answer = await laptop.post("/profile", data={"name": "Dana <b>", "phone": "call me", "language": "es"})

        assert answer.status_code == 422
        assert (field(answer.text, "name"), field(answer.text, "phone")) == ("Dana <b>", "call me")
        assert 'id="phone-error"' in answer.text
        assert 'aria-describedby="phone-error" autofocus' in answer.text
        assert '<option value="es" selected>' in answer.text

    async def test_it_takes_no_other_language(self, laptop: httpx.AsyncClient) -> None:
        await laptop.post("/profile", data={"name": "Dana", "language": "tlh"})

        assert '<option value="" selected>' in (await laptop.get("/profile")).text


class TestLetters:
    async def test_it_switches_topics_off_and_on(self, laptop: httpx.AsyncClient) -> None:
        await laptop.post("/profile/letters", data={"messages": "on"})
        page = (await laptop.get("/profile")).text

        assert '<input type="checkbox" name="messages" checked>' in page
        assert '<input type="checkbox" name="receipts">' in page

    async def test_it_says_what_always_comes(self, laptop: httpx.AsyncClient) -> None:
        page = (await laptop.get("/profile")).text

        assert '<input type="checkbox" checked disabled aria-describedby="always">' in page

    async def test_it_offers_nothing_of_a_hidden_section(self, laptop: httpx.AsyncClient, world: World) -> None:
        await Tenant.filter(id=world.acme.tenant.id).update(shows_jobs=False)

        assert 'name="jobs"' not in (await laptop.get("/profile")).text
