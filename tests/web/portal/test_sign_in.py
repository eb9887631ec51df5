"""The sign-in pages: one answer for everybody, nothing changed by looking, one kind page for each way a link can end."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from tenants.isolation import acting_for
from tenants.sign_in import MagicLink, Session
from tenants.sign_in.limits import NETWORK
from tests.signing_in import a_browser, ask, cookie, heading, newest_link, shift, sign_in_at, use_up
from tests.world import Company, World


@pytest.fixture
async def browser(world: World) -> AsyncIterator[httpx.AsyncClient]:
    async with a_browser(world.acme) as opened:
        yield opened


@pytest.fixture
async def other_browser(world: World) -> AsyncIterator[httpx.AsyncClient]:
    async with a_browser(world.acme) as opened:
        yield opened


async def sessions_of(company: Company) -> int:
    async with acting_for(company.tenant):
        return await Session.all().count()


class TestAsking:
    async def test_it_shows_a_form(self, browser: httpx.AsyncClient) -> None:
        answer = await browser.get("/sign-in")

        assert answer.status_code == 200
        assert 'name="email"' in answer.text

    async def test_it_waits_for_the_mail(self, browser: httpx.AsyncClient, world: World) -> None:
        await ask(browser, world.acme)

        answer = await browser.get("/sign-in/code")
        assert heading(answer) == "Check your email"
        assert f"d…@{world.acme.contact.email.partition('@')[2]}" in answer.text

    async def test_it_has_nothing_to_wait_for_before_asking(self, browser: httpx.AsyncClient) -> None:
        answer = await browser.get("/sign-in/code")

        assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in")

    async def test_it_keeps_what_was_typed_beside_the_error(self, browser: httpx.AsyncClient) -> None:
        answer = await browser.post("/sign-in", data={"email": "dana@nowhere", "next": "/invoices"})

        assert answer.status_code == 422
        assert 'value="dana@nowhere"' in answer.text
        assert 'value="/invoices"' in answer.text

    async def test_it_keeps_the_browser_by_a_host_cookie(self, browser: httpx.AsyncClient, world: World) -> None:
        answer = await browser.post("/sign-in", data={"email": world.acme.contact.email})

        line = cookie(answer, "__Host-asking")
        assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= {part.strip() for part in line.split(";")}
        assert "Domain" not in line

    async def test_it_looks_the_same_beyond_a_networks_limit(self, browser: httpx.AsyncClient, world: World) -> None:
        before = await browser.post("/sign-in", data={"email": world.acme.contact.email}, follow_redirects=True)
        await use_up(NETWORK, browser._transport.client[0], but=1)  # type: ignore[attr-defined]

        beyond = await browser.post("/sign-in", data={"email": world.acme.contact.email}, follow_redirects=True)
        async with acting_for(world.acme.tenant):
            assert await MagicLink.all().count() == 1
        assert [heading(answer) for answer in (before, beyond)] == ["Check your email"] * 2

    async def test_it_says_that_no_mail_left_when_too_many_were_asked_for(
        self, browser: httpx.AsyncClient, world: World
    ) -> None:
        for _ in range(3):
            async with a_browser(world.acme) as stranger:
                await ask(stranger, world.acme)
        await ask(browser, world.acme)

        answer = await browser.post("/sign-in/code", data={"code": "123456"})
        assert "No new email was sent" in answer.text

    async def test_strangers_cannot_keep_a_browser_out_that_was_in_before(
        self, browser: httpx.AsyncClient, world: World
    ) -> None:
        await sign_in_at(browser, world.acme)
        await browser.post("/sign-out")
        for _ in range(5):
            async with a_browser(world.acme) as stranger:
                await ask(stranger, world.acme)

        assert (await sign_in_at(browser, world.acme)).status_code == 303

    async def test_sending_again_leads_where_the_first_link_led(self, browser: httpx.AsyncClient, world: World) -> None:
        await ask(browser, world.acme, next_path="/invoices")

        answer = await sign_in_at(browser, world.acme)
        assert answer.headers["Location"] == "/invoices"

    async def test_asking_again_keeps_the_browsers_link_working(self, browser: httpx.AsyncClient, world: World) -> None:
        await ask(browser, world.acme)
        again = await ask(browser, world.acme)

        assert heading(await browser.get(f"/sign-in/{again.secret}")) == "One moment"


class TestOpeningTheLink:
    async def test_it_signs_in_the_browser_that_asked_with_one_press(
        self, browser: httpx.AsyncClient, world: World
    ) -> None:
        link = await ask(browser, world.acme)

        page = await browser.get(f"/sign-in/{link.secret}")
        answer = await browser.post(f"/sign-in/{link.secret}")
        assert "data-auto-submit" in page.text
        assert (answer.status_code, answer.headers["Location"]) == (303, "/")
        assert (await browser.get("/profile")).status_code == 200

    async def test_it_asks_another_browser_for_the_address(
        self, browser: httpx.AsyncClient, other_browser: httpx.AsyncClient, world: World
    ) -> None:
        link = await ask(browser, world.acme)

        page = await other_browser.get(f"/sign-in/{link.secret}")
        refused = await other_browser.post(f"/sign-in/{link.secret}", data={"email": "eve@example.com"})
        answer = await other_browser.post(f"/sign-in/{link.secret}", data={"email": link.email})
        assert "data-auto-submit" not in page.text
        assert link.email not in page.text
        assert refused.status_code == 422
        assert answer.status_code == 303

    @pytest.mark.parametrize("agent", ["Mozilla/5.0 Chrome/120 (prefetch)", "Barracuda", "Slackbot-LinkExpanding 1.0"])
    async def test_looking_changes_nothing(
        self, browser: httpx.AsyncClient, other_browser: httpx.AsyncClient, world: World, agent: str
    ) -> None:
        link = await ask(browser, world.acme)
        headers = {"User-Agent": agent, "Sec-Purpose": "prefetch", "Sec-Fetch-Site": "none"}

        looks = [
            who.request(how, f"/sign-in/{link.secret}", headers=headers)
            for who in (browser, other_browser)
            for how in ("GET", "HEAD") * 5
        ]
        answers = await asyncio.gather(*looks)

        assert not any("Set-Cookie" in answer.headers for answer in answers)
        assert (await newest_link(world.acme)).consumed_at is None
        assert await sessions_of(world.acme) == 0
        assert (await browser.post(f"/sign-in/{link.secret}")).status_code == 303

    async def test_it_names_itself_to_nobody_and_is_kept_by_nobody(
        self, browser: httpx.AsyncClient, world: World
    ) -> None:
        link = await ask(browser, world.acme)

        for secret in (link.secret, "x" * 43):
            answer = await browser.get(f"/sign-in/{secret}")
            assert answer.headers["Referrer-Policy"] == "no-referrer"
            assert answer.headers["Cache-Control"] == "no-store"

    async def test_it_begins_a_new_session_and_ends_the_one_before(
        self, browser: httpx.AsyncClient, world: World
    ) -> None:
        before = await sign_in_at(browser, world.acme)
        after = await sign_in_at(browser, world.acme)

        first, second = cookie(before, "__Host-session"), cookie(after, "__Host-session")
        assert first.split(";")[0] != second.split(";")[0]
        async with acting_for(world.acme.tenant):
            assert await Session.filter(revoked_at=None).count() == 1

    async def test_it_takes_no_planted_session(self, browser: httpx.AsyncClient) -> None:
        browser.cookies.set("__Host-session", "planted", domain="")

        assert (await browser.get("/profile")).status_code == 303

    async def test_two_asking_cookies_are_worth_none(self, browser: httpx.AsyncClient, world: World) -> None:
        link = await ask(browser, world.acme)
        held = browser.cookies["__Host-asking"]

        answer = await browser.post(
            f"/sign-in/{link.secret}", headers={"Cookie": f"__Host-asking={held}; __Host-asking={'x' * 43}"}
        )
        assert heading(answer) == "Is it you?"

    async def test_its_cookie_is_bound_to_this_host(self, browser: httpx.AsyncClient, world: World) -> None:
        line = cookie(await sign_in_at(browser, world.acme), "__Host-session")

        assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= {part.strip() for part in line.split(";")}
        assert "Domain" not in line

    async def test_it_is_refused_from_another_website(self, browser: httpx.AsyncClient, world: World) -> None:
        link = await ask(browser, world.acme)

        answer = await browser.post(f"/sign-in/{link.secret}", headers={"Sec-Fetch-Site": "same-site"})
        assert answer.status_code == 403
        assert await sessions_of(world.acme) == 0


class TestTypingTheCode:
    async def test_it_signs_in_the_tab_that_waits(self, browser: httpx.AsyncClient, world: World) -> None:
        link = await ask(browser, world.acme, next_path="/invoices")

        answer = await browser.post("/sign-in/code", data={"code": f"{link.code[:3]} {link.code[3:]}"})
        assert (answer.status_code, answer.headers["Location"]) == (303, "/invoices")

    async def test_it_says_that_a_code_is_wrong(self, browser: httpx.AsyncClient, world: World) -> None:
        await ask(browser, world.acme)

        answer = await browser.post("/sign-in/code", data={"code": "x"})
        assert answer.status_code == 422
        assert "That is not the code" in answer.text

    async def test_it_says_why_codes_are_paused(self, browser: httpx.AsyncClient, world: World) -> None:
        link = await ask(browser, world.acme)
        for _ in range(5):
            await browser.post("/sign-in/code", data={"code": "x"})

        answer = await browser.post("/sign-in/code", data={"code": link.code})
        assert "open the link in the email" in answer.text
        assert (await browser.post(f"/sign-in/{link.secret}")).status_code == 303

    async def test_it_is_worth_nothing_in_another_browser(
        self, browser: httpx.AsyncClient, other_browser: httpx.AsyncClient, world: World
    ) -> None:
        link = await ask(browser, world.acme)

        answer = await other_browser.post("/sign-in/code", data={"code": link.code})
        assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in")

    async def test_it_says_that_the_code_has_expired(self, browser: httpx.AsyncClient, world: World) -> None:
        link = await ask(browser, world.acme)
        await shift(world.acme, "magic_link", "expires_at", "-10 minutes")

        answer = await browser.post("/sign-in/code", data={"code": link.code})
        assert (answer.status_code, heading(answer)) == (410, "This link has expired")


class TestSigningOut:
    async def test_it_ends_the_session_and_clears_the_browser(self, browser: httpx.AsyncClient, world: World) -> None:
        await sign_in_at(browser, world.acme)
        held = browser.cookies["__Host-session"]

        answer = await browser.post("/sign-out")
        assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in")
        assert answer.headers["Clear-Site-Data"] == '"cache"'
        assert "Max-Age=0" in cookie(answer, "__Host-session")
        replayed = await browser.get("/profile", headers={"Cookie": f"__Host-session={held}"})
        assert replayed.status_code == 303

    async def test_it_is_no_error_twice(self, browser: httpx.AsyncClient) -> None:
        assert (await browser.post("/sign-out")).status_code == 303

    async def test_looking_does_not_sign_out(self, browser: httpx.AsyncClient, world: World) -> None:
        await sign_in_at(browser, world.acme)

        assert (await browser.get("/sign-out")).status_code == 405
        assert (await browser.get("/profile")).status_code == 200
