"""Numbers: each company counts for itself, without a gap and without a double."""

import asyncio

import pytest

from tenants import numbering
from tenants.isolation import acting_for
from tests.world import Company, World


async def take(company: Company, kind: str = "invoice") -> int:
    async with acting_for(company.tenant):
        return await numbering.take(kind)


async def test_it_counts_from_1001_for_each_company_and_kind(world: World) -> None:
    assert [await take(world.acme), await take(world.acme), await take(world.bolt)] == [1001, 1002, 1001]
    assert await take(world.acme, "estimate") == 1001


async def test_it_gives_no_number_twice_however_many_ask(world: World) -> None:
    taken = await asyncio.gather(*(take(world.acme) for _ in range(15)))

    assert sorted(taken) == list(range(1001, 1016))


async def test_it_takes_a_number_back_that_was_not_used(world: World) -> None:
    with pytest.raises(ZeroDivisionError):
        async with acting_for(world.acme.tenant):
            await numbering.take("invoice")
            raise ZeroDivisionError

    assert await take(world.acme) == 1001
