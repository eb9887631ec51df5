"""Another email address for a staff member: asked for, shown to be theirs, and every way around that."""

import asyncio
import time
from typing import Any

import pytest
from itsdangerous import TimestampSigner
from quart import Quart

from tenants.activity import Activity
from tenants.emails import Email
from tenants.isolation import acting_for
from tenants.sign_in import Session
from tenants.staff import Role, StaffMember
from tests.builders import a_staff_member
from tests.signing_in import shift
from tests.visitor import Visitor
from tests.world import Company, World

PAGE = "/staff/me/email"


async def signed_in(app: Quart, company: Company) -> tuple[Visitor, StaffMember]:
    who = await a_staff_member(company, Role.MEMBER)
    return await Visitor(app, company).sign_in_staff(who.email), who


async def link_for(company: Company, email: str) -> str:
    async with acting_for(company.tenant):
        return str((await Email.get(letter="staff_email_change", to_address=email)).facts["path"])


async def email_of(company: Company, who: StaffMember) -> str:
    async with acting_for(company.tenant):
        return (await StaffMember.get(id=who.id)).email


async def text(answer: Any) -> str:
    return str(await answer.get_data(as_text=True))


class TestAsking:
    async def test_the_own_page_leads_to_a_form(self, app: Quart, world: World) -> None:
        max_, who = await signed_in(app, world.acme)

        assert f'href="{PAGE}"' in await text(await max_.get("/staff/me"))
        assert f"You sign in with {who.email} now." in await text(await max_.get(PAGE))

    async def test_the_new_mailbox_gets_a_link_and_the_old_one_hears_of_it(self, app: Quart, world: World) -> None:
        max_, who = await signed_in(app, world.acme)
        page = await text(await max_.post(PAGE, {"email": " New.Max@Example.com "}))
        async with acting_for(world.acme.tenant):
            told = await Email.get(letter="staff_email_change_asked")

        assert "new.max@example.com" in page
        assert (told.to_address, told.facts["new_email"]) == (who.email, "n…@example.com")
        assert await email_of(world.acme, who) == who.email

    @pytest.mark.parametrize(
        "typed", ["", "x", "max@", "a b@example.com", "x" * 300 + "@example.com", "a@example.com\0"]
    )
    async def test_what_is_no_address_stays_typed_beside_its_error(self, app: Quart, world: World, typed: str) -> None:
        max_, _ = await signed_in(app, world.acme)
        answer = await max_.post(PAGE, {"email": typed})

        assert answer.status_code in {400, 422}
        assert answer.status_code == 400 or 'id="email-error"' in await text(answer)

    async def test_a_colleagues_and_the_own_are_refused(self, app: Quart, world: World) -> None:
        max_, who = await signed_in(app, world.acme)
        for typed in (world.acme.owner.email.upper(), who.email):
            assert (await max_.post(PAGE, {"email": typed})).status_code == 422

    async def test_three_in_an_hour_are_enough(self, app: Quart, world: World) -> None:
        max_, _ = await signed_in(app, world.acme)
        answers = [await max_.post(PAGE, {"email": f"max{number}@example.com"}) for number in range(4)]

        assert [answer.status_code for answer in answers] == [200, 200, 200, 422]

    async def test_a_browser_left_open_must_prove_itself_first(self, app: Quart, world: World) -> None:
        max_, _ = await signed_in(app, world.acme)
        await shift(world.acme, "session", "proved_at", "-1 hour")

        assert "/staff/confirm" in (await max_.get(PAGE)).location
        assert (await max_.post(PAGE, {"email": "new@example.com"})).status_code != 200
        async with acting_for(world.acme.tenant):
            assert not await Email.exists(letter="staff_email_change")


class TestTaking:
    async def test_they_stay_signed_in_here_and_nowhere_else(self, app: Quart, world: World) -> None:
        max_, who = await signed_in(app, world.acme)
        elsewhere = await Visitor(app, world.acme).sign_in_staff(who.email)
        await max_.post(PAGE, {"email": "new@example.com"})
        answer = await max_.post(await link_for(world.acme, "new@example.com"))

        assert answer.location == "/staff/me?saved=address"
        assert "From now on you sign in with new@example.com" in await text(await max_.get(answer.location))
        assert (await elsewhere.get("/staff/me")).status_code == 303

    async def test_from_then_on_they_sign_in_with_it(self, app: Quart, world: World) -> None:
        max_, who = await signed_in(app, world.acme)
        await max_.post(PAGE, {"email": "new@example.com"})
        await max_.post(await link_for(world.acme, "new@example.com"))
        again = await Visitor(app, world.acme).sign_in_staff("new@example.com")

        assert (await again.get("/staff/me")).status_code == 200
        async with acting_for(world.acme.tenant):
            assert (await Email.get(letter="staff_email_changed")).to_address == who.email
            assert await Activity.exists(verb="email_changed", about_id=who.id)

    async def test_looking_at_the_link_changes_nothing(self, app: Quart, world: World) -> None:
        max_, who = await signed_in(app, world.acme)
        await max_.post(PAGE, {"email": "new@example.com"})
        page = await text(await max_.get(await link_for(world.acme, "new@example.com")))

        assert "Is this your new address?" in page
        assert await email_of(world.acme, who) == who.email

    async def test_nobody_else_can_use_it(self, app: Quart, world: World) -> None:
        max_, who = await signed_in(app, world.acme)
        await max_.post(PAGE, {"email": "new@example.com"})
        link = await link_for(world.acme, "new@example.com")
        olive = await Visitor(app, world.acme).sign_in_staff()
        bolt = await Visitor(app, world.bolt).sign_in_staff()
        answers = [await it.post(link) for it in (Visitor(app, world.acme), olive, bolt)]

        assert [answer.status_code for answer in answers] == [401, 410, 410]
        assert await email_of(world.acme, who) == who.email

    @pytest.mark.parametrize("token", ["x", "x.y.z", "%00", "a" * 4_000])
    async def test_a_made_up_one_is_gone(self, app: Quart, world: World, token: str) -> None:
        max_, _ = await signed_in(app, world.acme)

        assert (await max_.get(f"{PAGE}/{token}")).status_code in {400, 404, 410, 414}

    async def test_after_an_hour_it_is_gone(self, app: Quart, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        max_, who = await signed_in(app, world.acme)
        with monkeypatch.context() as earlier:
            earlier.setattr(TimestampSigner, "get_timestamp", lambda _: int(time.time()) - 3_601)
            await max_.post(PAGE, {"email": "new@example.com"})

        assert (await max_.post(await link_for(world.acme, "new@example.com"))).status_code == 410
        assert await email_of(world.acme, who) == who.email

    async def test_it_works_once_and_no_earlier_link_after_it(self, app: Quart, world: World) -> None:
        max_, who = await signed_in(app, world.acme)
        for email in ("one@example.com", "two@example.com"):
            await max_.post(PAGE, {"email": email})
        links = [await link_for(world.acme, email) for email in ("two@example.com", "one@example.com")]
        answers = [await max_.post(link) for link in (*links, links[0])]

        assert [answer.status_code for answer in answers] == [303, 410, 410]
        assert await email_of(world.acme, who) == "two@example.com"

    async def test_of_two_who_want_one_address_one_gets_it(self, app: Quart, world: World) -> None:
        people = [await signed_in(app, world.acme) for _ in range(2)]
        for visitor, _ in people:
            await visitor.post(PAGE, {"email": "new@example.com"})
        async with acting_for(world.acme.tenant):
            mails = {it.about_id: it.facts["path"] for it in await Email.filter(letter="staff_email_change")}
        answers = await asyncio.gather(*(visitor.post(mails[who.id]) for visitor, who in people))

        assert sorted(answer.status_code for answer in answers) == [303, 409]

    async def test_sessions_follow(self, app: Quart, world: World) -> None:
        max_, who = await signed_in(app, world.acme)
        await max_.post(PAGE, {"email": "new@example.com"})
        await max_.post(await link_for(world.acme, "new@example.com"))
        async with acting_for(world.acme.tenant):
            (session,) = await Session.filter(staff_member_id=who.id, revoked_at=None)

        assert session.email == "new@example.com"
