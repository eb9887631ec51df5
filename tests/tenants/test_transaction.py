"""The connection under the wall: the tenant travels with BEGIN, nothing of it stays, and a dead one is replaced."""

from uuid import uuid4

import pytest

from tenants.customers import Customer
from tenants.isolation import acting_for, statement
from tests.patience import until
from tests.world import World

SETTING = (
    "SELECT current_setting('app.tenant_id', true) AS tenant, current_setting('app.customer_id', true) AS customer"
)


async def test_it_begins_with_its_tenant_and_customer(world: World) -> None:
    async with acting_for(world.acme.tenant, customer_id=world.acme.customer.id) as unit:
        row = await unit.row(SETTING)

    assert row is not None
    assert (row["tenant"], row["customer"]) == (str(world.acme.tenant.id), str(world.acme.customer.id))


async def test_nothing_of_it_stays_on_the_connection(world: World) -> None:
    for _ in range(5):
        async with acting_for(world.acme.tenant, customer_id=world.acme.customer.id):
            pass
    [row] = await statement(SETTING)

    assert (row["tenant"] or "", row["customer"] or "") == ("", "")


async def test_a_connection_that_died_while_idle_is_replaced(world: World) -> None:
    async with acting_for(world.acme.tenant) as unit:
        row = await unit.row("SELECT pg_backend_pid() AS pid")
    assert row is not None
    await statement(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND usename = current_user"
    )

    async with acting_for(world.acme.tenant):
        assert await Customer.all().count() == 2


async def test_one_that_does_not_wait_still_commits(world: World) -> None:
    name = uuid4().hex
    async with acting_for(world.acme.tenant, waits=False):
        await Customer.create(name=name)

    async def is_there() -> bool:
        async with acting_for(world.acme.tenant):
            return await Customer.exists(name=name)

    await until(is_there)


async def test_one_that_does_not_wait_still_rolls_back(world: World) -> None:
    with pytest.raises(ZeroDivisionError):
        async with acting_for(world.acme.tenant, waits=False):
            await Customer.create(name="never")
            raise ZeroDivisionError
    async with acting_for(world.acme.tenant):
        assert not await Customer.exists(name="never")
