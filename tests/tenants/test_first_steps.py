"""First steps: done is what the data say, and what is left out can be taken up again."""

import pytest

from tenants import first_steps, invoices
from tenants.errors import NotFound
from tenants.founding import found
from tenants.isolation import acting_for
from tenants.tenant import Tenant
from tests.builders import a_draft, a_wanted_company
from tests.world import World


async def done(tenant: Tenant) -> set[str]:
    async with acting_for(await Tenant.get(id=tenant.id)):
        return {step.key for step in (await first_steps.first_steps()).steps if step.is_done}


async def test_a_new_company_has_chosen_only_where_it_is(world: World) -> None:
    assert await done(await found(a_wanted_company())) == {"place"}


async def test_each_is_done_once_the_data_say_so(world: World) -> None:
    tenant = await found(a_wanted_company())
    await Tenant.filter(id=tenant.id).update(brand_color="#c2410c", phone="555 0100", takes_cards=True)

    assert await done(tenant) == {"place", "brand", "contact", "payments"}


async def test_customers_are_counted_as_well(world: World) -> None:
    assert "customer" in await done(world.acme.tenant)


async def test_the_first_invoice_counts_once_it_is_out(world: World) -> None:
    async with acting_for(world.acme.tenant):
        draft = await a_draft(world.acme.customer)
    assert "invoice" not in await done(world.acme.tenant)
    async with acting_for(world.acme.tenant):
        await invoices.send(draft)

    assert "invoice" in await done(world.acme.tenant)


async def test_it_is_over_when_nothing_is_left(world: World) -> None:
    tenant = await found(a_wanted_company())
    async with acting_for(tenant):
        assert not (await first_steps.first_steps()).is_over
        for key in first_steps.HREFS:
            await first_steps.skip(key)
    async with acting_for(await Tenant.get(id=tenant.id)):
        assert (await first_steps.first_steps()).is_over
        await first_steps.skip("share", again=True)
    async with acting_for(await Tenant.get(id=tenant.id)):
        assert not (await first_steps.first_steps()).is_over


async def test_the_rest_is_left_out_at_once(world: World) -> None:
    async with acting_for(world.acme.tenant):
        await first_steps.skip_rest()
    async with acting_for(await Tenant.get(id=world.acme.tenant.id)):
        found = await first_steps.first_steps()

    assert found.is_over
    assert not any(step.is_done and step.is_skipped for step in found.steps)


async def test_it_knows_no_other_step(world: World) -> None:
    with pytest.raises(NotFound):
        async with acting_for(world.acme.tenant):
            await first_steps.skip("nonsense")
