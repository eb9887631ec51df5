"""Who opened a document: people whose screen shows it; never scanners, staff, or who only fetches the address."""

from collections.abc import Callable

from tenants import openings, share_links
from tenants.estimates import Estimate
from tenants.invoices import Invoice
from tenants.isolation import acting_for
from tests.builders import an_estimate, an_invoice
from tests.visitor import Visitor
from tests.world import Company, World

Visit = Callable[[Company], Visitor]


async def names(world: World, document: Invoice | Estimate) -> list[str | None]:
    async with acting_for(world.acme.tenant):
        return [it.name for it in await openings.of(document.id)]


async def linked(world: World, document: Invoice | Estimate, **more: object) -> str:
    async with acting_for(world.acme.tenant):
        return share_links.address(await share_links.share(document, **more))  # type: ignore[arg-type]


async def test_fetching_a_link_opens_nothing(world: World, visit: Visit) -> None:
    async with acting_for(world.acme.tenant):
        invoice = await an_invoice(world.acme.customer)
    address = await linked(world, invoice)

    await visit(world.acme).get(address)
    await visit(world.acme).client.head(address, headers={"Host": visit(world.acme).host})

    assert await names(world, invoice) == []


async def test_the_page_tells_whose_link_it_was(world: World, visit: Visit) -> None:
    async with acting_for(world.acme.tenant):
        estimate = await an_estimate(world.acme.customer)
    address = await linked(world, estimate, contact_id=world.acme.contact.id)

    assert " data-opened>" in await (await visit(world.acme).get(address)).get_data(as_text=True)
    assert (await visit(world.acme).post(f"{address}/opened")).status_code == 204

    assert await names(world, estimate) == [world.acme.contact.name]


async def test_a_contact_opens_it_in_the_portal_and_staff_see_it(world: World, visit: Visit) -> None:
    async with acting_for(world.acme.tenant):
        invoice = await an_invoice(world.acme.customer)
    dana = await visit(world.acme).sign_in()
    await dana.post(f"/invoices/{invoice.id}/opened")

    olive = await visit(world.acme).sign_in_staff()
    page = await (await olive.get(f"/staff/invoices/{invoice.id}")).get_data(as_text=True)

    assert "Opened, probably:" in page
    assert "data-opened" not in page


async def test_staff_who_follow_a_link_leave_no_trace(world: World, visit: Visit) -> None:
    async with acting_for(world.acme.tenant):
        invoice = await an_invoice(world.acme.customer)
    olive = await visit(world.acme).sign_in_staff()

    await olive.post(f"{await linked(world, invoice)}/opened")

    assert await names(world, invoice) == []
