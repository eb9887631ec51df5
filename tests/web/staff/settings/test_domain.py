"""Settings > Domain, and what a company's two hosts answer."""

from collections.abc import Callable

import pytest
from quart import Quart

from tenants import directory, own_domains
from tenants.isolation import acting_for
from tenants.tenant import Tenant
from tests.visitor import Visitor
from tests.world import Company, World

Visit = Callable[[Company], Visitor]
Enter = Callable[..., None]
DOMAIN = "/staff/settings/domain"


@pytest.fixture
def name(world: World) -> str:
    return f"portal.{world.acme.tenant.slug}.test"


@pytest.fixture
async def at_own(world: World, app: Quart, name: str) -> Visitor:
    """A browser at the company's own, proven domain."""
    await Tenant.filter(id=world.acme.tenant.id).update(domain=name)
    directory.forget()
    tenant = await Tenant.get(id=world.acme.tenant.id)
    return Visitor(app, world.acme, host=tenant.origin.removeprefix("http://"))


class TestPage:
    async def test_a_domain_is_claimed_proven_and_removed(
        self, world: World, visit: Visit, name: str, enter: Enter
    ) -> None:
        olive = await visit(world.acme).sign_in_staff()
        await olive.post(DOMAIN, {"domain": name})
        async with acting_for(world.acme.tenant):
            claimed = await own_domains.current()
        assert claimed is not None
        shown = await (await olive.get(DOMAIN)).get_data(as_text=True)
        assert own_domains.proof_text(claimed) in shown

        enter(own_domains.proof_name(name), "TXT", own_domains.proof_text(claimed))
        enter(name, "CNAME", world.acme.tenant.first_host)
        await olive.post(f"{DOMAIN}/check")
        directory.forget()

        assert "In use" in await (await olive.get(DOMAIN)).get_data(as_text=True)
        assert (await olive.post(f"{DOMAIN}/remove", {"domain": "wrong"})).status_code == 422
        assert (await olive.post(f"{DOMAIN}/remove", {"domain": name})).status_code == 303
        directory.forget()
        assert await directory.at_host(name) is None

    @pytest.mark.parametrize("typed", ["", "acme", "\0", "a" * 5_000, "localhost"])
    async def test_what_is_no_domain_is_said_beside_the_field(self, world: World, visit: Visit, typed: str) -> None:
        olive = await visit(world.acme).sign_in_staff()

        assert (await olive.post(DOMAIN, {"domain": typed})).status_code in {400, 422}

    async def test_without_a_claim_there_is_nothing_to_check(self, world: World, visit: Visit) -> None:
        olive = await visit(world.acme).sign_in_staff()

        assert (await olive.post(f"{DOMAIN}/check")).status_code == 404


class TestOften:
    async def test_whoever_presses_a_hundred_times_asks_the_dns_ten(
        self, world: World, visit: Visit, name: str, times_asked: Callable[[str], int]
    ) -> None:
        olive = await visit(world.acme).sign_in_staff()
        await olive.post(DOMAIN, {"domain": name})

        answers = [(await olive.post(f"{DOMAIN}/check")).status_code for _ in range(100)]

        assert answers == [303] * 10 + [429] * 90
        assert times_asked(own_domains.proof_name(name)) == 10

    async def test_another_claim_gives_no_more(
        self, world: World, visit: Visit, name: str, times_asked: Callable[[str], int]
    ) -> None:
        olive = await visit(world.acme).sign_in_staff()
        for _ in range(15):
            await olive.post(DOMAIN, {"domain": name})
            await olive.post(f"{DOMAIN}/check")

        assert times_asked(own_domains.proof_name(name)) == 10

    async def test_the_page_says_when_it_may_be_pressed_again_instead_of_a_button(
        self, world: World, visit: Visit, name: str
    ) -> None:
        olive = await visit(world.acme).sign_in_staff()
        await olive.post(DOMAIN, {"domain": name})
        for _ in range(10):
            assert "Check now</button>" in await (await olive.get(DOMAIN)).get_data(as_text=True)
            await olive.post(f"{DOMAIN}/check")

        page = await (await olive.get(DOMAIN)).get_data(as_text=True)

        assert "Please wait until " in page
        assert "Check now</button>" not in page

    async def test_another_company_is_not_held_up(self, world: World, visit: Visit, name: str) -> None:
        for company in (world.acme, world.bolt):
            olive = await visit(company).sign_in_staff()
            await olive.post(DOMAIN, {"domain": name})
            assert [(await olive.post(f"{DOMAIN}/check")).status_code for _ in range(10)] == [303] * 10


class TestHosts:
    async def test_the_first_host_sends_on_to_the_own_domain(self, world: World, visit: Visit, at_own: Visitor) -> None:
        moved = await visit(world.acme).get("/sign-in?next=/invoices%2F1")

        assert moved.status_code == 308
        assert moved.location == f"http://{at_own.host}/sign-in?next=/invoices%2F1"

    @pytest.mark.parametrize("path", ["//evil.test", "/\\evil.test", "/sign-in/%0d%0aX: y", "/i/x@evil.test"])
    async def test_it_sends_nobody_anywhere_else(self, world: World, visit: Visit, at_own: Visitor, path: str) -> None:
        answer = await visit(world.acme).get(path)

        assert (answer.location or f"http://{at_own.host}/").startswith(f"http://{at_own.host}/")

    async def test_a_person_signs_in_at_the_own_domain_alone(self, world: World, visit: Visit, at_own: Visitor) -> None:
        await at_own.sign_in()

        assert (await at_own.get("/invoices")).status_code == 200
        assert (await visit(world.acme).get("/invoices")).status_code == 308

    async def test_the_console_answers_at_both(self, world: World, visit: Visit, at_own: Visitor) -> None:
        olive = await visit(world.acme).sign_in_staff()

        assert (await olive.get(DOMAIN)).status_code == 200
        assert (await at_own.get("/staff/sign-in")).status_code == 200

    async def test_a_form_of_the_first_host_is_not_taken_at_the_own_domain(self, world: World, at_own: Visitor) -> None:
        headers = {"Sec-Fetch-Site": "cross-site", "Origin": world.acme.tenant.first_origin}

        assert (await at_own.post("/sign-in", {"email": "a@example.com"}, **headers)).status_code == 403

    async def test_every_link_in_a_letter_leads_to_the_own_domain(self, world: World, at_own: Visitor) -> None:
        tenant = await Tenant.get(id=world.acme.tenant.id)

        assert tenant.url("/invoices") == f"http://{at_own.host}/invoices"

    async def test_a_view_as_a_customer_stays_where_it_began(self, world: World, visit: Visit, at_own: Visitor) -> None:
        """The cookie is this host's alone: at the other one they would be somebody else."""
        olive = await visit(world.acme).sign_in_staff()
        await olive.post(f"/staff/customers/{world.acme.customer.id}/contacts/{world.acme.contact.id}/view")

        home = await olive.get("/")

        assert home.status_code == 200
        assert f"You see what <strong>{world.acme.contact.name}</strong> sees" in await home.get_data(as_text=True)

    async def test_the_own_domain_of_one_company_is_not_anothers(self, world: World, at_own: Visitor) -> None:
        assert world.bolt.tenant.name not in await (await at_own.get("/sign-in")).get_data(as_text=True)
