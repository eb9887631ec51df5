"""The company's inbox: newest first, narrowed down, found by any word, a page at a time; and what came by phone."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from tenants import service_requests
from tenants.emails import Email
from tenants.errors import Conflict, Invalid
from tenants.isolation import acting_for
from tenants.service_requests import Filter, InInbox, RequestStatus, ServiceRequest
from tests.builders import a_service_request, what_is_asked
from tests.world import World

NOW = (datetime(9999, 1, 1, tzinfo=UTC), UUID(int=2**128 - 1))


async def inbox(world: World, wanted: Filter = Filter.OPEN, search: str = "") -> list[InInbox]:
    async with acting_for(world.acme.tenant):
        return await service_requests.inbox(wanted, search, NOW)


class TestInbox:
    async def test_the_newest_comes_first(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            await a_service_request(world.acme.contact, what="First")
            await a_service_request(world.acme.other_contact, what="Second")

        assert [(row.title, row.customer) for row in await inbox(world)] == [
            ("Second", "Casey Cole"),
            ("First", "Dana Diaz"),
        ]

    async def test_a_draft_is_nobodys_but_the_contacts(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            await service_requests.keep(world.acme.contact, uuid4(), {"what": "Secret"})

        assert await inbox(world, Filter.ALL) == []

    async def test_it_is_narrowed_down_by_state(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            seen = await a_service_request(world.acme.contact)
            await service_requests.acknowledge(seen)
            closed = await a_service_request(world.acme.contact)
            await service_requests.close(closed)

        assert [row.id for row in await inbox(world, Filter.SEEN)] == [seen.id]
        assert [row.id for row in await inbox(world, Filter.CLOSED)] == [closed.id]
        assert await inbox(world, Filter.NEW) == []

    @pytest.mark.parametrize("search", ["HEAT pump", "diaz", "dana@", "555 010 0118", "12 elm", "R1001"])
    async def test_any_word_finds(self, world: World, search: str) -> None:
        async with acting_for(world.acme.tenant):
            asked = await a_service_request(world.acme.contact, property_id=world.acme.property.id)
            await a_service_request(world.acme.other_contact, what="x", name="y", email="z@z.example", phone="")

        assert [row.id for row in await inbox(world, search=search)] == [asked.id]

    async def test_a_page_begins_where_the_last_ended(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            for _ in range(service_requests.PAGE + 2):
                await _quick(world)
            first = await service_requests.inbox(Filter.OPEN, "", NOW)
            last = first[service_requests.PAGE - 1]
            rest = await service_requests.inbox(Filter.OPEN, "", (last.submitted_at, last.id))

        assert len(first) == service_requests.PAGE + 1
        assert len(rest) == 2
        assert rest[0].id == first[-1].id


async def _quick(world: World) -> None:
    asked = what_is_asked()._asdict()
    await ServiceRequest.create(
        **asked, customer_id=world.acme.customer.id, contact_id=world.acme.contact.id, key=uuid4(),
        number=uuid4().hex[:8], status=RequestStatus.SUBMITTED, submitted_at=datetime.now(UTC),
    )  # fmt: skip


class TestTakingDown:
    async def test_it_is_entered_once_and_seen_already(self, world: World) -> None:
        key = uuid4()
        async with acting_for(world.acme.tenant):
            for _ in range(2):
                await service_requests.take_down(world.acme.customer, key, what_is_asked(email=""))
            request = await ServiceRequest.get()

        assert (request.status, request.contact_id, request.number) == (RequestStatus.ACKNOWLEDGED, None, "R1001")

    async def test_the_contact_who_called_is_told_and_follows_it(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            await service_requests.take_down(world.acme.customer, uuid4(), what_is_asked(), world.acme.contact)
            letters = await Email.all().values_list("letter", "to_address")
            open_rows, _ = await service_requests.for_customer(world.acme.customer.id, world.acme.contact.id)

        assert letters == [("service_request_received", world.acme.contact.email)]
        assert len(open_rows) == 1

    async def test_of_one_without_a_contact_nobody_is_told(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            request = await service_requests.take_down(world.acme.customer, uuid4(), what_is_asked())
            await service_requests.decline(request, "We are full.")

            assert not await Email.all()


class TestAnswers:
    @pytest.mark.parametrize("reason", ["", " \r\n ", "x" * 2_001])
    async def test_no_needs_a_reason_one_can_read(self, world: World, reason: str) -> None:
        async with acting_for(world.acme.tenant):
            request = await a_service_request(world.acme.contact)
            with pytest.raises(Invalid, match=r"say why|2000"):
                await service_requests.decline(request, reason)

    async def test_what_was_declined_is_taken_up_and_declined_again_with_a_letter_each(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            request = await a_service_request(world.acme.contact)
            for reason in ("We are full.", "We really are."):
                await service_requests.decline(request, reason)
                letters = await Email.filter(letter="service_request_declined").count()
                await service_requests.take_up(request)

        assert letters == 2
        assert (request.status, request.closed_reason, request.closed_at) == (RequestStatus.ACKNOWLEDGED, "", None)

    async def test_what_was_converted_is_not_taken_up(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            request = await a_service_request(world.acme.contact)
            with pytest.raises(Conflict):
                await service_requests.take_up(request)
