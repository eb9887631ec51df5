"""A request becomes an estimate or a job: once, whoever presses and however often."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from tenants import service_requests, taking_on
from tenants.errors import Conflict
from tenants.estimates import Estimate
from tenants.isolation import TenantOwned, acting_for
from tenants.jobs import Job
from tenants.service_requests import RequestStatus, ServiceRequest
from tests.builders import a_service_request
from tests.world import World

Act = Callable[[ServiceRequest], Awaitable[TenantOwned | None]]


async def asked(world: World) -> ServiceRequest:
    async with acting_for(world.acme.tenant):
        return await a_service_request(
            world.acme.contact, property_id=world.acme.property.id, what="The boiler leaks.\nA lot."
        )


async def at_once(world: World, request: ServiceRequest, *acts: Act) -> list[object]:
    async def one(act: Act) -> object:
        async with acting_for(world.acme.tenant):
            return await act(await ServiceRequest.get(id=request.id))

    return list(await asyncio.gather(*map(one, acts), return_exceptions=True))


async def test_a_job_carries_what_was_asked_and_where(world: World) -> None:
    request = await asked(world)
    async with acting_for(world.acme.tenant):
        job = await taking_on.into_job(request)
        after = await ServiceRequest.get(id=request.id)

    assert (job.title, job.description, job.property_id) == ("The boiler leaks.", request.what, world.acme.property.id)
    assert (after.status, after.became) == (RequestStatus.CONVERTED, {"about": "job", "id": str(job.id)})


async def test_an_estimate_is_a_draft_the_customer_does_not_see(world: World) -> None:
    request = await asked(world)
    async with acting_for(world.acme.tenant):
        estimate = await taking_on.into_estimate(request)
        found = await service_requests.taken_from(estimate.id)

    assert (estimate.status, estimate.version, estimate.title) == ("draft", 0, "The boiler leaks.")
    assert found
    assert found.id == request.id


@pytest.mark.parametrize("other", [taking_on.into_job, taking_on.into_estimate, service_requests.close])
async def test_of_two_at_once_one_wins(world: World, other: Act) -> None:
    request = await asked(world)

    ends = await at_once(world, request, taking_on.into_job, other, taking_on.into_job)

    async with acting_for(world.acme.tenant):
        made = await Job.all().count() + await Estimate.all().count()
        after = await ServiceRequest.get(id=request.id)
    assert [type(end) for end in ends].count(Conflict) == 2
    assert made == (1 if after.status is RequestStatus.CONVERTED else 0)


async def test_one_that_was_withdrawn_is_not_taken_on(world: World) -> None:
    request = await asked(world)
    async with acting_for(world.acme.tenant):
        await service_requests.withdraw(request, by="Dana")
        with pytest.raises(Conflict):
            await taking_on.into_job(request)
