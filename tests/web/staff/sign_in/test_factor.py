"""The second step at the door: half a sign-in opens nothing, and losing the phone is no way around it."""

from datetime import UTC, datetime, timedelta

import pytest
from quart import Quart, Response

from tenants import second_factor
from tenants.isolation import acting_for
from tenants.second_factor import SecondFactor, code
from tenants.second_factor.setting_up import now_step
from tenants.sign_in import MagicLink, Session, hand_over
from tenants.staff import Role, StaffMember
from tenants.tenant import Tenant
from tests.builders import a_second_factor, a_staff_member
from tests.visitor import Visitor
from tests.web.portal.test_landing import EVIL
from tests.web.staff.sign_in.test_confirm import grown_old
from tests.web.staff.test_me import text
from tests.world import Company, World

PAGE = "/staff/factor"
SET_UP = f"{PAGE}/set-up"


async def shown(company: Company, who: StaffMember, off: int = 0) -> str:
    """What their phone shows, `off` steps from now."""
    async with acting_for(company.tenant):
        factor = await second_factor.counting(who.id) or await second_factor.begun(who.id)
        assert factor
        return code.code(factor.secret, await now_step() + off)


async def required(company: Company) -> None:
    await Tenant.filter(id=company.tenant.id).update(second_factor_required=True)


def copied(app: Quart, visitor: Visitor) -> Visitor:
    """Another browser with the same cookies."""
    other = Visitor(app, visitor.company)
    for cookie in visitor.client.cookie_jar or ():
        other.client.set_cookie(other.host, cookie.name, cookie.value or "")
    return other


async def prove(visitor: Visitor, who: StaffMember, off: int = 0, **form: str) -> Response:
    return await visitor.post(PAGE, {"code": await shown(visitor.company, who, off), **form})


@pytest.fixture
async def half(app: Quart, world: World) -> Visitor:
    """Acme's owner has a second factor, and has come in by the link alone."""
    async with acting_for(world.acme.tenant):
        await a_second_factor(world.acme.owner)
    return await Visitor(app, world.acme).sign_in_staff()


class TestProving:
    async def test_the_link_alone_opens_nothing(self, half: Visitor) -> None:
        assert (
            await half.get("/staff/customers?show=owing")
        ).location == f"{PAGE}?next=/staff/customers%3Fshow%3Dowing"
        assert (await half.post("/staff/customers/new", {"name": "X"})).status_code == 401
        assert (await half.get(SET_UP)).location == PAGE
        assert (await half.post(SET_UP)).status_code == 401

    async def test_coming_from_another_host_of_ours_does_not_go_past_it(self, app: Quart, world: World) -> None:
        async with acting_for(world.acme.tenant):
            await a_second_factor(world.acme.owner)
            way = await hand_over(world.acme.owner.email, "/staff/team")
        olive = Visitor(app, world.acme)
        wanted = (await olive.post(way)).location

        assert (await olive.get(wanted)).location == f"{PAGE}?next=/staff/team"
        assert (await prove(olive, world.acme.owner, next=wanted)).location == "/staff/team"

    async def test_the_code_lets_them_in_where_they_wanted_to_go(self, half: Visitor, world: World) -> None:
        answer = await prove(half, world.acme.owner, next="/staff/team")

        assert answer.location == "/staff/team"
        assert (await half.get("/staff/team")).status_code == 200

    async def test_with_it_comes_another_reference_and_the_old_one_is_dead(
        self, app: Quart, half: Visitor, world: World
    ) -> None:
        old = copied(app, half)
        await prove(half, world.acme.owner)

        assert str((await old.get(PAGE)).location).startswith("/staff/sign-in")

    async def test_a_wrong_one_says_so_and_opens_nothing(self, half: Visitor) -> None:
        answer = await half.post(PAGE, {"code": "12345"})

        assert answer.status_code == 422
        assert 'id="code-error"' in await answer.get_data(as_text=True)
        assert (await half.get("/staff/customers")).status_code == 303

    @pytest.mark.parametrize("typed", ["", "\x00", "9" * 300, "é" * 20, "a" * 10_000, "١٢٣٤٥٦"])
    async def test_nothing_that_is_typed_breaks_it(self, half: Visitor, typed: str) -> None:
        assert (await half.post(PAGE, {"code": typed})).status_code in {400, 422}

    @pytest.mark.parametrize("wanted", [*EVIL, "/", "/invoices", PAGE])
    async def test_it_goes_nowhere_but_to_pages_of_the_console(self, half: Visitor, world: World, wanted: str) -> None:
        assert (await prove(half, world.acme.owner, next=wanted)).location == "/staff"

    async def test_the_link_used_again_does_not_go_past_it(self, half: Visitor, world: World) -> None:
        await prove(half, world.acme.owner)
        await half.sign_in_staff()

        assert (await half.get("/staff/customers")).location == f"{PAGE}?next=/staff/customers"

    async def test_signing_out_works_half_way(self, half: Visitor) -> None:
        await half.post("/staff/sign-out")

        assert str((await half.get(PAGE)).location).startswith("/staff/sign-in")

    async def test_nobody_comes_here_without_the_link(self, app: Quart, world: World) -> None:
        stranger = Visitor(app, world.acme)
        for path in (PAGE, SET_UP):
            assert str((await stranger.get(path)).location).startswith("/staff/sign-in")
            assert (await stranger.post(path)).status_code == 401


class TestConfirming:
    async def test_whoever_has_one_proves_that_and_no_mail(self, half: Visitor, world: World) -> None:
        await prove(half, world.acme.owner)
        await grown_old(world.acme)
        await half.post("/staff/confirm/mail")
        async with acting_for(world.acme.tenant):
            mailed = await MagicLink.filter(email=world.acme.owner.email).order_by("-created_at").first()
        assert mailed

        assert (await half.post("/staff/confirm", {"code": mailed.code})).status_code == 422
        typed = await shown(world.acme, world.acme.owner, 1)
        assert (await half.post("/staff/confirm", {"code": typed, "next": "/staff/me"})).location == "/staff/me"

    async def test_a_half_way_session_confirms_nothing(self, half: Visitor) -> None:
        assert (await half.get("/staff/confirm?next=/staff/team")).location == f"{PAGE}?next=/staff/team"


class TestSettingUp:
    async def test_from_the_own_page_to_the_recovery_codes(self, app: Quart, world: World) -> None:
        olive = await Visitor(app, world.acme).sign_in_staff()
        await olive.post(SET_UP)
        page = await text(olive, SET_UP)
        done = await olive.post(f"{SET_UP}/prove", {"code": await shown(world.acme, world.acme.owner)})

        assert "<svg" in page
        assert "otpauth://totp/" in page
        assert (await done.get_data(as_text=True)).count("<li>") == 10
        assert "10 recovery codes are left." in await text(olive, "/staff/me")

    async def test_looking_sets_nothing_up(self, app: Quart, world: World) -> None:
        olive = await Visitor(app, world.acme).sign_in_staff()
        await olive.get(SET_UP)
        async with acting_for(world.acme.tenant):
            assert not await SecondFactor.exists()

    async def test_a_session_left_open_sets_none_up_and_shows_no_secret(self, app: Quart, world: World) -> None:
        olive = await Visitor(app, world.acme).sign_in_staff()
        await olive.post(SET_UP)
        await grown_old(world.acme)

        assert "otpauth" not in await text(olive, SET_UP)
        for path in (SET_UP, f"{SET_UP}/prove", "/staff/me/recovery-codes", "/staff/me/second-factor/remove"):
            assert (await olive.post(path)).status_code == 403

    async def test_other_browsers_are_out(self, app: Quart, world: World) -> None:
        elsewhere = await Visitor(app, world.acme).sign_in_staff()
        olive = await Visitor(app, world.acme).sign_in_staff()
        await olive.post(SET_UP)
        await olive.post(f"{SET_UP}/prove", {"code": await shown(world.acme, world.acme.owner)})

        assert str((await elsewhere.get("/staff/team")).location).startswith("/staff/sign-in")
        assert (await olive.get("/staff/team")).status_code == 200

    async def test_it_is_switched_off_with_a_fresh_proof(self, half: Visitor, world: World) -> None:
        await prove(half, world.acme.owner)

        assert (await half.post("/staff/me/second-factor/remove")).status_code == 303
        assert "Set it up" in await text(half, "/staff/me")

    async def test_new_recovery_codes_are_shown_once(self, half: Visitor, world: World) -> None:
        await prove(half, world.acme.owner)
        page = await (await half.post("/staff/me/recovery-codes")).get_data(as_text=True)

        assert page.count("<code>") == 10
        assert "<code>" not in await text(half, "/staff/me")


class TestRequired:
    async def test_who_has_none_is_led_to_it_and_nowhere_else(self, app: Quart, world: World) -> None:
        olive = await Visitor(app, world.acme).sign_in_staff()
        await olive.post("/staff/team/second-factor", {"second_factor": "required"})

        assert (await olive.get("/staff/customers")).location == f"{SET_UP}?next=/staff/customers"
        assert (await olive.post("/staff/customers/new", {"name": "X"})).status_code == 401

    async def test_once_it_is_set_up_they_go_on(self, app: Quart, world: World) -> None:
        await required(world.acme)
        olive = await Visitor(app, world.acme).sign_in_staff()
        begun = await olive.post(SET_UP, {"next": "/staff/team"})
        done = await olive.post(
            f"{SET_UP}/prove", {"code": await shown(world.acme, world.acme.owner), "next": "/staff/team"}
        )

        assert begun.location == f"{SET_UP}?next=/staff/team"
        assert 'href="/staff/team"' in await done.get_data(as_text=True)
        assert (await olive.get("/staff/team")).status_code == 200

    async def test_an_admin_asks_it_of_nobody(self, app: Quart, world: World) -> None:
        ada = await Visitor(app, world.acme).sign_in_staff((await a_staff_member(world.acme, Role.ADMIN)).email)

        assert (await ada.post("/staff/team/second-factor", {"second_factor": "required"})).status_code == 403

    async def test_a_form_that_came_apart_turns_no_switch(self, app: Quart, world: World) -> None:
        olive = await Visitor(app, world.acme).sign_in_staff()

        assert (await olive.post("/staff/team/second-factor")).status_code == 400


class TestLosing:
    async def test_it_takes_three_days_and_then_a_press(self, half: Visitor, world: World) -> None:
        await half.post(f"{PAGE}/lost")
        assert (await half.post(f"{PAGE}/without")).status_code == 404
        async with acting_for(world.acme.tenant):
            long_ago = datetime.now(UTC) - second_factor.WAITING - timedelta(minutes=1)
            await SecondFactor.filter(staff_member_id=world.acme.owner.id).update(lost_at=long_ago)

        assert "Go on without it" in await text(half, PAGE)
        assert (await half.post(f"{PAGE}/without")).location == "/staff"
        assert (await half.get("/staff/team")).status_code == 200

    async def test_a_session_left_open_says_nothing_lost(self, half: Visitor, world: World) -> None:
        await prove(half, world.acme.owner)
        assert (await half.post(f"{PAGE}/lost")).status_code == 404

        async with acting_for(world.acme.tenant):
            assert await second_factor.loss(world.acme.owner.id) is None

    async def test_another_owner_decides_on_the_team_page(self, app: Quart, half: Visitor, world: World) -> None:
        second = await Visitor(app, world.acme).sign_in_staff((await a_staff_member(world.acme, Role.OWNER)).email)
        await half.post(f"{PAGE}/lost")
        path = f"/staff/team/{world.acme.owner.id}"

        assert "Let in without it" in await text(second, path)
        assert (await second.post(f"{path}/let-in")).status_code == 303
        assert (await half.get("/staff/team")).status_code == 200


class TestLives:
    """How long a session of staff lasts, as docs/decisions says."""

    @pytest.mark.parametrize(
        ("is_required", "begun", "seen", "is_in"),
        [
            (False, timedelta(days=13), timedelta(days=2), True),
            (False, timedelta(days=15), timedelta(0), False),
            (False, timedelta(days=4), timedelta(days=3, minutes=1), False),
            (True, timedelta(hours=11), timedelta(minutes=50), True),
            (True, timedelta(hours=13), timedelta(0), False),
            (True, timedelta(hours=2), timedelta(minutes=61), False),
        ],
    )
    async def test_it_ends_by_itself(
        self, half: Visitor, world: World, is_required: bool, begun: timedelta, seen: timedelta, is_in: bool
    ) -> None:
        await prove(half, world.acme.owner)
        if is_required:
            await required(world.acme)
        now = datetime.now(UTC)
        async with acting_for(world.acme.tenant):
            await Session.filter(staff_member_id=world.acme.owner.id).update(
                created_at=now - begun, seen_at=now - seen, expires_at=now - begun + timedelta(days=14)
            )

        assert ((await half.get("/staff/team")).status_code == 200) is is_in
