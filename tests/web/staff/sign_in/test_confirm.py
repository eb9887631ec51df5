"""Grave acts want a fresh proof: asked for on the way to a page, and before a form is taken."""

from datetime import UTC, datetime, timedelta

import pytest
from quart import Quart

from tenants.isolation import acting_for
from tenants.sign_in import MagicLink, Session
from tenants.staff import Role
from tests.builders import a_staff_member
from tests.visitor import Visitor
from tests.web.portal.test_landing import EVIL
from tests.web.staff.test_me import text
from tests.world import Company, World

PAGE = "/staff/confirm"


async def grown_old(company: Company, email: str = "") -> None:
    """The session was begun a while ago."""
    async with acting_for(company.tenant):
        await Session.filter(email=email or company.owner.email).update(
            proved_at=datetime.now(UTC) - timedelta(minutes=16)
        )


async def code_of(company: Company, email: str = "") -> str:
    async with acting_for(company.tenant):
        link = await MagicLink.filter(email=email or company.owner.email).order_by("-created_at").first()
    assert link
    return link.code


@pytest.fixture
async def olive(app: Quart, world: World) -> Visitor:
    """Acme's owner, who signed in a while ago."""
    visitor = await Visitor(app, world.acme).sign_in_staff()
    await grown_old(world.acme)
    return visitor


@pytest.fixture
async def grave(world: World) -> str:
    """A page of grave acts."""
    return f"/staff/team/{(await a_staff_member(world.acme, Role.ADMIN)).id}/hand-over"


async def test_a_page_of_grave_acts_asks_first(olive: Visitor, grave: str) -> None:
    assert (await olive.get(grave)).location == f"{PAGE}?next={grave}"
    assert (await olive.get("/staff/team")).status_code == 200


async def test_a_form_is_not_taken_and_says_so(olive: Visitor, grave: str, world: World) -> None:
    answer = await olive.post(grave, {"company": "Acme"})
    page = await answer.get_data(as_text=True)

    assert answer.status_code == 403
    assert "Nothing was changed." in page
    assert f'href="{PAGE}?next={grave}"' in page


async def test_a_form_without_a_page_of_its_own_leads_back_to_where_it_stood(olive: Visitor, grave: str) -> None:
    member, came_from = grave.removesuffix("/hand-over"), f"http://{olive.host}{grave}"
    answer = await olive.post(f"{member}/role", {"role": "member"}, Referer=came_from)
    elsewhere = await olive.post(f"{member}/role", {"role": "member"}, Referer="https://evil.example/staff/x")

    assert f'href="{PAGE}?next={grave}"' in await answer.get_data(as_text=True)
    assert f'href="{PAGE}"' in await elsewhere.get_data(as_text=True)


async def test_a_mailed_code_is_a_proof(olive: Visitor, grave: str, world: World) -> None:
    asked = await olive.post(f"{PAGE}/mail", {"next": grave})
    page = await text(olive, str(asked.location))
    answer = await olive.post(PAGE, {"code": await code_of(world.acme), "next": grave})

    assert "The code from the email" in page
    assert answer.location == grave


async def test_the_proof_comes_with_another_reference_and_ends_the_old_one(
    app: Quart, olive: Visitor, world: World
) -> None:
    old = Visitor(app, world.acme)
    for cookie in olive.client.cookie_jar or ():
        old.client.set_cookie(old.host, cookie.name, cookie.value or "")
    await olive.post(f"{PAGE}/mail", {})
    await olive.post(PAGE, {"code": await code_of(world.acme)})

    assert (await olive.get("/staff/team")).status_code == 200
    assert (await old.get("/staff/team")).status_code == 303


async def test_a_proof_in_one_browser_is_none_in_another(app: Quart, olive: Visitor, world: World) -> None:
    elsewhere, grave = await Visitor(app, world.acme).sign_in_staff(), "/staff/settings/data"
    await grown_old(world.acme)
    await olive.post(f"{PAGE}/mail", {})
    await olive.post(PAGE, {"code": await code_of(world.acme)})

    assert (await olive.get(grave)).status_code == 200
    assert (await elsewhere.get(grave)).location == f"{PAGE}?next={grave}"


async def test_a_code_of_another_persons_lends_nobody_their_rights(
    app: Quart, olive: Visitor, world: World, grave: str
) -> None:
    """Whoever sits down at an open session and has a code mailed to themselves goes on as themselves."""
    max_ = await a_staff_member(world.acme, Role.MEMBER)
    await olive.post("/staff/sign-in", {"email": max_.email})
    await olive.post(PAGE, {"code": await code_of(world.acme, max_.email), "next": grave})

    assert (await olive.get(grave)).status_code == 403


async def test_a_wrong_code_proves_nothing(olive: Visitor, grave: str) -> None:
    await olive.post(f"{PAGE}/mail", {"next": grave})
    answer = await olive.post(PAGE, {"code": "000", "next": grave})

    assert answer.status_code == 422
    assert 'id="code-error"' in await answer.get_data(as_text=True)
    assert (await olive.get(grave)).status_code == 303


async def test_no_code_at_all_is_answered_in_words(olive: Visitor) -> None:
    answer = await olive.post(PAGE, {"code": "123456"})

    assert answer.status_code == 422
    assert 'role="alert"' in await answer.get_data(as_text=True)


@pytest.mark.parametrize("wanted", [*EVIL, "/", "/invoices", "/staff/sign-in", PAGE])
async def test_it_goes_nowhere_but_to_pages_of_the_console(olive: Visitor, world: World, wanted: str) -> None:
    await olive.post(f"{PAGE}/mail", {"next": wanted})
    answer = await olive.post(PAGE, {"code": await code_of(world.acme), "next": wanted})

    assert answer.location == "/staff"


async def test_whoever_is_fresh_is_not_asked(app: Quart, world: World, grave: str) -> None:
    olive = await Visitor(app, world.acme).sign_in_staff()

    assert (await olive.get(f"{PAGE}?next={grave}")).location == grave


async def test_nobody_comes_here_without_signing_in(app: Quart, world: World) -> None:
    stranger = Visitor(app, world.acme)

    assert str((await stranger.get(PAGE)).location).startswith("/staff/sign-in")
    assert (await stranger.post(PAGE, {"code": "1"})).status_code == 401
    assert (await stranger.post(f"{PAGE}/mail")).status_code == 401
