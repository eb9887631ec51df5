"""Links that sign nobody in: each says kindly why, and sends a new one in one tap."""

import re
from collections.abc import AsyncIterator

import httpx
import pytest

from tenants.isolation import acting_for
from tenants.sign_in import MagicLink
from tenants.tenant import Tenant
from tests.signing_in import a_browser, ask, heading, shift
from tests.world import World


@pytest.fixture
async def browser(world: World) -> AsyncIterator[httpx.AsyncClient]:
    async with a_browser(world.acme) as opened:
        yield opened


@pytest.fixture
async def link(browser: httpx.AsyncClient, world: World) -> MagicLink:
    return await ask(browser, world.acme)


async def gone(browser: httpx.AsyncClient, link: MagicLink) -> list[str]:
    answers = [await browser.get(f"/sign-in/{link.secret}"), await browser.post(f"/sign-in/{link.secret}")]
    assert [answer.status_code for answer in answers] == [410, 410]
    return [heading(answer) for answer in answers]


async def test_a_used_one_says_so(browser: httpx.AsyncClient, link: MagicLink) -> None:
    await browser.post(f"/sign-in/{link.secret}")

    assert await gone(browser, link) == ["This link has been used"] * 2


async def test_an_expired_one_says_so(browser: httpx.AsyncClient, world: World, link: MagicLink) -> None:
    await shift(world.acme, "magic_link", "expires_at", "-10 minutes")

    assert await gone(browser, link) == ["This link has expired"] * 2


async def test_a_replaced_one_says_so(browser: httpx.AsyncClient, world: World, link: MagicLink) -> None:
    await ask(browser, world.acme)

    assert await gone(browser, link) == ["There is a newer link"] * 2


async def test_it_fills_the_address_in_for_the_browser_that_asked_only(
    browser: httpx.AsyncClient, world: World, link: MagicLink
) -> None:
    await shift(world.acme, "magic_link", "expires_at", "-10 minutes")

    async with a_browser(world.acme) as elsewhere:
        theirs = [await elsewhere.get(f"/sign-in/{link.secret}"), await elsewhere.post(f"/sign-in/{link.secret}")]
    mine = [await browser.get(f"/sign-in/{link.secret}"), await browser.post(f"/sign-in/{link.secret}")]
    assert [link.email in answer.text for answer in theirs + mine] == [False, False, True, True]


@pytest.mark.parametrize("secret", ["x", "x" * 43, "%ff%fe", "a%00b", "é" * 43])
async def test_one_that_never_was_says_nothing_more(browser: httpx.AsyncClient, secret: str) -> None:
    answer = await browser.get(f"/sign-in/{secret}")

    assert answer.status_code in {400, 410}
    assert not re.search(r'value="[^"]*@', answer.text)


async def test_it_is_nothing_at_another_company(browser: httpx.AsyncClient, world: World, link: MagicLink) -> None:
    async with a_browser(world.bolt) as elsewhere:
        answer = await elsewhere.post(f"/sign-in/{link.secret}", data={"email": link.email})

    assert answer.status_code == 410
    assert (await browser.post(f"/sign-in/{link.secret}")).status_code == 303


class TestClosedPortal:
    @pytest.fixture(autouse=True)
    async def closed(self, world: World) -> None:
        await Tenant.filter(id=world.acme.tenant.id).update(portal_enabled=False)

    @pytest.mark.parametrize("path", ["/sign-in", "/sign-in/code", "/sign-in/" + "x" * 43])
    async def test_it_says_so_kindly(self, browser: httpx.AsyncClient, world: World, path: str) -> None:
        answer = await browser.get(path)

        assert (answer.status_code, heading(answer)) == (403, "Our portal is closed at the moment")
        assert world.acme.tenant.phone in answer.text

    async def test_it_mails_nobody(self, browser: httpx.AsyncClient, world: World) -> None:
        await browser.post("/sign-in", data={"email": world.acme.contact.email})

        async with acting_for(world.acme.tenant):
            assert await MagicLink.all().count() == 0
