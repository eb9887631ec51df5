"""A customer's estimates on the page: what is asked first, one answer, and what became of it."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tenants import estimates
from tenants.customers import Contact
from tenants.estimates import Estimate, Item, Option
from tenants.isolation import acting_for
from tenants.sign_in import MagicLink
from tenants.tenant import Tenant
from tests.builders import a_line, an_estimate, estimate_contents
from tests.visitor import Visitor
from tests.world import Company, World

Visit = Callable[[Company], Visitor]

PUMP = Item(a_line(640_000, description="Heat pump"))
FILTERS = Item(
    a_line(2_000, description="Filters", quantity=Decimal(2)),
    key="filters",
    optional=True,
    least=Decimal(1),
    most=Decimal(9),
)
OPTIONS = (
    Option("good", "Good", (Item(a_line(100_000, description="Fan")),)),
    Option("best", "Best", (Item(a_line(300_000, description="Turbine")),), "Quiet and strong."),
)


async def sent(world: World, **contents: Any) -> Estimate:
    async with acting_for(world.acme.tenant):
        return await an_estimate(world.acme.customer, **contents)


async def text(visitor: Visitor, path: str) -> str:
    return await (await visitor.get(path)).get_data(as_text=True)


async def standing(world: World, estimate: Estimate) -> str:
    async with acting_for(world.acme.tenant):
        return str((await Estimate.get(id=estimate.id)).status)


async def signing(world: World) -> None:
    await Tenant.filter(id=world.acme.tenant.id).update(signature_required=True)
    await world.acme.tenant.refresh_from_db()


@pytest.fixture
async def dana(world: World, visit: Visit) -> Visitor:
    return await visit(world.acme).sign_in()


class TestIndex:
    async def test_it_shows_what_waits_for_an_answer_and_until_when(self, world: World, dana: Visitor) -> None:
        estimate = await sent(world)

        page = await text(dana, "/estimates")

        assert f'href="/estimates/{estimate.id}"' in page
        assert "answer by" in page
        assert "Waiting for your answer" in page

    async def test_it_says_what_will_appear_while_it_is_empty(self, dana: Visitor) -> None:
        assert "No estimates yet" in await text(dana, "/estimates")

    async def test_it_shows_nothing_of_another_customer(self, world: World, visit: Visit) -> None:
        await sent(world)
        casey = await visit(world.acme).sign_in(world.acme.other_contact.email)

        assert "No estimates yet" in await text(casey, "/estimates")

    async def test_it_shows_no_drafts(self, world: World, dana: Visitor) -> None:
        async with acting_for(world.acme.tenant):
            draft = await estimates.draft(world.acme.customer, estimate_contents())

        assert "No estimates yet" in await text(dana, "/estimates")
        assert (await dana.get(f"/estimates/{draft.id}")).status_code == 404

    async def test_it_turns_pages(self, world: World, dana: Visitor) -> None:
        for _ in range(estimates.PAGE + 2):
            await sent(world, at=a_while_ago())
        first = await text(dana, "/estimates")
        older = re.search(r'href="(/estimates\?before=[^"]+)"', first)
        assert older

        second = await text(dana, older[1])

        rows = [len(re.findall(r'href="/estimates/[0-9a-f-]{36}"', page)) for page in (first, second)]
        assert rows == [estimates.PAGE, 2]

    @pytest.mark.parametrize("cursor", ["yesterday_x", "_", "2026-01-01T00:00:00Z_x", ""])
    async def test_a_cursor_that_is_none_is_not_found(self, dana: Visitor, cursor: str) -> None:
        assert (await dana.get(f"/estimates?before={cursor}")).status_code == 404

    async def test_it_is_gone_while_the_section_is_hidden(self, world: World, dana: Visitor) -> None:
        estimate = await sent(world)
        await Tenant.filter(id=world.acme.tenant.id).update(shows_estimates=False)

        for path in ("/estimates", f"/estimates/{estimate.id}", f"/estimates/{estimate.id}.pdf"):
            assert (await dana.get(path)).status_code == 404, path
        assert (await dana.post(f"/estimates/{estimate.id}/accept", {"version": "1"})).status_code == 404


def a_while_ago() -> datetime:
    return datetime.now(UTC) - timedelta(days=60)


class TestShow:
    async def test_it_asks_for_one_thing(self, world: World, dana: Visitor) -> None:
        estimate = await sent(world, items=(PUMP,))

        page = await text(dana, f"/estimates/{estimate.id}")

        assert "$6,400.00" in page
        assert page.count('class="primary"') == 1
        assert ">Accept</button>" in page

    async def test_it_follows_a_choice_without_scripts_and_keeps_nothing(self, world: World, dana: Visitor) -> None:
        estimate = await sent(world, items=(PUMP, FILTERS), options=OPTIONS)
        path = f"/estimates/{estimate.id}"

        first = await text(dana, path)
        chosen = await text(dana, f"{path}?version=1&option=best&line-filters=on&quantity-filters=3")

        assert "$7,400.00" in first, "the least it comes to, until something is picked"
        assert "$9,460.00" in chosen
        assert re.search(r'value="best"[^>]*checked', chosen)
        assert 'value="3"' in chosen
        assert await standing(world, estimate) == "sent"

    async def test_it_says_what_is_wrong_with_a_choice_beside_it(self, world: World, dana: Visitor) -> None:
        estimate = await sent(world, items=(PUMP, FILTERS))

        page = await text(dana, f"/estimates/{estimate.id}?version=1&line-filters=on&quantity-filters=12")

        assert 'id="quantity-filters-error"' in page
        assert 'value="12"' in page

    async def test_it_shows_what_is_different_in_a_new_version(self, world: World, dana: Visitor) -> None:
        estimate = await sent(world, items=(PUMP,))
        cheaper = replace(PUMP, line=replace(PUMP.line, unit_price=600_000))
        await revised(world, estimate, items=(cheaper, Item(a_line(description="Permit"))))

        page = await text(dana, f"/estimates/{estimate.id}")

        assert "What is new in version 2" in page
        assert "$6,400.00" in page
        assert "Permit" in page
        assert "Please answer again" in page

    async def test_it_prints_what_a_company_wrote_as_text(self, world: World, dana: Visitor) -> None:
        hostile = "<script>alert(1)</script>"
        item = Item(a_line(description=hostile), key="x", optional=True)
        estimate = await sent(world, title=hostile, items=(PUMP, item), options=OPTIONS, note=hostile, terms=hostile)

        assert hostile not in await text(dana, f"/estimates/{estimate.id}")


async def revised(world: World, estimate: Estimate, **contents: Any) -> None:
    async with acting_for(world.acme.tenant):
        now = await Estimate.get(id=estimate.id)
        await estimates.revise(now, estimate_contents(**contents))
        await estimates.send(now)


class TestMessages:
    async def test_it_takes_a_question_and_shows_it(self, world: World, dana: Visitor) -> None:
        estimate = await sent(world)
        path = f"/estimates/{estimate.id}"

        answer = await dana.post(f"{path}/messages", {"body": "Is the pump loud?"})

        assert answer.status_code == 303
        assert "Is the pump loud?" in await text(dana, path)

    async def test_it_keeps_one_that_cannot_be_taken(self, world: World, dana: Visitor) -> None:
        estimate = await sent(world)

        answer = await dana.post(f"/estimates/{estimate.id}/messages", {"body": "w" * 6_000})

        assert answer.status_code == 422
        assert "w" * 6_000 in await answer.get_data(as_text=True)


async def test_a_person_of_two_customers_lands_as_the_one_it_is_for(world: World, visit: Visit) -> None:
    acme = world.acme
    async with acting_for(acme.tenant):
        await Contact.create(customer_id=acme.other_customer.id, name="Dana Diaz", email=acme.contact.email)
    estimate = await sent(world)
    dana = visit(acme)
    await dana.post("/sign-in", {"email": acme.contact.email, "next": f"/estimates/{estimate.id}"})
    async with acting_for(acme.tenant):
        link = await MagicLink.filter(email=acme.contact.email).order_by("-created_at").first()

    answer = await dana.post(f"/sign-in/{link.secret}")

    assert answer.location == f"/estimates/{estimate.id}"
