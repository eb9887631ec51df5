"""The guard of the portal: nobody but a signed-in contact of this company, judged anew at every request."""

from collections.abc import AsyncIterator

import httpx
import pytest

from tenants import directory
from tenants.tenant import Tenant
from tests.signing_in import a_browser, cookie, sign_in_at
from tests.visitor import FROM_OUR_PAGE
from tests.world import World


@pytest.fixture
async def browser(world: World) -> AsyncIterator[httpx.AsyncClient]:
    async with a_browser(world.acme) as opened:
        yield opened


async def test_it_sends_a_stranger_to_sign_in(browser: httpx.AsyncClient) -> None:
    answer = await browser.get("/invoices?before=x")

    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in?next=/invoices%3Fbefore%3Dx")


async def test_it_takes_no_form_from_a_stranger(browser: httpx.AsyncClient) -> None:
    answer = await browser.post("/profile/sign-out-everywhere")

    assert answer.status_code == 401
    assert "what you typed is still there" in answer.text


async def test_it_takes_no_session_of_another_company(browser: httpx.AsyncClient, world: World) -> None:
    await sign_in_at(browser, world.acme)
    held = browser.cookies["__Host-session"]

    async with a_browser(world.bolt) as elsewhere:
        answer = await elsewhere.get("/profile", headers={"Cookie": f"__Host-session={held}"})
    assert answer.status_code == 303


async def test_two_session_cookies_are_worth_none_and_are_cleared(browser: httpx.AsyncClient, world: World) -> None:
    await sign_in_at(browser, world.acme)
    held = browser.cookies["__Host-session"]

    answer = await browser.get("/profile", headers={"Cookie": f"__Host-session={held}; __Host-session=tossed"})
    assert answer.status_code == 303
    assert "Max-Age=0" in cookie(answer, "__Host-session")


async def test_it_turns_everybody_out_when_the_portal_goes_off(browser: httpx.AsyncClient, world: World) -> None:
    await sign_in_at(browser, world.acme)
    await Tenant.filter(id=world.acme.tenant.id).update(portal_enabled=False)
    directory.forget()

    assert (await browser.get("/profile")).status_code == 303
    assert "Our portal is closed at the moment" in (await browser.post("/profile", headers=FROM_OUR_PAGE)).text
