"""/i/<token>: one invoice without sign-in, portal on or off, and nothing beside it."""

from collections.abc import Callable

from tenants import share_links
from tenants.invoices import Invoice
from tenants.isolation import acting_for
from tenants.share_links import ShareLink
from tenants.tenant import Tenant
from tests.builders import a_share_link, an_invoice
from tests.sandboxes import Stripe
from tests.visitor import Visitor
from tests.web.portal.test_invoices import a_stripe_account, session_of
from tests.world import Company, World

Visit = Callable[[Company], Visitor]


async def shared(world: World) -> tuple[Invoice, ShareLink, str]:
    async with acting_for(world.acme.tenant):
        invoice = await an_invoice(world.acme.customer)
        link = await a_share_link(invoice)
        return invoice, link, share_links.address(link)


async def test_it_shows_the_invoice_to_whoever_holds_the_address(world: World, visit: Visit) -> None:
    _, _, path = await shared(world)
    answer = await visit(world.acme).get(path)

    assert "Pay $120.00" in await answer.get_data(as_text=True)
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert "Set-Cookie" not in answer.headers


async def test_it_works_with_the_portal_switched_off(world: World, visit: Visit) -> None:
    _, _, path = await shared(world)
    await Tenant.filter(id=world.acme.tenant.id).update(portal_enabled=False)
    page = await (await visit(world.acme).get(path)).get_data(as_text=True)

    assert "Pay $120.00" in page
    assert "Sign in to see everything" not in page


async def test_it_pays_that_invoice(world: World, visit: Visit, stripe: Stripe) -> None:
    a_stripe_account(stripe, world.acme)
    invoice, _, path = await shared(world)
    stranger = visit(world.acme)

    await stranger.post(f"{path}/pay")
    session = await session_of(world, invoice)
    stripe.post(f"sessions/{session}/pay", method="card", card="4242424242424242")
    back = await stranger.get(f"{path}/paid?s={session}")

    assert "Your payment has arrived" in await (await stranger.get(back.location)).get_data(as_text=True)


async def test_its_pdf_is_that_invoice(world: World, visit: Visit) -> None:
    _, _, path = await shared(world)
    answer = await visit(world.acme).get(f"{path}.pdf")

    assert (answer.status_code, answer.content_type) == (200, "application/pdf")


async def test_it_signs_nobody_in(world: World, visit: Visit) -> None:
    invoice, _, path = await shared(world)
    stranger = visit(world.acme)
    await stranger.get(path)

    for page in ("/", "/invoices", f"/invoices/{invoice.id}", "/profile"):
        assert (await stranger.get(page)).status_code == 303, page


async def test_a_revoked_one_is_gone_on_every_address(world: World, visit: Visit) -> None:
    _, link, path = await shared(world)
    async with acting_for(world.acme.tenant):
        await share_links.revoke(link)
    stranger = visit(world.acme)

    assert [
        (await stranger.get(path)).status_code,
        (await stranger.get(f"{path}.pdf")).status_code,
        (await stranger.post(f"{path}/pay")).status_code,
        (await stranger.get(f"{path}/paid?s=x")).status_code,
    ] == [410, 410, 410, 410]


async def test_it_is_unknown_at_another_company(world: World, visit: Visit) -> None:
    _, _, path = await shared(world)

    assert (await visit(world.bolt).get(path)).status_code == 404
