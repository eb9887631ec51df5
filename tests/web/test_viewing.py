"""View as customer: every page of the portal as the contact sees it, and not one thing that can be done there."""

from collections.abc import Callable
from datetime import UTC, datetime

import asyncpg
import pytest
from quart import Quart

from sandbox.servers import Servers
from tenants.customer_views import CustomerView
from tenants.isolation import acting_for
from tenants.messages import Author, Message
from tenants.staff import Role, StaffMember
from tests.builders import a_thread, an_invoice
from tests.catalogue import fingerprint, superuser
from tests.test_isolation import addressed_of_acme, addresses
from tests.visitor import Visitor
from tests.world import Company, World

Visit = Callable[[Company], Visitor]
LOOKING = "You are only looking"
WRITES_NOTHING = {"customer_view", "session"}


def path(company: Company) -> str:
    return f"/staff/customers/{company.customer.id}/contacts/{company.contact.id}/view"


async def looking(visitor: Visitor) -> Visitor:
    """Olive looks as Dana."""
    await visitor.sign_in_staff()
    assert (await visitor.post(path(visitor.company))).location == "/"
    return visitor


@pytest.fixture
async def olive(visit: Visit, world: World) -> Visitor:
    return await looking(visit(world.acme))


async def text(visitor: Visitor, address: str) -> str:
    return await (await visitor.get(address)).get_data(as_text=True)


async def portal_routes(app: Quart, world: World) -> list[tuple[str, str, str]]:
    rows = await addressed_of_acme(world)
    plain = [
        (rule.endpoint, method, rule.rule)
        for rule in app.url_map.iter_rules()
        if not rule.arguments
        for method in sorted((rule.methods or set()) & {"GET", "POST"})
    ]
    return [it for it in [*plain, *addresses(app, rows)] if it[0].startswith("portal.")]


class TestEveryPage:
    async def test_it_reads_and_writes_nothing(
        self, app: Quart, world: World, olive: Visitor, servers: Servers
    ) -> None:
        routes = await portal_routes(app, world)
        async with superuser(servers) as admin:
            before = await all_but_views(admin, world)
            for endpoint, method, address in routes:
                answer = await (olive.get(address) if method == "GET" else olive.post(address))
                wanted = {200, 303, 404} if method == "GET" else {403}
                assert answer.status_code in wanted, (endpoint, method, answer.status_code)
                if method == "POST":
                    assert LOOKING in await answer.get_data(as_text=True), endpoint
            assert await all_but_views(admin, world) == before

    async def test_no_contacts_session_is_touched(self, world: World, visit: Visit, app: Quart) -> None:
        dana = await visit(world.acme).sign_in()
        await dana.sign_in_staff()
        await dana.post(path(world.acme))
        assert "Back to the console" in await text(dana, "/invoices")

        answer = await dana.post(f"{path(world.acme)}/end")
        assert answer.location.startswith(f"/staff/customers/{world.acme.customer.id}")
        assert "Back to the console" not in await text(dana, "/invoices")

    async def test_what_was_written_to_them_stays_unread(self, world: World, olive: Visitor) -> None:
        async with acting_for(world.acme.tenant):
            invoice = await an_invoice(world.acme.customer)
            thread = await a_thread(world.acme, invoice)
            said = {"customer_id": world.acme.customer.id, "thread_id": thread.id, "name": "Olive", "body": "Hello"}
            await Message.create(**said, author=Author.STAFF, staff_member_id=world.acme.owner.id, at=datetime.now(UTC))
        seen = dict(thread.seen)

        assert "Hello" in await text(olive, f"/invoices/{invoice.id}")
        async with acting_for(world.acme.tenant):
            await thread.refresh_from_db()
        assert thread.seen == seen

    async def test_the_banner_says_whose_eyes(self, olive: Visitor) -> None:
        page = await text(olive, "/")

        assert "You see what <strong>Dana Diaz</strong> sees" in page
        assert f'action="{path(olive.company)}/end"' in page

    async def test_papers_and_calendars_are_there(self, world: World, olive: Visitor) -> None:
        async with acting_for(world.acme.tenant):
            invoice = await an_invoice(world.acme.customer)

        assert (await olive.get(f"/invoices/{invoice.id}.pdf")).content_type == "application/pdf"
        assert (await olive.get("/jobs/calendar")).status_code == 200

    async def test_another_customers_record_is_not_there(self, world: World, olive: Visitor) -> None:
        async with acting_for(world.acme.tenant):
            invoice = await an_invoice(world.acme.other_customer)

        assert (await olive.get(f"/invoices/{invoice.id}")).status_code == 404


async def all_but_views(admin: asyncpg.Connection, world: World) -> dict[str, object]:
    prints = await fingerprint(admin, world.acme.tenant.id)
    return {table: found for table, found in prints.items() if table not in WRITES_NOTHING}


class TestBeside:
    @pytest.mark.parametrize("address", ["/sign-out", "/sign-in", "/sign-in/code", "/language"])
    async def test_nobody_signs_in_or_out_or_picks_a_language_meanwhile(self, olive: Visitor, address: str) -> None:
        answer = await olive.post(address, {"email": "x@example.com", "language": "es"})

        assert answer.status_code == 403
        assert "Set-Cookie" not in answer.headers

    async def test_share_links_are_as_ever(self, app: Quart, world: World, olive: Visitor) -> None:
        rows = await addressed_of_acme(world)
        (link,) = [it for it in addresses(app, rows) if it[0] == "share.invoices.show" and it[1] == "GET"]

        assert "Back to the console" not in await text(olive, link[2])

    async def test_the_console_is_as_ever(self, olive: Visitor) -> None:
        assert (await olive.get("/staff/customers")).status_code == 200


class TestEnd:
    async def test_it_is_over_after_its_time_and_falls_back_on_nobody(self, world: World, visit: Visit) -> None:
        dana = await looking(await visit(world.acme).sign_in())
        async with acting_for(world.acme.tenant):
            await CustomerView.all().update(expires_at=datetime.now(UTC))

        assert (await dana.post("/profile", {"name": "Mallory"})).status_code == 403
        async with acting_for(world.acme.tenant):
            await world.acme.contact.refresh_from_db()
        assert world.acme.contact.name == "Dana Diaz"

    async def test_then_the_page_says_so_and_the_cookie_goes(self, world: World, olive: Visitor) -> None:
        async with acting_for(world.acme.tenant):
            await CustomerView.all().update(expires_at=datetime.now(UTC))
        answer = await olive.get("/invoices")

        assert answer.status_code == 410
        assert "This view is over" in await answer.get_data(as_text=True)
        assert (await olive.get("/invoices")).location == "/sign-in?next=/invoices"

    async def test_signing_out_of_the_console_ends_it(self, olive: Visitor) -> None:
        await olive.post("/staff/sign-out")

        assert (await olive.get("/invoices")).status_code == 410

    @pytest.mark.parametrize("change", [{"role": Role.MEMBER}, {"removed_at": datetime.now(UTC)}])
    async def test_so_does_losing_ones_place(self, world: World, olive: Visitor, change: dict[str, object]) -> None:
        async with acting_for(world.acme.tenant):
            await StaffMember.filter(id=world.acme.owner.id).update(**change)

        assert (await olive.get("/invoices")).status_code == 410

    async def test_a_made_up_cookie_opens_nothing(self, world: World, visit: Visit) -> None:
        assert (await visit(world.acme).get("/invoices", Cookie="__Host-view=made-up")).status_code == 410

    async def test_nor_does_another_companys(self, app: Quart, world: World, olive: Visitor) -> None:
        elsewhere = Visitor(app, world.bolt)
        elsewhere.client = olive.client

        assert (await elsewhere.get("/invoices")).status_code in {303, 410}
