"""A company that ends, as its customers find it: one page for whatever they ask, which says how to reach the company."""

from collections.abc import Callable

import pytest
from quart import Quart

from sandbox.servers import Servers
from tenants import company_deletions, payments, share_links
from tenants.invoices import Invoice
from tenants.isolation import acting_for
from tenants.jobs import CalendarFeed, calendar_feed
from tenants.ledger import PaymentAttempt
from tenants.payments import NotOnline, Payer
from tenants.share_links import ShareLink
from tenants.tenant import Tenant
from tests.builders import a_share_link, an_invoice
from tests.catalogue import superuser
from tests.conftest import RunTasks
from tests.endings import begun, deleted, now, scheduled
from tests.sandboxes import Postmark
from tests.test_isolation import addressed_of_acme, addresses
from tests.visitor import Visitor
from tests.world import Company, World
from web.elsewhere import FOR_CUSTOMERS

Visit = Callable[[Company], Visitor]


async def read(visitor: Visitor, path: str) -> tuple[int, str]:
    response = await visitor.get(path)
    return response.status_code, await response.get_data(as_text=True)


async def test_every_page_for_customers_is_the_same_closed_one(app: Quart, world: World) -> None:
    rows = await addressed_of_acme(world)
    dana = await Visitor(app, world.acme).sign_in()
    plain = [
        (it.endpoint, "GET", it.rule)
        for it in app.url_map.iter_rules()
        if not it.arguments and "GET" in (it.methods or ())
    ]
    routes = [it for it in [*plain, *addresses(app, rows)] if it[0].split(".")[0] in FOR_CUSTOMERS]
    await scheduled(world.acme)

    answers = set()
    for visitor in (dana, Visitor(app, world.acme)):
        for _, method, path in routes:
            response = await (visitor.get(path) if method == "GET" else visitor.post(path))
            body = await response.get_data(as_text=True)
            answers.add((response.status_code, "This portal is closed" in body, "tel:+15550100199" in body))
    assert answers == {(403, True, True)}


async def test_a_link_that_never_was_answers_as_one_that_did(world: World, visit: Visit) -> None:
    async with acting_for(world.acme.tenant):
        link = await a_share_link(await an_invoice(world.acme.customer))
    await scheduled(world.acme)

    token = share_links.token(link)
    (status, there), (_, strange) = [await read(visit(world.acme), f"/i/{it}") for it in (token, "x" * len(token))]
    assert status == 403
    assert there.split("<main")[1] == strange.split("<main")[1]


async def test_without_a_phone_or_address_it_still_says_where_to_look(world: World, visit: Visit) -> None:
    await Tenant.filter(id=world.acme.tenant.id).update(phone="", email="", address="")
    await scheduled(world.acme)

    assert "stands in their emails and on their bills" in (await read(visit(world.acme), "/"))[1]


async def test_the_other_company_is_open(world: World, visit: Visit) -> None:
    await scheduled(world.acme)

    assert (await read(visit(world.bolt), "/sign-in"))[0] == 200


async def test_kept_after_all_everybody_is_where_they_were(world: World, visit: Visit) -> None:
    dana, olive = await visit(world.acme).sign_in(), await visit(world.acme).sign_in_staff()
    await scheduled(world.acme)
    assert (await read(dana, "/"))[0] == 403
    assert (await olive.post("/staff/settings/data/deletion/keep")).status_code == 303
    assert not (await now(world.acme)).is_ending

    assert (await read(dana, "/"))[0] == 200


@pytest.mark.parametrize("path", ["/", "/invoices", "/i/{token}", "/calendar/{feed}.ics"])
async def test_it_bites_in_a_process_that_was_told_nothing(app: Quart, world: World, visit: Visit, path: str) -> None:
    rows = await addressed_of_acme(world)
    path = path.format(token=share_links.token(rows[ShareLink]), feed=calendar_feed.token(rows[CalendarFeed]))
    dana = await visit(world.acme).sign_in()
    assert (await dana.get(path)).status_code == 200
    async with acting_for(world.acme.tenant):
        await company_deletions.schedule("Acme")

    assert (await dana.get(path)).status_code in {303, 403, 404}


@pytest.mark.parametrize("who", ["a contact", "staff"])
async def test_sign_in_mail_goes_to_staff_alone(
    world: World, visit: Visit, run_tasks: RunTasks, postmark: Postmark, who: str
) -> None:
    door = {"a contact": "/sign-in", "staff": "/staff/sign-in"}[who]
    email = {"a contact": world.acme.contact.email, "staff": world.acme.owner.email}[who]
    await visit(world.acme).post(door, {"email": email})
    await scheduled(world.acme)
    await run_tasks()

    subjects = [it["Subject"] for it in postmark.messages(email)]
    assert any("sign-in link" in it for it in subjects) == (who == "staff")


async def test_no_payment_begins_whatever_a_process_remembers(world: World) -> None:
    async with acting_for(world.acme.tenant):
        invoice: Invoice = await an_invoice(world.acme.customer)
    await scheduled(world.acme)

    with pytest.raises(NotOnline):
        paths = {"success_path": "/", "cancel_path": "/"}
        await payments.start(world.acme.tenant, invoice.id, payer=Payer(world.acme.customer.id), **paths)
    async with acting_for(world.acme.tenant):
        assert not await PaymentAttempt.exists()


async def test_a_calendar_hears_nothing_more(app: Quart, world: World, visit: Visit) -> None:
    rows = await addressed_of_acme(world)
    await scheduled(world.acme)

    assert (await read(visit(world.acme), f"/calendar/{calendar_feed.token(rows[CalendarFeed])}.ics"))[0] == 403


@pytest.mark.parametrize("stage", ["begun", "deleted"])
async def test_from_the_beginning_on_nobody_is_there(
    world: World, visit: Visit, servers: Servers, postmark: Postmark, stage: str
) -> None:
    olive = await visit(world.acme).sign_in_staff()
    async with superuser(servers) as admin:
        await {"begun": begun, "deleted": deleted}[stage](admin, world.acme)

    for path in ("/", "/sign-in", "/staff", "/staff/sign-in"):
        assert (await read(olive, path))[0] == 404, path
