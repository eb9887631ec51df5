"""The console's home: what waits leads to the act, a calm page when nothing does, and money that can be read aloud."""

from datetime import timedelta
from typing import Any

import pytest
from quart import Quart

from tenants import directory, jobs
from tenants.isolation import acting_for
from tenants.staff import Role, StaffMember
from tenants.tenant import FIRST_COLOR, Tenant
from tests.builders import a_job, a_service_request, a_thread, a_visit, an_entry, an_invoice
from tests.visitor import Visitor
from tests.world import World


async def home(app: Quart, world: World) -> str:
    olive = await Visitor(app, world.acme).sign_in_staff()
    return await (await olive.get("/staff")).get_data(as_text=True)


async def test_it_is_calm_when_nothing_waits(app: Quart, world: World) -> None:
    page = await home(app, world)

    assert "Nothing waits for you" in page
    assert "Nobody is expecting you today." in page


async def test_each_thing_that_waits_leads_to_the_act(app: Quart, world: World) -> None:
    async with acting_for(world.acme.tenant):
        request = await a_service_request(world.acme.contact)
        late = await an_invoice(world.acme.customer, due_on=world.acme.tenant.today() - timedelta(days=3))
        thread = await a_thread(world.acme, await an_invoice(world.acme.customer))
    page = await home(app, world)

    for path in (f"requests/{request.id}", f"messages/{thread.id}", f"invoices/{late.id}"):
        assert f'href="/staff/{path}"' in page


@pytest.mark.parametrize(("act", "words"), [(None, "Planned"), (jobs.mark_done, "Done"), (jobs.mark_missed, "Missed")])
async def test_a_visit_of_today_says_how_it_stands(app: Quart, world: World, act: Any, words: str) -> None:
    async with acting_for(world.acme.tenant):
        visit = await a_visit(await a_job(world.acme.customer), timedelta(0))
        if act:
            await act(visit)

    assert f">{words}</span>" in await home(app, world)


async def test_more_of_a_kind_is_behind_its_list(app: Quart, world: World) -> None:
    async with acting_for(world.acme.tenant):
        for days in range(1, 6):
            await an_invoice(world.acme.customer, due_on=world.acme.tenant.today() - timedelta(days=days))

    assert "2 more like this" in await home(app, world)


async def test_the_chart_is_a_table_too(app: Quart, world: World) -> None:
    async with acting_for(world.acme.tenant):
        await an_entry(await an_invoice(world.acme.customer, 12_345), 12_345)
    page = await home(app, world)

    assert page.count("<rect") == page.count('<th scope="row">') == 12
    assert page.count("$123.45") == 3  # large, in the chart and in the table


class TestSettingUp:
    async def test_what_is_still_to_do_leads_there(self, app: Quart, world: World) -> None:
        await Tenant.filter(id=world.acme.tenant.id).update(brand_color=FIRST_COLOR)
        page = await home(app, world)

        assert "Set up your portal" in page
        assert 'href="/staff/settings/branding"' in page
        assert 'href="/staff/customers/new"' not in page  # done: there is one

    async def test_it_goes_when_the_rest_is_left_out(self, app: Quart, world: World) -> None:
        olive = await Visitor(app, world.acme).sign_in_staff()

        assert (await olive.post("/staff/start/skip-rest")).location == "/staff"
        directory.forget()
        assert "Set up your portal" not in await (await olive.get("/staff")).get_data(as_text=True)

    async def test_it_is_for_who_may_change_settings(self, app: Quart, world: World) -> None:
        async with acting_for(world.acme.tenant):
            await StaffMember.filter(id=world.acme.owner.id).update(role=Role.MEMBER)

        assert "Set up your portal" not in await home(app, world)


async def test_a_customers_words_stay_words(app: Quart, world: World) -> None:
    async with acting_for(world.acme.tenant):
        await a_service_request(world.acme.contact, what="<script>alert(1)</script>")

    assert "<script>alert" not in await home(app, world)


@pytest.mark.parametrize(("status", "says"), [("restricted", "stopped your payments"), ("active", ""), ("", "")])
async def test_it_says_when_stripe_stands_in_the_way(app: Quart, world: World, status: str, says: str) -> None:
    await Tenant.filter(id=world.acme.tenant.id).update(stripe_status=status)
    page = await home(app, world)

    assert ("/staff/settings/payments" in page) == bool(says)
    assert says in page


async def test_the_menu_counts_what_waits(app: Quart, world: World) -> None:
    assert "waits-here" not in await home(app, world)
    async with acting_for(world.acme.tenant):
        await a_service_request(world.acme.contact)
        await a_thread(world.acme, await an_invoice(world.acme.customer))

    assert (await home(app, world)).count("waits-here") == 2
