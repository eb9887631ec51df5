"""/e/<token>: one estimate without sign-in, portal on or off, and nothing beside it."""

from collections.abc import Callable
from typing import Any

from tenants import share_links
from tenants.estimates import Deposit, Estimate, EstimateAnswer
from tenants.invoices import Invoice
from tenants.isolation import acting_for
from tenants.share_links import ShareLink
from tenants.tenant import Tenant
from tests.builders import a_share_link, an_estimate, an_invoice
from tests.sandboxes import Stripe
from tests.visitor import Visitor
from tests.web.portal.test_invoices import a_stripe_account
from tests.world import Company, World

Visit = Callable[[Company], Visitor]
AGREED = {"version": "1"}


async def shared(world: World, **contents: Any) -> tuple[Estimate, ShareLink, str]:
    async with acting_for(world.acme.tenant):
        estimate = await an_estimate(world.acme.customer, **contents)
        link = await share_links.share(estimate, contact_id=world.acme.contact.id)
        return estimate, link, share_links.address(link)


async def text(visitor: Visitor, path: str) -> str:
    return await (await visitor.get(path)).get_data(as_text=True)


async def answers(world: World, estimate: Estimate) -> list[EstimateAnswer]:
    async with acting_for(world.acme.tenant):
        return await EstimateAnswer.filter(estimate_id=estimate.id).order_by("at")


async def test_it_shows_the_estimate_to_whoever_holds_the_address(world: World, visit: Visit) -> None:
    estimate, _, path = await shared(world)
    answer = await visit(world.acme).get(path)
    page = await answer.get_data(as_text=True)

    assert "$120.00" in page
    assert ">Accept</button>" in page
    assert f"/sign-in?next=/estimates/{estimate.id}" in page
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert "Set-Cookie" not in answer.headers


async def test_it_takes_an_answer_in_the_name_of_its_recipient(world: World, visit: Visit) -> None:
    estimate, link, path = await shared(world)
    stranger = visit(world.acme)

    answer = await stranger.post(f"{path}/accept", AGREED)
    [given] = await answers(world, estimate)

    assert answer.location == path
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert (given.by, given.share_link_id) == ("Dana Diaz", link.id)
    assert "Dana Diaz accepted this estimate" in await text(stranger, path)
    assert (await stranger.get(f"{path}/certificate.pdf")).content_type == "application/pdf"


async def test_it_works_with_the_portal_switched_off_and_the_section_hidden(world: World, visit: Visit) -> None:
    _, _, path = await shared(world)
    await Tenant.filter(id=world.acme.tenant.id).update(portal_enabled=False, shows_estimates=False)
    stranger = visit(world.acme)

    page = await text(stranger, path)

    assert "Sign in to see everything" not in page
    assert (await stranger.post(f"{path}/decline", AGREED)).status_code == 303


async def test_it_pays_the_deposit_by_a_link_of_its_own(world: World, visit: Visit, stripe: Stripe) -> None:
    a_stripe_account(stripe, world.acme)
    estimate, _, path = await shared(world, deposit=Deposit(amount=5_000))
    stranger = visit(world.acme)

    accepted = await stranger.post(f"{path}/accept", AGREED)
    again = await stranger.post(f"{path}/pay-deposit")

    assert "/stripe/checkout/" in accepted.location
    assert again.location == accepted.location
    async with acting_for(world.acme.tenant):
        invoice = await Invoice.get(estimate_id=estimate.id)
        assert await ShareLink.filter(invoice_id=invoice.id).count() == 1


async def test_its_pdf_is_that_estimate(world: World, visit: Visit) -> None:
    _, _, path = await shared(world)
    answer = await visit(world.acme).get(f"{path}.pdf")

    assert (answer.status_code, answer.content_type) == (200, "application/pdf")


async def test_it_signs_nobody_in(world: World, visit: Visit) -> None:
    estimate, _, path = await shared(world)
    stranger = visit(world.acme)
    await stranger.post(f"{path}/accept", AGREED)

    for page in ("/", "/estimates", f"/estimates/{estimate.id}", "/invoices"):
        assert (await stranger.get(page)).status_code == 303, page


async def test_a_revoked_one_is_gone_on_every_address(world: World, visit: Visit) -> None:
    estimate, link, path = await shared(world)
    async with acting_for(world.acme.tenant):
        await share_links.revoke(link)
    stranger = visit(world.acme)

    got = [(await stranger.get(f"{path}{end}")).status_code for end in ("", ".pdf", "/certificate.pdf")]
    acts = ("accept", "decline", "request-changes", "request-fresh", "pay-deposit")
    posted = [(await stranger.post(f"{path}/{act}", {**AGREED, "reason": "x"})).status_code for act in acts]

    assert {*got, *posted} == {410}
    assert await answers(world, estimate) == []


async def test_it_is_unknown_at_another_company(world: World, visit: Visit) -> None:
    _, _, path = await shared(world)

    assert (await visit(world.bolt).get(path)).status_code == 404


async def test_a_link_to_an_invoice_opens_no_estimate_and_the_other_way_round(world: World, visit: Visit) -> None:
    _, _, path = await shared(world)
    async with acting_for(world.acme.tenant):
        invoice_path = share_links.address(await a_share_link(await an_invoice(world.acme.customer)))
    stranger = visit(world.acme)

    assert (await stranger.get(invoice_path.replace("/i/", "/e/"))).status_code == 404
    assert (await stranger.get(path.replace("/e/", "/i/"))).status_code == 404
    assert (await stranger.post(f"{path.replace('/e/', '/i/')}/pay")).status_code == 404
