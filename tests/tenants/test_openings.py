"""Who seems to have opened a document: noted once an hour for each, for the company to see."""

from tenants import openings
from tenants.isolation import acting_for
from tests.builders import a_share_link, an_invoice
from tests.world import World


async def test_it_is_noted_once_for_each(world: World) -> None:
    async with acting_for(world.acme.tenant):
        invoice = await an_invoice(world.acme.customer)
        link = await a_share_link(invoice)
    for contact, share_link in ((world.acme.contact.id, None), (world.acme.contact.id, None), (None, link.id)):
        async with acting_for(world.acme.tenant, customer_id=world.acme.customer.id):
            await openings.note(
                "invoice", invoice.id, invoice.customer_id, contact_id=contact, share_link_id=share_link
            )

    async with acting_for(world.acme.tenant):
        found = await openings.of(invoice.id)

    assert sorted((it.name or "", it.times) for it in found) == [("", 1), (world.acme.contact.name, 1)]


async def test_nobody_elses_document_is_touched(world: World) -> None:
    async with acting_for(world.acme.tenant):
        invoice = await an_invoice(world.acme.customer)
        await openings.note("invoice", invoice.id, invoice.customer_id, contact_id=world.acme.contact.id)
    async with acting_for(world.bolt.tenant):
        assert await openings.of(invoice.id) == []
