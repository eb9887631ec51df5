"""The directory: which company answers at a host, remembered until the database says that it changed."""

import asyncio

import pytest

from settings import settings
from tenants import directory
from tenants.tenant import Tenant
from tests.world import World


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
    listening = asyncio.create_task(directory.keep_fresh())
    await asyncio.sleep(0.3)
    await directory.at_host(world.acme.tenant.host)
    await Tenant.filter(id=world.acme.tenant.id).update(name="Acme Renamed")
    await asyncio.sleep(0.3)
    found = await directory.at_host(world.acme.tenant.host)
    listening.cancel()

    assert found is not None
    assert found.name == "Acme Renamed"


async def test_it_soon_sees_a_company_it_did_not_know(world: World) -> None:
    listening = asyncio.create_task(directory.keep_fresh())
    await asyncio.sleep(0.3)
    slug = f"new-{world.acme.tenant.slug[-8:]}"
    assert await directory.at_host(f"{slug}.localhost") is None
    await Tenant.create(slug=slug, name="New")
    await asyncio.sleep(0.3)
    found = await directory.at_host(f"{slug}.localhost")
    listening.cancel()

    assert found is not None
