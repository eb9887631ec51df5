"""Home: everything a customer has, as the company shows it, in one statement."""

from datetime import UTC, datetime

import pytest

from tenants import home, messages
from tenants.isolation import acting_for
from tenants.messages import Thread
from tenants.sections import Section
from tenants.tenant import Tenant
from tests.builders import a_thread, about_invoice, an_invoice, one_of_each
from tests.world import Company, World


async def home_of(company: Company, tenant: Tenant | None = None) -> home.Home:
    tenant = tenant or company.tenant
    async with acting_for(tenant, customer_id=company.customer.id):
        return await home.of(company.customer.id, company.contact.id, tenant.today())


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


async def answered(company: Company) -> None:
    """The company answers on an invoice."""
    async with acting_for(company.tenant):
        invoice = await an_invoice(company.customer)
        await a_thread(company, invoice)
        await messages.answer(about_invoice(invoice), company.owner, "For the new pump.")


async def test_it_names_a_message_until_it_is_read(world: World) -> None:
    await answered(world.acme)

    (new,) = (await home_of(world.acme)).new_messages
    assert (new.about, new.name, new.is_new) == ("invoice", "Olive Owner", True)

    async with acting_for(world.acme.tenant):
        thread = await Thread.get(about_id=new.about_id)
        await Thread.filter(id=thread.id).update(seen={str(world.acme.contact.id): datetime.now(UTC).isoformat()})
    assert (await home_of(world.acme)).new_messages == []


async def test_what_a_customer_wrote_is_nothing_new_to_them(world: World) -> None:
    async with acting_for(world.acme.tenant):
        await a_thread(world.acme, await an_invoice(world.acme.customer))

    assert (await home_of(world.acme)).new_messages == []


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
