"""Every form of the console as nobody would fill it in: hostile text, other people's ids, markup in every field."""

import random
import uuid
from dataclasses import dataclass
from html import unescape
from itertools import product

import asyncpg
import pytest
from quart import Quart

from tenants import agreements, estimates
from tenants.customers import Customer, Property
from tenants.emails import Email
from tenants.isolation import acting_for
from tenants.ledger import Kind
from tenants.staff import Role
from tenants.tenant import Tenant
from tests.builders import (
    a_draft,
    a_job,
    a_staff_member,
    agreement_contents,
    an_agreement,
    an_entry,
    an_estimate,
    an_invoice,
    estimate_contents,
    one_of_each,
)
from tests.catalogue import TENANT_TABLES, fingerprint
from tests.forms import UUID, Form, Reader, anew, forms, read
from tests.test_isolation import addressed_of_acme, addresses
from tests.test_rights import staff_routes
from tests.visitor import Visitor
from tests.web.test_bad_input import HOSTILE
from tests.world import World

ENDS = ("sign-out", "everywhere", "/business/address")
"""Whoever sends them is somewhere else afterwards."""
ENDLESS = "/staff/live"
OWN = frozenset({"id", "key"})
THEIRS = "Zebulon Zane"
STRAY = "stray-word"
COLUMNS = "SELECT DISTINCT column_name FROM information_schema.columns WHERE table_schema = 'public'"


@dataclass(frozen=True)
class Console:
    """The console of a company that has one of each, its owner at it."""

    olive: Visitor
    paths: list[str]
    forms: list[Form]


@pytest.fixture
async def console(app: Quart, world: World, sandbox: str) -> Console:
    return await a_console(app, world)


async def a_console(app: Quart, world: World) -> Console:
    rows = await addressed_of_acme(world)
    paths = [path for _, method, path in staff_routes(app, rows) if method == "GET" and not path.startswith(ENDLESS)]
    paths += await _unfinished(world.acme.tenant, world.acme.customer)
    olive = await Visitor(app, world.acme).sign_in_staff((await a_staff_member(world.acme, Role.OWNER)).email)
    found = [form for form in await forms(olive, paths) if not form.action.endswith(ENDS)]
    return Console(olive, paths, found)


async def _unfinished(tenant: Tenant, customer: Customer) -> list[str]:
    """Pages of what is still being written, and of money noted by hand."""
    async with acting_for(tenant):
        drafts = [
            ("invoices", await a_draft(customer)),
            ("estimates", await estimates.draft(customer, estimate_contents())),
            ("agreements", await agreements.draft(customer, agreement_contents())),
        ]
        invoice = await an_invoice(customer)
        entry = await an_entry(invoice, 5_000, Kind.MANUAL, stripe_id=None)
    money = f"/staff/invoices/{invoice.id}"
    return [
        *(f"/staff/{noun}/{it.id}{page}" for noun, it in drafts for page in ("", "/edit", "/send")),
        *(f"/staff/{noun}/new?customer={customer.id}" for noun in ("invoices", "estimates", "agreements", "jobs")),
        *(f"{money}{page}" for page in ("", "/record-payment", f"/payments/{entry.id}/undo")),
        f"{money}/payments/{entry.id}/refund",
        f"/staff/messages/new?about=invoice&id={invoice.id}",
    ]


def test_they_are_all_here(console: Console) -> None:
    assert len(console.forms) > 90


@pytest.mark.parametrize("seed", range(2))
async def test_none_fails_on_what_nobody_types(console: Console, caplog: pytest.LogCaptureFixture, seed: int) -> None:
    chance = random.Random(seed)
    for form in console.forms:
        for name in form.names:
            changed = {it: chance.choice(HOSTILE) for it in form.names if it == name or chance.random() < 0.1}
            answer = await form.send(console.olive, **changed)
            assert answer.status_code < 500, (form.action, changed)
            assert not (answer.location or "/").startswith(("//", "/\\", "http", "javascript")), (form.action, changed)
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


async def test_an_id_of_another_company_does_nothing(console: Console, world: World, admin: asyncpg.Connection) -> None:
    async with acting_for(world.bolt.tenant):
        await Customer.all().update(name=THEIRS)
        theirs = [str(row.id) for row in await one_of_each(world.bolt)]
    before = await fingerprint(admin, world.bolt.tenant.id)

    for form, name, value in [(it, name, value) for it in console.forms for name, value in it.names.items()]:
        if name not in OWN and (UUID.search(name) or UUID.fullmatch(value)):
            for strange in theirs:
                changed = {UUID.sub(strange, name): value if UUID.search(name) else strange}
                answer = await form.send(console.olive, **changed)
                assert answer.status_code < 500, (form.action, changed)
                assert THEIRS.encode() not in await answer.get_data(as_text=False), (form.action, changed)

    assert await fingerprint(admin, world.bolt.tenant.id) == before
    typed = {"working_copy", "overwritten_copy"}  # keeps what was typed, whatever that is
    assert set(await _tables_with(admin, world.acme.tenant.id, theirs)) <= typed


async def test_an_id_that_a_form_gives_itself_is_taken_from_nobody(
    console: Console, world: World, admin: asyncpg.Connection
) -> None:
    """What keeps a form from being taken twice is a name that is made up in the page: it may be anybody's."""
    async with acting_for(world.bolt.tenant):
        theirs = [str(row.id) for row in await one_of_each(world.bolt)]
    before = await fingerprint(admin, world.bolt.tenant.id)

    for form in console.forms:
        for name in OWN & form.names.keys():
            for strange in theirs:
                answer = await (await anew(console.olive, form)).send(console.olive, **{name: strange})
                assert answer.status_code < 500, (form.action, strange)

    assert await fingerprint(admin, world.bolt.tenant.id) == before


async def test_what_no_form_asks_for_is_not_taken(console: Console, world: World, admin: asyncpg.Connection) -> None:
    columns = {row["column_name"] for row in await admin.fetch(COLUMNS)}

    for form in console.forms:
        if form.method == "post":
            more = dict.fromkeys(columns - form.names.keys(), STRAY)
            answer = await (await anew(console.olive, form)).send(console.olive, **more)
            assert answer.status_code < 500, form.action

    assert await _tables_with(admin, world.acme.tenant.id, [STRAY]) == []
    assert STRAY not in await admin.fetchval("SELECT t::text FROM tenant t WHERE id = $1", world.acme.tenant.id)


async def test_nor_is_it_taken_from_a_customer(app: Quart, world: World, admin: asyncpg.Connection) -> None:
    """No form of the portal or behind a share link sets a status, an amount, an owner or anything else it does not show."""
    rows = await addressed_of_acme(world)
    paths = [path for endpoint, method, path in addresses(app, rows) if method == "GET" and _is_customers(endpoint)]
    paths += [it.rule for it in app.url_map.iter_rules() if it.endpoint.startswith("portal.") and not it.arguments]
    columns = {row["column_name"] for row in await admin.fetch(COLUMNS)}
    dana = await Visitor(app, world.acme).sign_in()

    found = [it for it in await forms(dana, paths) if it.method == "post" and not it.action.endswith(ENDS)]
    for form, some in product(found, (sorted(columns)[start::5] for start in range(5))):
        more = dict.fromkeys(set(some) - form.names.keys(), STRAY)
        answer = await (await anew(dana, form)).send(dana, **more)
        assert answer.status_code < 500 or form.action.endswith("/pay"), form.action  # nobody is at Stripe's
        assert answer.status_code != 413, len(more)

    assert len(found) > 12
    assert await _tables_with(admin, world.acme.tenant.id, [STRAY]) == []


def _is_customers(endpoint: str) -> bool:
    return endpoint.startswith(("portal.", "share.")) and not endpoint.endswith((".pdf", ".live", ".certificate"))


async def test_an_id_of_another_customer_does_nothing_for_this_one(
    console: Console, world: World, admin: asyncpg.Connection
) -> None:
    """Their contacts, properties and documents are as strange to a record as those of another company."""
    casey = world.acme.other_customer
    async with acting_for(world.acme.tenant):
        place = await Property.create(customer_id=casey.id, address="7 Oak Street")
        records = [await make(casey) for make in (an_invoice, an_estimate, a_job, an_agreement)]
    theirs = [str(row.id) for row in (place, world.acme.other_contact, *records)]

    for form, name, value in [(it, name, value) for it in console.forms for name, value in it.names.items()]:
        if name not in OWN and (UUID.search(name) or UUID.fullmatch(value)):
            for strange in theirs:
                changed = {UUID.sub(strange, name): value if UUID.search(name) else strange}
                answer = await (await anew(console.olive, form)).send(console.olive, **changed)
                assert answer.status_code < 500, (form.action, changed)

    mixed = await _tables_with(admin, world.acme.tenant.id, theirs, world.acme.customer.id)
    assert set(mixed) <= {"working_copy", "overwritten_copy"}


async def test_every_page_is_kept_by_nobody_and_framed_by_no_other_site(console: Console) -> None:
    for path in console.paths:
        headers = (await console.olive.get(path)).headers
        policy = headers["Content-Security-Policy"]
        assert "no-store" in headers["Cache-Control"], path
        assert headers["X-Content-Type-Options"] == "nosniff", path
        assert "frame-ancestors 'none'" in policy or ("sandbox" in policy and "script-src" not in policy), path
        assert "unsafe-inline" not in policy.split("script-src")[-1] or "sandbox" in policy, path


async def _tables_with(
    admin: asyncpg.Connection, tenant_id: uuid.UUID, words: list[str], customer_id: uuid.UUID | None = None
) -> list[str]:
    """The tables in which a row of this company, or of one customer of theirs, holds one of these words."""
    tables = await admin.fetch(TENANT_TABLES)
    names = [table["name"] for table in tables if table["has_customer"] or not customer_id]
    holds = "SELECT EXISTS (SELECT FROM {} t WHERE tenant_id = $1 AND t::text ~ $2 AND {})"
    whose = f"customer_id = '{customer_id}'" if customer_id else "true"
    return [name for name in names if await admin.fetchval(holds.format(name, whose), tenant_id, "|".join(words))]


PLACES = "{{7*7}}%(x)s%s%%{0.__class__}${7}"
MARKUP = f""""'><x-canary onfocus='x'>{PLACES}"""
"""Closes whatever it stands in, begins an element, is a template's sum, and has places for words in it."""


@pytest.mark.timeout(600)
async def test_markup_in_any_field_is_text_everywhere(app: Quart, console: Console, world: World) -> None:
    dana = await Visitor(app, world.acme).sign_in()
    portal = [it.rule for it in app.url_map.iter_rules() if it.endpoint.startswith("portal.") and not it.arguments]
    await _write_everywhere(dana, await forms(dana, portal))
    await _write_everywhere(console.olive, console.forms)
    async with acting_for(world.acme.tenant):
        mails = [f"/staff/emails/{id_}" for id_ in await Email.all().values_list("id", flat=True)]

    for visitor in (console.olive, dana):
        visitor.client.set_cookie(visitor.host, "__Host-language", "es")  # where more words change their places

    pages = {**await crawled(console.olive, [*console.paths, *mails]), **await crawled(dana, portal)}

    assert sum("x-canary" in page.html for page in pages.values()) > 100
    for path, page in pages.items():
        assert "x-canary" not in page.tags, path
        assert "onfocus" not in page.attributes, path
        assert [it for it in _said(page.html) if not _is_as_typed(it)] == [], path


def _said(html: str) -> list[str]:
    """What stands where the places for words were typed."""
    return [it[: len(PLACES)] for it in unescape(html).split("onfocus='x'>")[1:]]


def _is_as_typed(said: str) -> bool:
    """All of it, or what room there was for: cut off, and nothing put in."""
    whole = next((it for it in range(len(PLACES), -1, -1) if said.startswith(PLACES[:it])), 0)
    return whole == len(PLACES) or said[whole:].startswith(("…", "<", " …"))


async def _write_everywhere(visitor: Visitor, found: list[Form]) -> None:
    """Put the markup into one field after the other; what refuses it is left as it was."""
    for form in found:
        if form.method == "post" and not form.action.endswith(ENDS):
            for name in [name for name, value in form.names.items() if not UUID.fullmatch(value)]:
                before = await anew(visitor, form)
                if (await before.send(visitor, **{name: MARKUP})).status_code == 422:
                    await (await anew(visitor, form)).send(visitor, **{name: before.sends.get(name, "")})


async def crawled(visitor: Visitor, paths: list[str]) -> dict[str, Reader]:
    """These pages, and those that they lead to: one of each kind."""
    pages = {path: await read(visitor, path) for path in paths}
    links = {link for page in pages.values() for link in page.links}
    further = {
        UUID.sub("…", it): it for it in links - pages.keys() if it.startswith("/") and not it.startswith(ENDLESS)
    }
    return pages | {link: await read(visitor, link) for link in further.values()}
