"""Home: everything a customer has, as the company shows it, in one statement."""

import pytest

from tenants import home
from tenants.isolation import acting_for
from tenants.sections import Section
from tenants.tenant import Tenant
from tests.builders import one_of_each
from tests.world import Company, World


async def home_of(company: Company, tenant: Tenant | None = None) -> home.Home:
    tenant = tenant or company.tenant
    async with acting_for(tenant, customer_id=company.customer.id):
        return await home.of(company.customer.id, tenant.today())


async def test_it_is_empty_for_somebody_new(world: World) -> None:
    found = await home_of(world.acme)

    assert (found.open_invoices, found.closed_invoices) == ([], [])
    assert found.sections == {section: [] for section in Section}


async def test_it_has_the_latest_of_everything(world: World) -> None:
    async with acting_for(world.acme.tenant):
        await one_of_each(world.acme)

    found = await home_of(world.acme)

    assert len(found.open_invoices) == 1
    assert {section for section, rows in found.sections.items() if rows} == set(Section)


@pytest.mark.parametrize("section", Section)
async def test_it_leaves_out_what_is_hidden(world: World, section: Section) -> None:
    await Tenant.filter(id=world.acme.tenant.id).update(**{f"shows_{section}": False})
    hiding = await Tenant.get(id=world.acme.tenant.id)

    assert section not in (await home_of(world.acme, hiding)).sections


async def test_it_shows_invoices_even_when_all_else_is_hidden(world: World) -> None:
    await Tenant.filter(id=world.acme.tenant.id).update(**{f"shows_{section}": False for section in Section})
    async with acting_for(world.acme.tenant):
        await one_of_each(world.acme)

    found = await home_of(world.acme, await Tenant.get(id=world.acme.tenant.id))

    assert (len(found.open_invoices), found.sections) == (1, {})
