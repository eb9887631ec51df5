"""The pages of a change of address: what was asked for is shown, the links say what they are worth."""

from collections.abc import AsyncIterator

import httpx
import pytest

from tenants.customers import Contact
from tenants.email_changes import EmailChange
from tenants.isolation import acting_for
from tests.signing_in import a_browser, heading, shift, sign_in_at
from tests.web.portal.test_profile import field
from tests.world import Company, World

NEW = "dana.new@example.com"


@pytest.fixture
async def dana(world: World) -> AsyncIterator[httpx.AsyncClient]:
    async with a_browser(world.acme) as opened:
        await sign_in_at(opened, world.acme)
        yield opened


async def asked(browser: httpx.AsyncClient, company: Company) -> EmailChange:
    answer = await browser.post("/profile/email", data={"email": NEW})
    assert answer.headers["Location"] == "/profile#email-address"
    async with acting_for(company.tenant):
        return (await EmailChange.all().order_by("-created_at").limit(1))[0]


async def address(company: Company) -> str:
    async with acting_for(company.tenant):
        return (await Contact.get(id=company.contact.id)).email


async def test_it_shows_what_is_waited_for(dana: httpx.AsyncClient, world: World) -> None:
    await asked(dana, world.acme)

    page = (await dana.get("/profile")).text

    assert NEW in page
    assert world.acme.contact.email in page


async def test_it_keeps_a_wrong_address_beside_the_error(dana: httpx.AsyncClient) -> None:
    answer = await dana.post("/profile/email", data={"email": "dana@"})

    assert answer.status_code == 422
    assert field(answer.text, "email") == "dana@"
    assert 'id="email-error"' in answer.text
    assert "<details" in answer.text
    assert " open>" in answer.text


async def test_it_wants_a_new_sign_in_after_an_hour(dana: httpx.AsyncClient, world: World) -> None:
    await shift(world.acme, "session", "created_at", "-2 hours")

    assert 'href="/sign-in?next=/profile"' in (await dana.get("/profile")).text
    assert (await dana.post("/profile/email", data={"email": NEW})).status_code == 422


async def test_it_is_confirmed_by_pressing_not_by_looking(dana: httpx.AsyncClient, world: World) -> None:
    path = f"/email-change/{(await asked(dana, world.acme)).confirm_secret}"
    async with a_browser(world.acme) as scanner:
        for _ in range(3):
            page = await scanner.get(path)

    assert (page.status_code, page.headers["Referrer-Policy"]) == (200, "no-referrer")
    assert NEW in page.text
    assert "Dana" not in page.text
    assert await address(world.acme) == world.acme.contact.email


async def test_it_leads_whoever_asked_back_to_the_profile(dana: httpx.AsyncClient, world: World) -> None:
    change = await asked(dana, world.acme)

    answer = await dana.post(f"/email-change/{change.confirm_secret}")

    assert answer.headers["Location"] == "/profile?saved=email#email-address"
    assert NEW in (await dana.get("/profile")).text


async def test_it_has_anybody_else_sign_in(dana: httpx.AsyncClient, world: World) -> None:
    change = await asked(dana, world.acme)

    async with a_browser(world.acme) as phone:
        answer = await phone.post(f"/email-change/{change.confirm_secret}")

    assert (answer.status_code, heading(answer)) == (200, "Your address is changed")
    assert (await dana.get("/profile")).status_code == 303
    async with a_browser(world.acme) as phone:
        assert (await sign_in_at(phone, world.acme, NEW)).status_code == 303


async def test_it_is_stopped_from_the_old_mailbox(dana: httpx.AsyncClient, world: World) -> None:
    change = await asked(dana, world.acme)

    async with a_browser(world.acme) as phone:
        assert world.acme.contact.email in (await phone.get(f"/email-change/stop/{change.stop_secret}")).text
        answer = await phone.post(f"/email-change/stop/{change.stop_secret}")

    assert heading(answer) == "Nothing was changed"
    assert (await dana.get("/profile")).status_code == 303
    assert await address(world.acme) == world.acme.contact.email


async def test_it_can_be_withdrawn(dana: httpx.AsyncClient, world: World) -> None:
    change = await asked(dana, world.acme)

    await dana.post("/profile/email/withdraw")

    assert NEW not in (await dana.get("/profile")).text
    assert (await dana.post(f"/email-change/{change.confirm_secret}")).status_code == 410


@pytest.mark.parametrize("path", ["/email-change/", "/email-change/stop/"])
@pytest.mark.parametrize("secret", ["x" * 43, "x", "%00", "é" * 43])
async def test_what_was_never_a_link_is_gone(world: World, path: str, secret: str) -> None:
    async with a_browser(world.acme) as stranger:
        for answer in (await stranger.get(f"{path}{secret}"), await stranger.post(f"{path}{secret}")):
            assert answer.status_code in {400, 410}
