"""The own page of a staff member: name, language, and where they are signed in."""

from quart import Quart

from tenants.activity import Activity
from tenants.isolation import acting_for
from tenants.sign_in import Session
from tenants.staff import Role, StaffMember
from tests.builders import a_staff_member
from tests.visitor import Visitor
from tests.world import Company, World

PAGE = "/staff/me"


async def signed_in(app: Quart, company: Company, role: Role = Role.MEMBER) -> tuple[Visitor, StaffMember]:
    who = await a_staff_member(company, role)
    return await Visitor(app, company).sign_in_staff(who.email), who


async def text(visitor: Visitor, path: str = PAGE) -> str:
    return await (await visitor.get(path)).get_data(as_text=True)


class TestDetails:
    async def test_every_page_leads_here(self, app: Quart, world: World) -> None:
        max_, _ = await signed_in(app, world.acme)

        assert 'class="who" href="/staff/me"' in await text(max_, "/staff/customers")

    async def test_a_name_is_kept(self, app: Quart, world: World) -> None:
        max_, who = await signed_in(app, world.acme)
        await max_.post(PAGE, {"name": " Max  Mason ", "language": ""})

        assert 'value="Max Mason"' in await text(max_)
        async with acting_for(world.acme.tenant):
            assert (await Activity.get(verb="changed", about_id=who.id)).staff_member_id == who.id

    async def test_the_console_answers_in_their_language(self, app: Quart, world: World) -> None:
        max_, _ = await signed_in(app, world.acme)
        await max_.post(PAGE, {"name": "Max", "language": "es"})

        assert '<html lang="es">' in await text(max_, "/staff/customers")

    async def test_the_switch_at_the_foot_counts_for_them_too(self, app: Quart, world: World) -> None:
        max_, who = await signed_in(app, world.acme)
        answer = await max_.post("/language", {"language": "es", "next": "/staff/customers"})
        async with acting_for(world.acme.tenant):
            assert (await StaffMember.get(id=who.id)).language == "es"

        assert answer.location == "/staff/customers"

    async def test_an_error_keeps_what_was_typed(self, app: Quart, world: World) -> None:
        max_, _ = await signed_in(app, world.acme)
        answer = await max_.post(PAGE, {"name": "x" * 121, "language": "es"})
        page = await answer.get_data(as_text=True)

        assert answer.status_code == 422
        assert 'id="name-error"' in page
        assert "x" * 121 in page
        assert '<option value="es" selected>' in page

    async def test_no_language_of_ours_is_none(self, app: Quart, world: World) -> None:
        max_, who = await signed_in(app, world.acme)
        await max_.post(PAGE, {"name": "Max", "language": "xx-evil"})
        async with acting_for(world.acme.tenant):
            assert (await StaffMember.get(id=who.id)).language == ""


class TestSessions:
    async def test_another_browser_is_signed_out_from_here(self, app: Quart, world: World) -> None:
        phone, who = await signed_in(app, world.acme)
        desk = await Visitor(app, world.acme).sign_in_staff(who.email)
        async with acting_for(world.acme.tenant):
            oldest = await Session.filter(staff_member_id=who.id).order_by("created_at").first()
        assert oldest

        assert (await desk.post(f"{PAGE}/sessions/{oldest.id}/revoke")).status_code == 303
        assert (await phone.get(PAGE)).status_code == 303
        assert (await desk.get(PAGE)).status_code == 200

    async def test_nobody_ends_somebody_elses(self, app: Quart, world: World) -> None:
        max_, _ = await signed_in(app, world.acme)
        olive = await Visitor(app, world.acme).sign_in_staff()
        async with acting_for(world.acme.tenant):
            theirs = await Session.get(staff_member_id=world.acme.owner.id)

        assert (await max_.post(f"{PAGE}/sessions/{theirs.id}/revoke")).status_code == 404
        assert (await olive.get(PAGE)).status_code == 200

    async def test_they_are_listed_also_while_the_portal_is_closed(self, app: Quart, world: World) -> None:
        max_, _ = await signed_in(app, world.acme)
        async with acting_for(world.acme.tenant) as unit:
            await unit.rows("UPDATE tenant SET portal_enabled = false WHERE id = $1", world.acme.tenant.id)

        assert "This device" in await text(max_)

    async def test_signing_out_everywhere_ends_them_all(self, app: Quart, world: World) -> None:
        phone, who = await signed_in(app, world.acme)
        desk = await Visitor(app, world.acme).sign_in_staff(who.email)
        answer = await phone.post(f"{PAGE}/sign-out-everywhere")

        assert answer.location == "/staff/sign-in"
        assert [(await it.get(PAGE)).status_code for it in (phone, desk)] == [303, 303]
