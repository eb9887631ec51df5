"""The company's side: a door and a session of its own, and the page on which the owner decides about the portal."""

from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from quart import Quart, Response

from tenants import directory
from tenants.emails import Email
from tenants.isolation import acting_for
from tenants.sign_in import MagicLink, Purpose, Session
from tenants.staff import Role, StaffMember
from tenants.tenant import Tenant
from tests.builders import an_agreement
from tests.conftest import RunTasks
from tests.visitor import Visitor
from tests.world import Company, World

Visit = Callable[[Company], Visitor]
PAGE = "/staff/settings/client-portal"
DOOR = f"/staff/sign-in?next={PAGE}"
ALL_ON = {
    "welcome": "",
    "portal_enabled": "on",
    "shows_estimates": "on",
    "shows_jobs": "on",
    "shows_agreements": "on",
    "shows_service_requests": "on",
    "shows_job_photos": "on",
}


async def newest_link(company: Company, email: str) -> MagicLink:
    async with acting_for(company.tenant):
        link = await MagicLink.filter(email=email.lower()).order_by("-created_at").first()
    assert link
    return link


async def enter(visitor: Visitor, email: str = "") -> Response:
    email = email or visitor.company.owner.email
    await visitor.post("/staff/sign-in", {"email": email})
    return await visitor.post(f"/staff/sign-in/{(await newest_link(visitor.company, email)).secret}")


@pytest.fixture
async def olive(visit: Visit, world: World) -> Visitor:
    """Acme's owner, signed in."""
    visitor = visit(world.acme)
    assert (await enter(visitor)).location == "/staff"
    return visitor


async def text(answer: Response) -> str:
    return await answer.get_data(as_text=True)


class TestSignIn:
    async def test_the_mail_leads_to_the_staffs_own_door(self, world: World, visit: Visit, run_tasks: RunTasks) -> None:
        await visit(world.acme).post("/staff/sign-in", {"email": world.acme.owner.email})
        await run_tasks()
        link = await newest_link(world.acme, world.acme.owner.email)
        async with acting_for(world.acme.tenant):
            mail = await Email.get(about_id=link.id)

        assert (link.purpose, mail.to_address) == (Purpose.STAFF, world.acme.owner.email)

    async def test_the_code_signs_in_too(self, world: World, visit: Visit) -> None:
        visitor = visit(world.acme)
        await visitor.post("/staff/sign-in", {"email": world.acme.owner.email})
        link = await newest_link(world.acme, world.acme.owner.email)

        assert (await visitor.post("/staff/sign-in/code", {"code": link.code})).location == "/staff"

    async def test_a_contact_gets_no_mail_and_no_way_in(self, world: World, visit: Visit, run_tasks: RunTasks) -> None:
        visitor = visit(world.acme)
        answer = await enter(visitor, world.acme.contact.email)
        await run_tasks()
        async with acting_for(world.acme.tenant):
            assert not await Email.exists(to_address=world.acme.contact.email)
            assert not await Session.all()

        assert answer.status_code == 410

    async def test_a_link_for_one_door_opens_no_other(self, world: World, visit: Visit) -> None:
        async with acting_for(world.acme.tenant):
            await StaffMember.create(name="Dana Diaz", email=world.acme.contact.email, role=Role.OWNER)
        visitor, email = visit(world.acme), world.acme.contact.email
        await visitor.post("/sign-in", {"email": email})
        of_contact = await newest_link(world.acme, email)
        await visitor.post("/staff/sign-in", {"email": email})
        of_staff = await newest_link(world.acme, email)

        assert (await visitor.get(f"/staff/sign-in/{of_contact.secret}")).status_code == 410
        assert (await visitor.post(f"/staff/sign-in/{of_contact.secret}")).status_code == 410
        assert (await visitor.post(f"/sign-in/{of_staff.secret}")).status_code == 410
        assert (await visitor.post("/sign-in/code", {"code": of_staff.code})).status_code != 303

    async def test_a_session_of_one_side_is_none_on_the_other(
        self, world: World, visit: Visit, olive: Visitor, app: Quart
    ) -> None:
        dana = await visit(world.acme).sign_in()

        assert (await dana.get(PAGE)).location == DOOR
        assert (await dana.post(PAGE, ALL_ON)).status_code == 401
        assert (await olive.get("/invoices")).location == "/sign-in?next=/invoices"

    async def test_a_contacts_cookie_under_the_staffs_name_opens_nothing(self, world: World, visit: Visit) -> None:
        await visit(world.acme).sign_in()
        async with acting_for(world.acme.tenant):
            stolen = await Session.get()
            await Session.filter(id=stolen.id).update(secret_hash=sha256(b"known").digest())
        stranger = visit(world.acme)

        assert (await stranger.get(PAGE, Cookie="__Host-staff=known")).location == DOOR

    async def test_it_is_another_companys_at_another_host(self, world: World, app: Quart, olive: Visitor) -> None:
        elsewhere = Visitor(app, world.bolt)
        elsewhere.client = olive.client

        assert (await elsewhere.get(PAGE)).location == DOOR

    async def test_who_was_removed_is_out_at_once(self, world: World, olive: Visitor) -> None:
        async with acting_for(world.acme.tenant):
            await StaffMember.filter(id=world.acme.owner.id).update(removed_at=datetime.now(UTC))

        assert (await olive.get(PAGE)).location == DOOR

    async def test_signing_out_ends_it(self, olive: Visitor) -> None:
        await olive.post("/staff/sign-out")

        assert (await olive.get(PAGE)).location == DOOR

    async def test_the_page_changes_nothing_when_it_is_looked_at(self, world: World, visit: Visit) -> None:
        visitor = visit(world.acme)
        await visitor.post("/staff/sign-in", {"email": world.acme.owner.email})
        link = await newest_link(world.acme, world.acme.owner.email)
        await visitor.get(f"/staff/sign-in/{link.secret}")

        assert (await newest_link(world.acme, world.acme.owner.email)).consumed_at is None


class TestSettings:
    async def test_it_shows_what_is_set(self, olive: Visitor) -> None:
        page = await text(await olive.get(PAGE))

        assert "Everything is shown." in page
        assert page.count("checked") == 6

    async def test_hidden_photos_are_said_too(self, olive: Visitor) -> None:
        await olive.post(PAGE, {name: value for name, value in ALL_ON.items() if name != "shows_job_photos"})

        assert "Hidden: Photos of jobs." in await text(await olive.get(PAGE))

    async def test_what_is_hidden_is_gone_at_the_next_request(self, world: World, visit: Visit, olive: Visitor) -> None:
        async with acting_for(world.acme.tenant):
            agreement = await an_agreement(world.acme.customer)
        dana = await visit(world.acme).sign_in()
        assert (await dana.get(f"/agreements/{agreement.id}")).status_code == 200
        off = {name: value for name, value in ALL_ON.items() if name != "shows_agreements"}

        assert (await olive.post(PAGE, off)).status_code == 303
        assert (await dana.get(f"/agreements/{agreement.id}")).status_code == 404
        page = await text(await olive.get(PAGE))
        assert "Hidden: Agreements." in page
        assert "Agreements switched off" in page

    async def test_it_bites_though_no_news_of_it_came(self, world: World, olive: Visitor) -> None:
        """What another process changed: nobody told this one, whose copy of the company is old."""
        await olive.get(PAGE)
        kept = dict(directory._known)
        await Tenant.filter(id=world.acme.tenant.id).update(shows_jobs=False)
        directory._known.update(kept)

        assert "Hidden: Jobs." in await text(await olive.get(PAGE))

    async def test_a_closed_portal_leaves_staff_in_and_opens_again(
        self, world: World, visit: Visit, olive: Visitor
    ) -> None:
        dana = await visit(world.acme).sign_in()
        closed = {name: value for name, value in ALL_ON.items() if name != "portal_enabled"}
        await olive.post(PAGE, closed)
        directory.forget()  # as the listener of each process does

        assert (await dana.get("/")).status_code == 303
        assert (await dana.get("/sign-in")).status_code == 403
        assert "Closed: nobody can sign in." in await text(await olive.get(PAGE))
        assert (await enter(visit(world.acme))).location == "/staff"
        await olive.post(PAGE, ALL_ON)
        directory.forget()
        assert await (visit(world.acme)).sign_in()

    async def test_a_preview_saves_nothing(self, world: World, olive: Visitor) -> None:
        hiding = {name: value for name, value in ALL_ON.items() if name != "shows_jobs"}
        answer = await olive.post(PAGE, {**hiding, "welcome": "**Good** <script>x</script>", "preview": "yes"})
        page = await text(answer)

        assert "Everything is shown." in page

        assert "<strong>Good</strong>" in page
        assert "<script>x" not in page
        assert (await Tenant.get(id=world.acme.tenant.id)).welcome == ""

    @pytest.mark.parametrize(
        ("form", "beside"),
        [
            ({"partial_payments": "on", "smallest_partial": "lots"}, "smallest_partial-error"),
            ({"partial_payments": "on", "smallest_partial": "-5"}, "smallest_partial-error"),
            ({"partial_payments": "on", "smallest_partial": "9" * 60}, "smallest_partial-error"),
            ({"welcome": "x" * 5_001}, "welcome-error"),
        ],
    )
    async def test_what_cannot_be_is_said_beside_the_field_and_kept(
        self, world: World, olive: Visitor, form: dict[str, str], beside: str
    ) -> None:
        answer = await olive.post(PAGE, {**ALL_ON, "welcome": "Hello", **form})
        page = await text(answer)

        assert answer.status_code == 422
        assert f'id="{beside}"' in page
        assert form.get("smallest_partial", "x" * 5_000) in page
        assert (await Tenant.get(id=world.acme.tenant.id)).welcome == ""

    async def test_the_smallest_part_is_an_amount(self, world: World, olive: Visitor) -> None:
        await olive.post(PAGE, {**ALL_ON, "partial_payments": "on", "smallest_partial": "$25.00"})

        assert (await Tenant.get(id=world.acme.tenant.id)).smallest_partial == 2_500
        assert 'value="$25.00"' in await text(await olive.get(PAGE))

    async def test_no_member_comes_here(self, world: World, visit: Visit) -> None:
        async with acting_for(world.acme.tenant):
            await StaffMember.create(name="Mel", email=f"mel@{world.acme.tenant.slug}.example", role=Role.MEMBER)
        visitor = visit(world.acme)
        await enter(visitor, f"mel@{world.acme.tenant.slug}.example")

        assert (await visitor.get(PAGE)).status_code == 403
        assert (await visitor.post(PAGE, {})).status_code == 403
        assert (await Tenant.get(id=world.acme.tenant.id)).portal_enabled

    async def test_a_form_that_came_apart_switches_nothing_off(self, world: World, olive: Visitor) -> None:
        assert (await olive.post(PAGE)).status_code == 400
        assert (await Tenant.get(id=world.acme.tenant.id)).portal_enabled

    async def test_no_form_of_another_website_is_taken(self, olive: Visitor) -> None:
        assert (await olive.post(PAGE, ALL_ON, **{"Sec-Fetch-Site": "cross-site"})).status_code == 403
