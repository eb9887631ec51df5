"""A finished job is billed by one draft, however often that is asked for; after an estimate, by what was accepted."""

import asyncio
from decimal import Decimal
from typing import Any

import pytest

from tenants import deposits, estimates, invoices, job_billing, jobs
from tenants.errors import Conflict
from tenants.estimates import Acceptance, Answerer, Choice, Deposit, Estimate, Item
from tenants.invoices import Invoice
from tenants.isolation import acting_for
from tenants.jobs import Job
from tests.builders import a_job, a_line, an_estimate
from tests.world import Company, World


async def charge(job: Job) -> Invoice:
    return await job_billing.charge(job, called="Invoice", credited="Deposit, invoice %s")


async def done(company: Company, **more: Any) -> Job:
    job = await a_job(company.customer, **more)
    await jobs.complete(job)
    return await Job.get(id=job.id)


async def accepted(company: Company) -> Estimate:
    """With an extra that was taken three times, an extra that was not taken, and a deposit of 1,000."""
    extras = (
        Item(a_line(500), key="taken", optional=True, least=Decimal(1), most=Decimal(5)),
        Item(a_line(700), key="left", optional=True),
    )
    estimate = await an_estimate(company.customer, items=(Item(a_line(2_000)), *extras), deposit=Deposit(amount=1_000))
    by = Answerer(company.customer.id, "Dana", contact_id=company.contact.id)
    choice = Choice(None, {"taken": Decimal(3)})
    await deposits.accept(estimate.id, by, Acceptance(1, choice))
    return estimate


async def test_of_two_at_once_one_draft_is_made(world: World) -> None:
    async with acting_for(world.acme.tenant):
        job = await done(world.acme, property_id=world.acme.property.id)

    async def bill() -> Invoice:
        async with acting_for(world.acme.tenant):
            return await charge(await Job.get(id=job.id))

    first, second = await asyncio.gather(bill(), bill())

    assert first.id == second.id
    assert (first.title, first.status, first.property_id) == (job.title, "draft", world.acme.property.id)


async def test_what_goes_on_is_not_billed(world: World) -> None:
    async with acting_for(world.acme.tenant):
        with pytest.raises(Conflict):
            await charge(await a_job(world.acme.customer))


async def test_without_an_estimate_it_is_one_line_still_without_a_price(world: World) -> None:
    async with acting_for(world.acme.tenant):
        job = await done(world.acme)
        (line,) = (await charge(job)).lines

    assert (line["description"], line["unit_price"]) == (job.title, 0)


class TestAfterAnEstimate:
    async def test_what_was_accepted_is_billed_less_the_deposit(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            estimate = await accepted(world.acme)
            made = await charge(await done(world.acme, estimate_id=estimate.id))

        assert [(Decimal(it["quantity"]), it["unit_price"]) for it in made.lines] == [(1, 2_000), (3, 500), (1, -1_000)]
        assert (made.total, made.invoiced_estimate_id) == (2_500, estimate.id)

    async def test_it_is_billed_once_also_when_that_invoice_is_sent(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            estimate = await accepted(world.acme)
            job = await done(world.acme, estimate_id=estimate.id)
            first = await charge(job)
            await invoices.send(first)

            assert (await charge(job)).id == first.id
            assert [it.id for it in await job_billing.billed(job)] == [first.id]

    async def test_made_on_the_estimates_page_it_is_that_invoice(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            estimate = await accepted(world.acme)
            made = await deposits.rest(estimate.id, called="Invoice", credited="Deposit, invoice %s")
            job = await done(world.acme, estimate_id=estimate.id)

            assert (await charge(job)).id == made.id

    async def test_an_estimate_that_was_opened_again_is_not_billed(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            estimate = await an_estimate(world.acme.customer)
            await estimates.accept(estimate.id, Answerer(world.acme.customer.id, "Dana"), Acceptance(1))
            job = await done(world.acme, estimate_id=estimate.id)
            await estimates.reopen(await Estimate.get(id=estimate.id), by="Alex")

            assert (await charge(job)).total == 0
