"""One invoice for the company: as its customer sees it, a draft as it would be seen, and the letters about it."""

from datetime import timedelta

import pytest

from tenants import invoice_book, share_links
from tenants.customers import Customer
from tenants.emails import Delivery
from tenants.errors import NotFound
from tenants.isolation import acting_for
from tests.builders import a_draft, an_invoice
from tests.world import World


async def test_a_sent_one_is_what_the_customer_sees(world: World) -> None:
    async with acting_for(world.acme.tenant):
        invoice = await an_invoice(world.acme.customer)
        await Customer.filter(id=world.acme.customer.id).update(name="Somebody else")

        found = await invoice_book.look(invoice.id)

    assert (found.number, found.frozen["bill_to"][0]) == (invoice.number, "Dana Diaz")


async def test_a_draft_is_as_it_would_be_today(world: World) -> None:
    async with acting_for(world.acme.tenant):
        found = await invoice_book.look((await a_draft(world.acme.customer)).id)

    today = world.acme.tenant.today()
    assert (found.issued_on, found.due_on) == (today, today + timedelta(days=14))
    assert found.frozen["bill_to"][0] == "Dana Diaz"


async def test_what_is_not_ours_is_not_there(world: World) -> None:
    async with acting_for(world.bolt.tenant):
        theirs = await an_invoice(world.bolt.customer)
    async with acting_for(world.acme.tenant):
        with pytest.raises(NotFound):
            await invoice_book.look(theirs.id)


async def test_it_tells_of_the_letters(world: World) -> None:
    async with acting_for(world.acme.tenant):
        invoice = await a_draft(world.acme.customer)
        await share_links.send(invoice)

        (mailed,) = await invoice_book.mailed(invoice.id)

    assert (mailed.to_address, mailed.status) == (world.acme.contact.email, Delivery.QUEUED)
