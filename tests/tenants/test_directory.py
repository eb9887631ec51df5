"""The directory: which company answers at a host, remembered until the database says that it changed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from settings import settings
from tenants import directory
from tenants.tenant import Tenant
from tests.patience import until
from tests.world import World


@asynccontextmanager
async def listening(world: World) -> AsyncIterator[None]:
    """Meanwhile this process hears of changes. It forgets what it knew as soon as it does."""
    await directory.at_host(world.acme.tenant.host)
    task = asyncio.create_task(directory.keep_fresh())
    await until(lambda: not directory._known)
    yield
    task.cancel()


@pytest.mark.parametrize(
    "host", ["nobody.localhost", "localhost", "", "acme", "acme.localhost.evil.test", "a.b.localhost"]
)
async def test_it_knows_nobody_at_other_hosts(world: World, host: str) -> None:
    assert await directory.at_host(host) is None


async def test_it_finds_a_company_at_its_host(world: World) -> None:
    found = await directory.at_host(f"{world.acme.tenant.slug}.{settings().base_host}")

    assert found is not None
    assert found.id == world.acme.tenant.id


async def test_it_asks_the_database_once(world: World) -> None:
    host = world.acme.tenant.host

    assert await directory.at_host(host) is await directory.at_host(host)


async def test_it_hears_of_a_change_in_every_process(world: World) -> None:
    async with listening(world):
        await directory.at_host(world.acme.tenant.host)
        await Tenant.filter(id=world.acme.tenant.id).update(name="Acme Renamed")
        await until(lambda: not directory._known)
        found = await directory.at_host(world.acme.tenant.host)

    assert found is not None
    assert found.name == "Acme Renamed"


async def test_it_soon_sees_a_company_it_did_not_know(world: World) -> None:
    slug = f"new-{world.acme.tenant.slug[-8:]}"
    async with listening(world):
        assert await directory.at_host(f"{slug}.localhost") is None
        await Tenant.create(slug=slug, name="New")
        await until(lambda: not directory._unknown)

        assert await directory.at_host(f"{slug}.localhost") is not None
