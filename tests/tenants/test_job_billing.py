"""A finished job is billed by one draft, however often that is asked for."""

import asyncio

import pytest

from tenants import job_billing, jobs
from tenants.errors import Conflict
from tenants.invoices import Invoice
from tenants.isolation import acting_for
from tenants.jobs import Job
from tests.builders import a_job
from tests.world import World


async def test_of_two_at_once_one_draft_is_made(world: World) -> None:
    async with acting_for(world.acme.tenant):
        job = await a_job(world.acme.customer, property_id=world.acme.property.id)
        await jobs.complete(job)

    async def bill() -> Invoice:
        async with acting_for(world.acme.tenant):
            return await job_billing.charge(await Job.get(id=job.id))

    first, second = await asyncio.gather(bill(), bill())

    assert first.id == second.id
    assert (first.title, first.status, first.property_id) == (job.title, "draft", world.acme.property.id)


async def test_what_goes_on_is_not_billed(world: World) -> None:
    async with acting_for(world.acme.tenant):
        with pytest.raises(Conflict):
            await job_billing.charge(await a_job(world.acme.customer))
