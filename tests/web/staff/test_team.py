"""The Team page: who may invite, change and remove whom, and what it does to those who are signed in."""

import re

import pytest
from quart import Quart

from tenants.emails import Email
from tenants.isolation import acting_for
from tenants.sign_in import Session
from tenants.staff import Role, StaffMember
from tests.builders import a_staff_member
from tests.visitor import Visitor
from tests.web.staff.sign_in.test_confirm import grown_old
from tests.web.staff.test_me import signed_in, text
from tests.web.staff.test_staff import ALL_ON
from tests.web.staff.test_staff import PAGE as SETTINGS
from tests.world import World

PAGE = "/staff/team"
MEL = {"name": "Mel Mason", "email": "mel@example.com", "role": "member"}


async def role_of(world: World, who: StaffMember) -> Role:
    async with acting_for(world.acme.tenant):
        return (await StaffMember.get(id=who.id)).role


class TestInviting:
    async def test_the_mail_leads_to_the_door_with_the_address_filled_in(self, app: Quart, world: World) -> None:
        olive, _ = await signed_in(app, world.acme, Role.OWNER)
        await olive.post(f"{PAGE}/invite", MEL)
        async with acting_for(world.acme.tenant):
            path = (await Email.get(letter="staff_invitation")).facts["path"]

        assert 'value="mel@example.com"' in await text(Visitor(app, world.acme), path)
        assert "Invited" in await text(olive, PAGE)

    async def test_they_come_in_by_the_ordinary_door(self, app: Quart, world: World) -> None:
        olive, _ = await signed_in(app, world.acme, Role.OWNER)
        await olive.post(f"{PAGE}/invite", MEL)
        mel = await Visitor(app, world.acme).sign_in_staff("mel@example.com")

        assert (await mel.get("/staff/customers")).status_code == 200
        assert "Invited" not in await text(olive, PAGE)

    @pytest.mark.parametrize(
        ("form", "status"),
        [
            ({"name": ""}, 422),
            ({"email": "nobody"}, 422),
            ({"email": "x" * 300}, 422),
            ({"role": "emperor"}, 422),
            ({"name": "n" * 5_000}, 422),
        ],
    )
    async def test_what_cannot_be_is_said_and_kept(
        self, app: Quart, world: World, form: dict[str, str], status: int
    ) -> None:
        olive, _ = await signed_in(app, world.acme, Role.OWNER)
        answer = await olive.post(f"{PAGE}/invite", {**MEL, **form})

        assert answer.status_code == status
        async with acting_for(world.acme.tenant):
            assert not await StaffMember.exists(name="Mel Mason")

    @pytest.mark.parametrize("role", ["admin", "owner"])
    async def test_a_session_left_open_makes_nobody_greater(self, app: Quart, world: World, role: str) -> None:
        olive, who = await signed_in(app, world.acme, Role.OWNER)
        await grown_old(world.acme, who.email)
        answer = await olive.post(f"{PAGE}/invite", {**MEL, "role": role})

        assert (answer.status_code, "Please confirm that it is you" in await answer.get_data(as_text=True)) == (
            403,
            True,
        )
        assert (await olive.post(f"{PAGE}/invite", MEL)).status_code == 303

    async def test_a_session_left_open_removes_nobody_greater(self, app: Quart, world: World) -> None:
        olive, who = await signed_in(app, world.acme, Role.OWNER)
        ada, max_ = await a_staff_member(world.acme, Role.ADMIN), await a_staff_member(world.acme, Role.MEMBER)
        await grown_old(world.acme, who.email)

        assert (await olive.post(f"{PAGE}/{ada.id}/remove")).status_code == 403
        assert (await olive.post(f"{PAGE}/{max_.id}/remove")).status_code == 303

    async def test_an_admin_invites_members_and_nobody_greater(self, app: Quart, world: World) -> None:
        ada, _ = await signed_in(app, world.acme, Role.ADMIN)

        assert (await ada.post(f"{PAGE}/invite", {**MEL, "role": "admin"})).status_code == 403
        assert (await ada.post(f"{PAGE}/invite", MEL)).status_code == 303
        assert 'value="owner"' not in await text(ada, f"{PAGE}/invite")

    async def test_an_invitation_is_withdrawn(self, app: Quart, world: World) -> None:
        olive, _ = await signed_in(app, world.acme, Role.OWNER)
        path = str((await olive.post(f"{PAGE}/invite", MEL)).location)
        assert (await olive.post(f"{path}/invite-again")).status_code == 303
        await olive.post(f"{path}/remove")
        mel = Visitor(app, world.acme)
        await mel.post("/staff/sign-in", {"email": "mel@example.com"})

        assert (await olive.get(path)).status_code == 404
        async with acting_for(world.acme.tenant):
            assert not await Session.filter(email="mel@example.com")

    async def test_whoever_was_removed_is_invited_again_with_two_presses(self, app: Quart, world: World) -> None:
        olive, _ = await signed_in(app, world.acme, Role.OWNER)
        member = await a_staff_member(world.acme, Role.MEMBER)
        await olive.post(f"{PAGE}/{member.id}/remove")
        way = re.findall(r'href="(/staff/team/invite\?again=[^"]+)"', await text(olive, PAGE))[0]

        assert f'value="{member.email}"' in await text(olive, way)


class TestRoles:
    async def test_a_demoted_admin_with_an_open_form_is_refused(self, app: Quart, world: World) -> None:
        ada, who = await signed_in(app, world.acme, Role.ADMIN)
        olive, _ = await signed_in(app, world.acme, Role.OWNER)
        assert (await ada.get(SETTINGS)).status_code == 200
        await olive.post(f"{PAGE}/{who.id}/role", {"role": "member"})

        assert (await ada.post(SETTINGS, ALL_ON)).status_code == 401
        await ada.sign_in_staff(who.email)
        assert (await ada.post(SETTINGS, ALL_ON)).status_code == 403

    async def test_who_is_removed_is_out_at_the_next_request(self, app: Quart, world: World) -> None:
        max_, who = await signed_in(app, world.acme)
        olive, _ = await signed_in(app, world.acme, Role.OWNER)
        await olive.post(f"{PAGE}/{who.id}/remove")

        assert (await max_.get("/staff/customers")).status_code == 303
        assert (await max_.post("/staff/customers/new", {"name": "X"})).status_code == 401

    async def test_an_admin_touches_no_admin_and_no_owner(self, app: Quart, world: World) -> None:
        ada, _ = await signed_in(app, world.acme, Role.ADMIN)
        other = await a_staff_member(world.acme, Role.ADMIN)
        for who in (other, world.acme.owner):
            assert (await ada.post(f"{PAGE}/{who.id}/remove")).status_code == 403
            assert (await ada.post(f"{PAGE}/{who.id}/role", {"role": "member"})).status_code == 403
            assert "Remove from the team" not in await text(ada, f"{PAGE}/{who.id}")

    async def test_ones_own_new_role_comes_with_another_reference(self, app: Quart, world: World) -> None:
        second, who = await signed_in(app, world.acme, Role.OWNER)
        old = Visitor(app, world.acme)
        for cookie in second.client.cookie_jar or ():
            old.client.set_cookie(old.host, cookie.name, cookie.value or "")
        await second.post(f"{PAGE}/{who.id}/role", {"role": "admin"})

        assert (await second.get(PAGE)).status_code == 200
        assert (await old.get(PAGE)).status_code == 303

    async def test_the_last_owner_is_told_why_not(self, app: Quart, world: World) -> None:
        olive = await Visitor(app, world.acme).sign_in_staff()
        answer = await olive.post(f"{PAGE}/{world.acme.owner.id}/role", {"role": "member"})

        assert answer.status_code == 409
        assert "needs an owner" in await answer.get_data(as_text=True)


class TestHandingOver:
    async def test_it_wants_the_companys_name_typed(self, app: Quart, world: World) -> None:
        olive = await Visitor(app, world.acme).sign_in_staff()
        _, heir = await signed_in(app, world.acme, Role.ADMIN)
        refused = await olive.post(f"{PAGE}/{heir.id}/hand-over", {"company": "Bolt"})

        assert refused.status_code == 422
        assert 'value="Bolt"' in await refused.get_data(as_text=True)
        assert await role_of(world, heir) is Role.ADMIN

    async def test_then_the_roles_are_changed(self, app: Quart, world: World) -> None:
        olive = await Visitor(app, world.acme).sign_in_staff()
        _, heir = await signed_in(app, world.acme, Role.ADMIN)
        await olive.post(f"{PAGE}/{heir.id}/hand-over", {"company": " acme "})

        assert [await role_of(world, it) for it in (heir, world.acme.owner)] == [Role.OWNER, Role.ADMIN]
        assert (await olive.get(PAGE)).status_code == 200
        assert (await olive.post(f"{PAGE}/{heir.id}/role", {"role": "member"})).status_code == 403
