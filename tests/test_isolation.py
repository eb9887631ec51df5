"""The walls, proven: every model and every route, from the wrong company and from the wrong customer."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import asyncpg
import pytest
from tortoise.exceptions import BaseORMException

import tenants.models as models
from sandbox.servers import Servers
from tenants import isolation
from tenants.customers import Contact, Customer
from tenants.isolation import NoTenant, TenantOwned, acting_for
from tests.builders import one_of_each
from tests.catalogue import fingerprint, holes, superuser
from tests.world import World

OWNED = [model for name in models.__all__ if issubclass(model := getattr(models, name), TenantOwned)]
NOT_OWNED = {"Allowance", "StripeEvent", "Task", "Tenant"}
APPEND_ONLY = {"LedgerEntry", "Activity"}


@pytest.fixture
async def admin(servers: Servers, world: World) -> AsyncIterator[asyncpg.Connection]:
    async with superuser(servers) as connection:
        yield connection


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
        for table in ("ledger_entry", "activity"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                async with acting_for(world.acme.tenant) as unit:
                    await unit.rows(f"DELETE FROM {table}")
        assert acme


MUTATIONS = {
    "a policy": ("DROP POLICY tenant_wall ON invoice", "CREATE POLICY tenant_wall ON invoice USING {wall} WITH CHECK {wall}"),
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
    before = [await fingerprint(admin, company.tenant.id) for company in (world.acme, world.bolt)]
    yield
    assert [await fingerprint(admin, company.tenant.id) for company in (world.acme, world.bolt)] == before
