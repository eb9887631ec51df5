"""A request is sent once, changed and withdrawn by the customer until the company has taken it up, and then stays."""

import asyncio
from collections.abc import Awaitable
from uuid import UUID, uuid4

import pytest
from tortoise.exceptions import BaseORMException

from tenants import service_requests
from tenants.activity import Activity
from tenants.emails import Email
from tenants.errors import Conflict, NotFound, TooMany
from tenants.isolation import acting_for
from tenants.service_requests import RequestStatus, ServiceRequest
from tests.builders import a_service_request, what_is_asked
from tests.patience import a_moment
from tests.world import Company, World

TYPED = {"what": "The heat pump", "day1": "soon", "nonsense": "x"}


async def letters(company: Company) -> list[str]:
    """What was written, the company's letters by a worker."""
    async with acting_for(company.tenant):
        for event in await Activity.filter(about="service_request", verb__in=["submitted", "changed", "withdrawn"]):
            await service_requests.tell_staff(event.id)
        return sorted(email.letter for email in await Email.all())


async def sent(company: Company) -> ServiceRequest:
    async with acting_for(company.tenant):
        return await a_service_request(company.contact)


async def state(request: ServiceRequest, company: Company) -> RequestStatus:
    async with acting_for(company.tenant):
        return (await ServiceRequest.get(id=request.id)).status


class TestKeeping:
    async def test_it_keeps_what_is_typed_as_it_stands(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            await service_requests.keep(world.acme.contact, uuid4(), TYPED)
            form = await service_requests.form(world.acme.customer.id, world.acme.contact.id)

        assert (form.values["what"], form.values["day1"]) == ("The heat pump", "soon")
        assert "nonsense" not in form.values

    async def test_a_contact_has_one_draft(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            first = await service_requests.keep(world.acme.contact, uuid4(), TYPED)
            second = await service_requests.keep(world.acme.contact, uuid4(), TYPED | {"what": "No, the boiler"})

        assert (first.id, first.key) == (second.id, second.key)

    async def test_two_tabs_at_once_begin_one(self, world: World) -> None:
        async def tab() -> UUID:
            async with acting_for(world.acme.tenant):
                return (await service_requests.keep(world.acme.contact, uuid4(), TYPED)).id

        assert len(set(await asyncio.gather(*(tab() for _ in range(5))))) == 1

    async def test_it_keeps_nothing_under_a_form_that_was_sent(self, world: World) -> None:
        request = await sent(world.acme)
        async with acting_for(world.acme.tenant):
            with pytest.raises(Conflict):
                await service_requests.keep(world.acme.contact, request.key, TYPED)

    async def test_a_draft_is_its_writers_alone(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            draft = await service_requests.keep(world.acme.contact, uuid4(), TYPED)
            with pytest.raises(NotFound):
                await service_requests.find(world.acme.customer.id, uuid4(), draft.id)
            with pytest.raises(NotFound):
                await service_requests.one(world.acme.customer.id, draft.id)


class TestSending:
    async def test_it_tells_the_company_and_the_contact(self, world: World) -> None:
        request = await sent(world.acme)

        assert (request.number, request.status) == ("R1001", RequestStatus.SUBMITTED)
        assert await letters(world.acme) == ["service_request_received", "staff_service_request_submitted"]

    async def test_it_sends_the_draft_itself(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            draft = await service_requests.keep(world.acme.contact, uuid4(), TYPED)
            request = await service_requests.submit(world.acme.contact, draft.key, what_is_asked())

        assert (request.id, request.status, request.typed) == (draft.id, RequestStatus.SUBMITTED, {})

    @pytest.mark.parametrize("is_kept", [True, False], ids=["kept before", "never kept"])
    async def test_one_form_makes_one_request_however_often_it_comes(self, world: World, is_kept: bool) -> None:
        key, contact = uuid4(), world.acme.contact
        if is_kept:
            async with acting_for(world.acme.tenant):
                await service_requests.keep(contact, key, TYPED)

        async def press() -> UUID:
            async with acting_for(world.acme.tenant):
                return (await service_requests.submit(contact, key, what_is_asked())).id

        assert len(set(await asyncio.gather(*(press() for _ in range(5))))) == 1
        assert await letters(world.acme) == ["service_request_received", "staff_service_request_submitted"]
        assert (await sent(world.acme)).number == "R1002"

    async def test_five_an_hour_are_enough(self, world: World) -> None:
        for _ in range(5):
            await sent(world.acme)
        with pytest.raises(TooMany):
            await sent(world.acme)

        async with acting_for(world.acme.tenant):
            assert await a_service_request(world.acme.other_contact)

    async def test_a_property_is_the_customers_own(self, world: World) -> None:
        with pytest.raises(BaseORMException, match="violates foreign key"):
            async with acting_for(world.acme.tenant):
                await a_service_request(world.acme.other_contact, property_id=world.acme.property.id)


class TestChanging:
    async def test_it_changes_what_was_sent_and_tells_the_company(self, world: World) -> None:
        request = await sent(world.acme)
        async with acting_for(world.acme.tenant):
            await service_requests.edit(request, what_is_asked(what="The boiler"), by="Dana Diaz")
            assert (await ServiceRequest.get(id=request.id)).what == "The boiler"

        assert "staff_service_request_changed" in await letters(world.acme)

    async def test_twenty_changes_an_hour_are_enough(self, world: World) -> None:
        request = await sent(world.acme)
        async with acting_for(world.acme.tenant):
            for place in range(20):
                await service_requests.edit(request, what_is_asked(what=f"The boiler {place}"), by="Dana Diaz")
            with pytest.raises(TooMany):
                await service_requests.edit(request, what_is_asked(what="And again"), by="Dana Diaz")
            assert (await ServiceRequest.get(id=request.id)).what == "The boiler 19"

    async def test_it_withdraws_and_tells_the_company(self, world: World) -> None:
        request = await sent(world.acme)
        async with acting_for(world.acme.tenant):
            await service_requests.withdraw(request, by="Dana Diaz")

        assert await state(request, world.acme) is RequestStatus.WITHDRAWN
        assert "staff_service_request_withdrawn" in await letters(world.acme)

    async def test_it_is_too_late_once_the_company_has_taken_it_up(self, world: World) -> None:
        request = await sent(world.acme)
        async with acting_for(world.acme.tenant):
            await service_requests.acknowledge(await ServiceRequest.get(id=request.id), by="Olive")
            for act in (service_requests.edit(request, what_is_asked(), by="Dana"), withdraw(request)):
                with pytest.raises(Conflict):
                    await act

    @pytest.mark.parametrize("_", range(8))
    async def test_whoever_is_first_decides(self, world: World, _: int) -> None:
        request = await sent(world.acme)
        acts = [withdraw, acknowledge, edit, decline]
        done = await asyncio.gather(*(alone(world.acme, act, request.id) for act in acts), return_exceptions=True)

        assert all(it is None or isinstance(it, Conflict) for it in done)
        ends = [done[0] is None, done[3] is None]
        assert sum(ends) <= 1
        assert (await state(request, world.acme) is RequestStatus.WITHDRAWN) == ends[0]
        if done[1] is None:
            assert not ends[0]


class TestAnswering:
    async def test_the_contact_hears_that_it_was_seen(self, world: World) -> None:
        request = await sent(world.acme)
        await alone(world.acme, acknowledge, request.id)

        assert "service_request_acknowledged" in await letters(world.acme)

    async def test_the_contact_hears_why_not(self, world: World) -> None:
        request = await sent(world.acme)
        await alone(world.acme, decline, request.id)

        async with acting_for(world.acme.tenant):
            letter = await Email.get(letter="service_request_declined")
        assert letter.facts["note"] == "We do not work on roofs."

    async def test_who_is_gone_hears_nothing(self, world: World) -> None:
        request = await sent(world.acme)
        async with acting_for(world.acme.tenant) as unit:
            await unit.rows("UPDATE contact SET removed_at = now() WHERE id = $1", world.acme.contact.id)
        await alone(world.acme, acknowledge, request.id)

        assert "service_request_acknowledged" not in await letters(world.acme)

    async def test_it_becomes_an_estimate_or_a_job(self, world: World) -> None:
        request = await sent(world.acme)
        async with acting_for(world.acme.tenant):
            await service_requests.convert(request, world.acme.property, by="Olive")
            found = await service_requests.one(world.acme.customer.id, request.id)

        assert found.became == {"about": "property", "id": str(world.acme.property.id)}

    async def test_what_is_over_stays_over(self, world: World) -> None:
        request = await sent(world.acme)
        async with acting_for(world.acme.tenant):
            await service_requests.close(request, by="Olive")
            with pytest.raises(Conflict):
                await service_requests.close(request, by="Olive")


class TestStaying:
    @pytest.mark.parametrize(
        "change",
        ["what = 'something else'", "wished = '[{}]'", "number = 'R1'", "submitted_at = now()", "status = 'draft'"],
    )
    async def test_the_database_keeps_what_was_taken_up(self, world: World, change: str) -> None:
        request = await sent(world.acme)
        await alone(world.acme, acknowledge, request.id)
        with pytest.raises(Exception, match="stays as it was asked"):
            async with acting_for(world.acme.tenant) as unit:
                await unit.rows(f"UPDATE service_request SET {change} WHERE id = $1", request.id)

    async def test_what_was_sent_is_not_deleted(self, world: World) -> None:
        request = await sent(world.acme)
        with pytest.raises(BaseORMException, match="is not deleted"):
            async with acting_for(world.acme.tenant):
                await request.delete()


async def alone(company: Company, act: object, request_id: UUID) -> None:
    """One act of somebody who read the request before anybody acted."""
    async with acting_for(company.tenant):
        request = await ServiceRequest.get(id=request_id)
        await a_moment(0.02)
        await act(request)  # type: ignore[operator]


def withdraw(request: ServiceRequest) -> Awaitable[None]:
    return service_requests.withdraw(request, by="Dana Diaz")


def acknowledge(request: ServiceRequest) -> Awaitable[None]:
    return service_requests.acknowledge(request, by="Olive Owner")


def edit(request: ServiceRequest) -> Awaitable[None]:
    return service_requests.edit(request, what_is_asked(what="The boiler"), by="Dana Diaz")


def decline(request: ServiceRequest) -> Awaitable[None]:
    return service_requests.decline(request, "We do not work on roofs.", by="Olive Owner")
