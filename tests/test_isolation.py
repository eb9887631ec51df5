"""The walls, proven: every model and every route, from the wrong company and from the wrong customer."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import asyncpg
import pytest
from quart import Quart
from tortoise.exceptions import BaseORMException

import tenants.models as models
from tenants import isolation, share_links, unsubscribe
from tenants.agreements import Agreement, AgreementVisit
from tenants.api_keys import ApiKey
from tenants.company_exports import CompanyExport
from tenants.customers import Contact, Customer, Property
from tenants.email_changes import EmailChange
from tenants.emails import Email
from tenants.estimates import Estimate
from tenants.invoices import Invoice
from tenants.isolation import NoTenant, TenantOwned, acting_for
from tenants.jobs import CalendarFeed, Job, Visit, calendar_feed
from tenants.ledger import LedgerEntry
from tenants.list_imports import ListImport
from tenants.logos import Logo
from tenants.messages import Thread
from tenants.photos import Photo
from tenants.service_requests import ServiceRequest
from tenants.share_links import ShareLink
from tenants.sign_in import MagicLink, Session
from tenants.staff import Role, StaffMember
from tenants.staff_notes import StaffNote
from tenants.uploads import Upload
from tenants.working_copies import OverwrittenCopy
from tests.builders import a_job, a_staff_member, an_agreement, an_estimate, an_invoice, one_of_each
from tests.catalogue import fingerprint, holes
from tests.visitor import Visitor
from tests.world import World

OWNED = [model for name in models.__all__ if issubclass(model := getattr(models, name), TenantOwned)]
NOT_OWNED = {"Allowance", "CompanyDeletion", "FormerSlug", "SiteRequest", "StripeEvent", "Task", "Tenant"}
APPEND_ONLY = {"LedgerEntry", "Activity", "EstimateAnswer", "Message"}


async def rows_of_acme(world: World) -> dict[type[TenantOwned], TenantOwned]:
    async with acting_for(world.acme.tenant):
        return {type(row): row for row in await one_of_each(world.acme)}


class TestModels:
    def test_they_are_all_tenant_owned_but_for_a_closed_list(self) -> None:
        assert {name for name in models.__all__ if getattr(models, name) not in OWNED} == NOT_OWNED

    async def test_the_cast_has_one_of_each(self, world: World) -> None:
        assert set(await rows_of_acme(world)) == set(OWNED)

    @pytest.mark.parametrize("model", OWNED, ids=lambda model: model.__name__)
    async def test_nothing_is_read_without_a_tenant(self, world: World, model: type[TenantOwned]) -> None:
        with pytest.raises(NoTenant):
            await model.all()
        with pytest.raises(NoTenant):
            await model.get_or_none(id=uuid4())

    async def test_another_company_reads_nothing(self, world: World) -> None:
        acme = await rows_of_acme(world)
        async with acting_for(world.bolt.tenant) as unit:
            for model, row in acme.items():
                assert await model.get_or_none(id=row.id) is None
                assert not await unit.rows(f"SELECT 1 FROM {model._meta.db_table} WHERE id = $1", row.id)

    async def test_another_company_changes_nothing(self, world: World, admin: asyncpg.Connection) -> None:
        acme = await rows_of_acme(world)
        before = await fingerprint(admin, world.acme.tenant.id)
        for model, row in acme.items():
            async with acting_for(world.bolt.tenant):
                if model.__name__ not in APPEND_ONLY:
                    assert await model.filter(id=row.id).update(tenant_id=world.bolt.tenant.id) == 0
                    assert await model.filter(id=row.id).delete() == 0
                with pytest.raises(NoTenant):
                    await row.save()
                with pytest.raises(NoTenant):
                    await row.delete()
        assert await fingerprint(admin, world.acme.tenant.id) == before

    @pytest.mark.parametrize("model", [Customer, Contact], ids=lambda model: model.__name__)
    async def test_a_row_cannot_be_written_into_another_company(self, world: World, model: type[TenantOwned]) -> None:
        async with acting_for(world.bolt.tenant):
            with pytest.raises(NoTenant):
                await model.bulk_create([model(tenant_id=world.acme.tenant.id)])

    async def test_raw_sql_cannot_write_into_another_company(self, world: World) -> None:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with acting_for(world.bolt.tenant) as unit:
                await unit.rows(
                    "INSERT INTO customer (id, tenant_id, name, billing_address, created_at) "
                    "VALUES (gen_random_uuid(), $1, 'x', '', now())",
                    world.acme.tenant.id,
                )

    async def test_a_row_cannot_point_at_another_company(self, world: World) -> None:
        with pytest.raises(BaseORMException, match="violates foreign key"):
            async with acting_for(world.bolt.tenant):
                await Contact.create(customer_id=world.acme.customer.id, name="Mallory", email="m@example.com")


class TestCustomers:
    async def test_a_unit_held_to_one_customer_sees_nothing_of_another(self, world: World) -> None:
        acme = await rows_of_acme(world)
        async with acting_for(world.acme.tenant, customer_id=world.acme.other_customer.id):
            for model, row in acme.items():
                if "customer_id" in model._meta.fields_map or model is Customer:
                    assert await model.get_or_none(id=row.id) is None, model

    async def test_nor_writes_for_another(self, world: World) -> None:
        with pytest.raises(BaseORMException, match="row-level security"):
            async with acting_for(world.acme.tenant, customer_id=world.acme.other_customer.id):
                await Contact.create(customer_id=world.acme.customer.id, name="Mallory", email="m@example.com")


class TestSchema:
    async def test_it_has_no_holes(self, admin: asyncpg.Connection) -> None:
        assert await holes(admin) == []

    async def test_what_is_append_only_stays(self, world: World) -> None:
        acme = await rows_of_acme(world)
        for table in ("ledger_entry", "activity", "message"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                async with acting_for(world.acme.tenant) as unit:
                    await unit.rows(f"DELETE FROM {table}")
        assert acme


MUTATIONS = {
    "a policy": (
        "DROP POLICY tenant_wall ON invoice",
        "CREATE POLICY tenant_wall ON invoice USING {wall} WITH CHECK {wall}",
    ),
    "a composite key": (
        "ALTER TABLE contact DROP CONSTRAINT contact_tenant_id_customer_id_fkey",
        "ALTER TABLE contact ADD FOREIGN KEY (tenant_id, customer_id) REFERENCES customer (tenant_id, id)",
    ),
    "the customer's policy": (
        "DROP POLICY customer_wall ON invoice",
        "CREATE POLICY customer_wall ON invoice AS RESTRICTIVE USING {narrow} WITH CHECK {narrow}",
    ),
    "force": ("ALTER TABLE invoice NO FORCE ROW LEVEL SECURITY", "ALTER TABLE invoice FORCE ROW LEVEL SECURITY"),
}
WALL = "(tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)"
NARROW = (
    "(nullif(current_setting('app.customer_id', true), '')::uuid IS NULL "
    "OR customer_id = nullif(current_setting('app.customer_id', true), '')::uuid)"
)


class TestMutations:
    """A wall taken away is noticed by the tests above."""

    @pytest.mark.parametrize("what", MUTATIONS)
    async def test_the_schema_test_notices_that_it_is_gone(self, admin: asyncpg.Connection, what: str) -> None:
        down, up = MUTATIONS[what]
        await admin.execute(down)
        try:
            assert await holes(admin) != []
        finally:
            await admin.execute(up.format(wall=WALL, narrow=NARROW))
        assert await holes(admin) == []

    async def test_without_the_filter_reading_without_a_tenant_is_noticed(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(isolation.Wall, "get_queryset", isolation.Manager.get_queryset)
        with pytest.raises(pytest.fail.Exception):
            await TestModels().test_nothing_is_read_without_a_tenant(world, Customer)

    async def test_without_the_stamp_a_change_from_another_company_is_noticed(
        self, world: World, admin: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(isolation, "_stamp", lambda _: None)
        with pytest.raises((pytest.fail.Exception, AssertionError, BaseORMException)):
            await TestModels().test_another_company_changes_nothing(world, admin)


@asynccontextmanager
async def nothing_changes(admin: asyncpg.Connection, world: World) -> AsyncIterator[None]:
    """Not a row of either company differs afterwards, and no task was rung or written."""
    rung: list[frozenset[str]] = []
    companies = (world.acme, world.bolt)
    before = [await fingerprint(admin, company.tenant.id) for company in companies]
    isolation.ring_with(rung.append)
    yield
    assert [await fingerprint(admin, company.tenant.id) for company in companies] == before
    assert rung == []


# What fills a route's arguments with a record of Acme's Dana. A route with arguments that is missing here fails the test.
ARGUMENTS = {
    "external_id": lambda rows: rows[Customer].id,
    "payment_id": lambda rows: rows[LedgerEntry].id,
    "key_id": lambda rows: rows[ApiKey].id,
    "export_id": lambda rows: rows[CompanyExport].id,
    "import_id": lambda rows: rows[ListImport].id,
    "customer_id": lambda rows: rows[Customer].id,
    "property_id": lambda rows: rows[Property].id,
    "agreement_act": lambda rows: "send",
    "copy_id": lambda rows: rows[OverwrittenCopy].id,
    "contact_id": lambda rows: rows[Contact].id,
    "note_id": lambda rows: rows[StaffNote].id,
    "agreement_id": lambda rows: rows[Agreement].id,
    "agreement_visit_act": lambda rows: "done",
    "agreement_visit_id": lambda rows: rows[AgreementVisit].id,
    "estimate_id": lambda rows: rows[Estimate].id,
    "estimate_token": lambda rows: share_links.token(rows[EstimateLink]),
    "entry_id": lambda rows: rows[LedgerEntry].id,
    "invoice_id": lambda rows: rows[Invoice].id,
    "job_act": lambda rows: "start",
    "link_id": lambda rows: rows[ShareLink].id,
    "mark": lambda rows: rows[Logo].mark,
    "job_id": lambda rows: rows[Job].id,
    "photo_step": lambda rows: "later",
    "visit_act": lambda rows: "done",
    "visit_id": lambda rows: rows[Visit].id,
    "feed_token": lambda rows: calendar_feed.token(rows[CalendarFeed]),
    "photo_id": lambda rows: rows[Photo].id,
    "color": lambda rows: "1d4ed8",
    "size": lambda rows: "small",
    "email_id": lambda rows: rows[Email].id,
    "ended_id": lambda rows: rows[Session].id,
    "request_act": lambda rows: "acknowledge",
    "staff_member_id": lambda rows: rows[StaffMember].id,
    "service_request_id": lambda rows: rows[ServiceRequest].id,
    "request_id": lambda rows: rows[ServiceRequest].id,
    "upload_id": lambda rows: rows[Upload].id,
    "thread_id": lambda rows: rows[Thread].id,
    "token": lambda rows: share_links.token(rows[ShareLink]),
    "secret": lambda rows: rows[MagicLink].secret,
    "confirm_secret": lambda rows: rows[EmailChange].confirm_secret,
    "proof": lambda rows: unsubscribe.proof(rows[Email]),
    "stop_secret": lambda rows: rows[EmailChange].stop_secret,
}
SAME_FOR_ALL = {"assets.static", "assets.brand", "staff.branding.preview"}


class EstimateLink(ShareLink):
    """Names the share link that opens an estimate, beside the one that opens an invoice."""

    class Meta:
        abstract = True


async def addressed_of_acme(world: World) -> dict[type[TenantOwned], TenantOwned]:
    """Rows for the arguments of every route."""
    rows = await rows_of_acme(world)
    async with acting_for(world.acme.tenant):
        estimate = await Estimate.get(id=rows[Estimate].id)
        return {**rows, EstimateLink: await share_links.share(estimate, contact_id=world.acme.contact.id)}


def addresses(app: Quart, rows: dict[type[TenantOwned], TenantOwned]) -> list[tuple[str, str, str]]:
    """Every page that names a record: its endpoint, method and address for these rows.

    Those of the API, and the ids in what is sent there, are tried in tests/web/api/test_hostile.py.
    """
    found = []
    for rule in app.url_map.iter_rules():
        if not rule.arguments or rule.endpoint in SAME_FOR_ALL or rule.endpoint.startswith("api."):
            continue
        filled = {name: ARGUMENTS[name](rows) for name in rule.arguments}
        path = app.url_map.bind("x").build(rule.endpoint, filled)
        found += [(rule.endpoint, method, path) for method in sorted((rule.methods or set()) & {"GET", "POST"})]
    return found


async def answer(visitor: Visitor, method: str, path: str) -> tuple[int, str]:
    response = await (visitor.get(path) if method == "GET" else visitor.post(path))
    body = (await response.get_data(as_text=False)).decode(errors="replace")  # a page may be paper
    return response.status_code, re.sub(r'nonce="[^"]*"', "", body)


def strange(path: str) -> str:
    """The same address for a record that does not exist."""
    return re.sub(r"[A-Za-z0-9_-]{36,43}(?=/|\.|$)", lambda found: "0" * 8 + found[0][8:], path)


class TestRoutes:
    async def test_every_argument_of_every_route_is_tried(self, app: Quart, world: World) -> None:
        rows = await addressed_of_acme(world)
        endpoints = {rule.endpoint for rule in app.url_map.iter_rules() if rule.arguments} - SAME_FOR_ALL
        pages = {endpoint for endpoint in endpoints if not endpoint.startswith("api.")}
        assert {endpoint for endpoint, _, _ in addresses(app, rows)} == pages

    @pytest.mark.parametrize(
        "who", ["signed in at Bolt", "another customer of Acme", "nobody at Bolt", "the owner of Bolt"]
    )
    async def test_a_strangers_record_answers_as_one_that_does_not_exist(
        self, app: Quart, world: World, admin: asyncpg.Connection, who: str
    ) -> None:
        rows = await addressed_of_acme(world)
        visitor = Visitor(app, world.acme if "Acme" in who else world.bolt)
        if "owner" in who:
            await visitor.sign_in_staff()
        elif "nobody" not in who:
            await visitor.sign_in(visitor.company.other_contact.email)
        for endpoint, method, path in addresses(app, rows):
            if "Acme" in who and endpoint.split(".")[0] in {"share", "entrance", "logos", "unsubscribe"}:
                continue  # at Acme these addresses are keys of their own, whoever holds them
            async with nothing_changes(admin, world):
                theirs = await answer(visitor, method, path)
                nobodys = await answer(visitor, method, strange(path))
            assert theirs == nobodys, (endpoint, path)
            assert theirs[0] in {404, 303, 401, 410}, (endpoint, theirs[0])

    async def test_a_record_is_not_there_under_another_of_the_same_company(
        self, app: Quart, world: World, admin: asyncpg.Connection
    ) -> None:
        rows, casey = await addressed_of_acme(world), world.acme.other_customer
        async with acting_for(world.acme.tenant):
            made = [await make(casey) for make in (an_invoice, an_estimate, a_job, an_agreement)]
        parents = {f"{type(it)._meta.db_table}_id": it.id for it in (casey, *made)}
        olive = await Visitor(app, world.acme).sign_in_staff((await a_staff_member(world.acme, Role.OWNER)).email)

        tried = 0
        for rule in app.url_map.iter_rules():
            parent, *children = re.findall(r"<uuid:(\w+)>", rule.rule) or [""]
            if rule.endpoint.startswith("staff.") and parent in parents and children:
                filled = {name: ARGUMENTS[name](rows) for name in rule.arguments} | {parent: parents[parent]}
                path = app.url_map.bind("x").build(rule.endpoint, filled)
                for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                    tried += 1
                    async with nothing_changes(admin, world):
                        assert (await answer(olive, method, path))[0] == 404, (rule, method)
        assert tried > 30

    async def test_it_asks_who_is_there_on_every_page_of_the_portal(self, app: Quart, world: World) -> None:
        for rule in app.url_map.iter_rules():
            if rule.endpoint.startswith("portal.") and not rule.arguments and "GET" in (rule.methods or ()):
                response = await Visitor(app, world.acme).get(rule.rule)
                assert response.status_code == 303, rule
                assert response.location.startswith("/sign-in"), rule

    async def test_the_owner_of_a_record_does_see_it(self, app: Quart, world: World) -> None:
        rows = await rows_of_acme(world)
        dana = await Visitor(app, world.acme).sign_in()
        assert (await dana.get(f"/invoices/{rows[Invoice].id}")).status_code == 200
