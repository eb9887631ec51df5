"""What pages read of requests: the open ones first, never another's draft, and on the home page the latest few."""

from datetime import timedelta
from uuid import uuid4

import orjson
import pytest

from tenants import service_requests
from tenants.errors import NotFound
from tenants.isolation import acting_for
from tenants.service_requests import ON_HOME, RequestStatus, Row, title
from tests.builders import a_service_request
from tests.world import Company, World


async def on_home(company: Company) -> list[Row]:
    tenant = company.tenant
    async with acting_for(tenant, customer_id=company.customer.id) as unit:
        found = await unit.rows(f"SELECT {ON_HOME}", tenant.id, company.customer.id, tenant.today())
        return service_requests.on_home(orjson.loads(found[0][0]))


class TestLists:
    async def test_what_is_being_written_and_what_is_open_stand_before_what_is_over(self, world: World) -> None:
        contact = world.acme.contact
        async with acting_for(world.acme.tenant):
            over = await a_service_request(contact, what="Over")
            await service_requests.close(over, by="Olive")
            await a_service_request(contact, what="Open")
            await service_requests.keep(contact, uuid4(), {"what": "Being written"})
            current, ended = await service_requests.for_customer(world.acme.customer.id, contact.id)

        assert {row.title for row in current} == {"Open", "Being written"}
        assert [row.title for row in ended] == ["Over"]
        assert [row.waits for row in current if row.status is RequestStatus.DRAFT] == [True]

    async def test_another_contact_sees_no_draft(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            await service_requests.keep(world.acme.contact, uuid4(), {"what": "Being written"})

            assert await service_requests.for_customer(world.acme.customer.id, uuid4()) == ([], [])


class TestHome:
    async def test_it_has_the_latest_five_that_are_open_and_no_draft(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            await service_requests.keep(world.acme.contact, uuid4(), {"what": "Being written"})
            for number in range(5):
                await a_service_request(world.acme.contact, what=f"Request {number}")

        assert [row.title for row in await on_home(world.acme)] == [f"Request {it}" for it in (4, 3, 2, 1, 0)]

    async def test_what_has_long_been_over_is_gone_from_it(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            request = await a_service_request(world.acme.contact)
            await service_requests.decline(request, "No.", by="Olive")
        (row,) = await on_home(world.acme)
        async with acting_for(world.acme.tenant) as unit:
            await unit.rows("UPDATE service_request SET closed_at = now() - $1::interval", timedelta(days=40))

        assert row.is_declined
        assert await on_home(world.acme) == []

    async def test_of_nothing_it_says_nothing(self, world: World) -> None:
        assert await on_home(world.acme) == []


class TestOne:
    async def test_it_is_its_customers_alone(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            request = await a_service_request(world.acme.contact)
            with pytest.raises(NotFound):
                await service_requests.one(world.acme.other_customer.id, request.id)
            with pytest.raises(NotFound):
                await service_requests.sent_form(world.acme.other_customer.id, request.id)

    async def test_the_form_that_changes_it_begins_with_what_was_sent(self, world: World) -> None:
        wished = [{"on": "2026-12-01", "part": "morning"}]
        async with acting_for(world.acme.tenant):
            request = await a_service_request(world.acme.contact, wished=wished, property_id=world.acme.property.id)
            form = await service_requests.sent_form(world.acme.customer.id, request.id)

        assert (form.values["day1"], form.values["part1"]) == ("2026-12-01", "morning")
        assert form.values["property"] == str(world.acme.property.id)


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("No heat.\nSince Monday.", "No heat."),
        ("", ""),
        ("word " * 40, "word " * 15 + "word…"),
        ("x" * 200, "x" * 80 + "…"),
    ],
)
def test_a_title_is_the_first_line_cut_at_a_word(what: str, said: str) -> None:
    assert title(what) == said
