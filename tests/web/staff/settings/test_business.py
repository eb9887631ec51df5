"""Settings > Business info: kept, refused by field, and a portal that moves without losing anybody."""

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from quart import Quart, Response

from tenants import directory, team
from tenants.business import Business
from tenants.isolation import acting_for, statement
from tenants.staff import Role
from tenants.tenant import Tenant
from tests.builders import a_draft, a_share_link, a_slug, a_staff_member, an_invoice
from tests.signing_up import at_company
from tests.visitor import Visitor
from tests.web.staff.sign_in.test_confirm import grown_old
from tests.world import Company, World
from web.words import lists

PATH = "/staff/settings/business"


@pytest.fixture
async def olive(visit: Callable[[Company], Visitor], world: World) -> Visitor:
    return await visit(world.acme).sign_in_staff()


async def move(visitor: Visitor, slug: str) -> Response:
    answer = await visitor.post(f"{PATH}/address", {"slug": slug})
    directory.forget()  # as the database tells every process
    return answer


async def now(world: World) -> Tenant:
    return await Tenant.get(id=world.acme.tenant.id)


class TestForm:
    async def test_it_is_kept(self, world: World, olive: Visitor) -> None:
        assert (await olive.post(PATH, {"phone": "555 0111", "country": "CA"})).location == PATH

        assert ((await now(world)).phone, (await now(world)).locale) == ("555 0111", "en_CA")

    async def test_every_country_and_time_zone_of_the_list_can_be_chosen(self, world: World) -> None:
        places = [(it.value, "UTC") for it in lists.countries()] + [("US", it.value) for it in lists.time_zones()]
        stored = Business.of(world.acme.tenant)
        chosen = [replace(stored, locale=lists.locale_in(country), time_zone=zone) for country, zone in places]

        assert [it for it in chosen if it.refusals()] == []

    @pytest.mark.parametrize(
        ("country", "locale"), [("JP", "ja_JP"), ("MX", "es_MX"), ("TW", "zh_TW"), ("CA", "en_CA")]
    )
    async def test_a_country_that_writes_otherwise_is_taken(
        self, world: World, olive: Visitor, country: str, locale: str
    ) -> None:
        assert (await olive.post(PATH, {"country": country})).location == PATH

        assert (await now(world)).locale == locale
        assert (await olive.get(PATH)).status_code == 200

    async def test_what_is_not_sent_stays(self, world: World, olive: Visitor) -> None:
        await olive.post(PATH, {})

        assert (await now(world)).address == world.acme.tenant.address

    async def test_everything_wrong_stands_beside_its_field(self, olive: Visitor) -> None:
        wrong = {"name": "", "email": "x", "phone": "5" * 41, "time_zone": "Mars", "country": "??", "currency": "x"}
        answer = await olive.post(PATH, wrong)
        page = await answer.get_data(as_text=True)

        assert answer.status_code == 422
        assert all(f'id="{name}-error"' in page for name in wrong)

    async def test_the_currency_is_locked_by_a_document(self, world: World, olive: Visitor) -> None:
        async with acting_for(world.acme.tenant):
            await a_draft(world.acme.customer)
        page = await (await olive.get(PATH)).get_data(as_text=True)

        assert 'name="currency"' not in page
        assert (await olive.post(PATH, {"currency": "CAD"})).status_code == 422


class TestAddress:
    async def test_the_old_host_leads_to_the_same_page_at_the_new_one(
        self, world: World, olive: Visitor, app: Quart
    ) -> None:
        slug = a_slug()
        await move(olive, slug)
        answer = await Visitor(app, world.acme).get("/invoices?x=a%20b&y=%C3%A9")

        assert answer.status_code == 308
        assert answer.location == (await now(world)).url("/invoices?x=a%20b&y=%C3%A9")
        assert urlsplit(answer.location).hostname == f"{slug}.localhost"

    @pytest.mark.parametrize("path", ["//evil.test/", "/\\evil.test", "/@evil.test", "/%2F%2Fevil.test"])
    async def test_it_leads_nowhere_else(self, world: World, olive: Visitor, app: Quart, path: str) -> None:
        await move(olive, a_slug())
        answer = await Visitor(app, world.acme).get(path)

        assert answer.location.startswith((await now(world)).origin + "/")

    async def test_whoever_renamed_it_is_signed_in_at_the_new_host(
        self, world: World, olive: Visitor, app: Quart
    ) -> None:
        answer = await move(olive, a_slug())
        there, path = at_company(app, world.acme, answer.location)

        assert (await there.post(path)).location == PATH
        assert (await there.get(PATH)).status_code == 200

    async def test_a_session_left_open_does_not_become_a_fresh_one_by_moving(
        self, world: World, olive: Visitor
    ) -> None:
        await grown_old(world.acme)

        assert (await move(olive, a_slug("acme"))).status_code == 403
        assert (await now(world)).slug == world.acme.tenant.slug

    async def test_the_way_there_ends_with_the_role_in_which_it_was_opened(self, world: World, app: Quart) -> None:
        who = await a_staff_member(world.acme, Role.ADMIN)
        answer = await move(await Visitor(app, world.acme).sign_in_staff(who.email), a_slug())
        there, path = at_company(app, world.acme, answer.location)
        async with acting_for(world.acme.tenant):
            await team.change_role(who.id, Role.MEMBER, world.acme.owner.id)

        assert (await there.post(path)).status_code == 410

    async def test_share_links_lead_on(self, world: World, olive: Visitor, app: Quart) -> None:
        async with acting_for(world.acme.tenant):
            await a_share_link(await an_invoice(world.acme.customer))
        await move(olive, a_slug())

        assert (await Visitor(app, world.acme).get("/i/whatever")).status_code == 308

    async def test_a_session_is_of_the_company_and_not_of_its_name(
        self, world: World, olive: Visitor, app: Quart
    ) -> None:
        was = world.acme.tenant.slug
        await move(olive, a_slug())
        await statement("UPDATE former_slug SET kept_until = now() WHERE slug = $1", was)
        await Tenant.filter(id=world.bolt.tenant.id).update(slug=was)
        directory.forget()

        assert (await olive.get(PATH)).location.startswith("/staff/sign-in")

    @pytest.mark.parametrize("slug", ["admin", "", "a--b", "\x7f", "123"])
    async def test_what_cannot_be_is_refused(self, world: World, olive: Visitor, slug: str) -> None:
        assert (await olive.post(f"{PATH}/address", {"slug": slug})).status_code == 422
        assert (await now(world)).slug == world.acme.tenant.slug
