"""Allowances: budgets that hold across companies, processes and Redis."""

import asyncio
from contextlib import suppress
from datetime import timedelta
from uuid import uuid4

import pytest

from tenants import allowances
from tenants.allowances import Allowance, Budget, again_at, give_back, spend
from tenants.errors import NotFound
from tenants.isolation import acting_for, statement
from tests.world import World

THREE = Budget("three in a minute", 3, timedelta(minutes=1))
ONE = Budget("one in a minute", 1, timedelta(minutes=1))


@pytest.fixture
def somebody() -> str:
    return uuid4().hex


async def spent(world: World, *uses: allowances.Use) -> bool:
    async with acting_for(world.acme.tenant):
        return await spend(*uses)


async def test_it_gives_what_the_budget_has_and_then_no_more(world: World, somebody: str) -> None:
    answers = [await spent(world, (THREE, somebody)) for _ in range(5)]

    assert answers == [True, True, True, False, False]


async def test_it_counts_each_subject_by_itself(world: World, somebody: str) -> None:
    assert await spent(world, (ONE, somebody))

    assert await spent(world, (ONE, somebody + "else"))


async def test_it_counts_across_companies(world: World, somebody: str) -> None:
    assert await spent(world, (ONE, somebody))

    async with acting_for(world.bolt.tenant):
        assert not await spend((ONE, somebody))


async def test_it_gives_again_when_the_time_has_passed(world: World, somebody: str) -> None:
    await spent(world, (ONE, somebody))
    await statement("UPDATE allowance SET used_at = now() - interval '61 seconds' WHERE key = $1", ONE.key(somebody))

    assert await spent(world, (ONE, somebody))


async def test_it_says_when_something_is_left_again(world: World, somebody: str) -> None:
    async with acting_for(world.acme.tenant):
        assert await again_at((THREE, somebody)) is None
    for seconds in (50, 30, 10):
        await spent(world, (THREE, somebody))
        ago = "UPDATE allowance SET used_at = now() - $2::interval WHERE key = $1 AND used_at > now() - interval '5 s'"
        await statement(ago, THREE.key(somebody), timedelta(seconds=seconds))

    async with acting_for(world.acme.tenant):
        at = await again_at((THREE, somebody))
        [now] = await statement("SELECT now() AS now")

    assert at is not None
    assert timedelta(seconds=5) < at - now["now"] <= timedelta(seconds=10)


async def test_it_is_exact_when_many_ask_at_once(world: World, somebody: str) -> None:
    answers = await asyncio.gather(*(spent(world, (THREE, somebody)) for _ in range(15)))

    assert answers.count(True) == 3


async def test_it_spends_all_or_nothing(world: World, somebody: str) -> None:
    await spent(world, (ONE, somebody))

    assert not await spent(world, (THREE, somebody), (ONE, somebody))
    assert [await spent(world, (THREE, somebody)) for _ in range(4)] == [True, True, True, False]


async def test_it_never_waits_for_itself(world: World, somebody: str) -> None:
    one, other = (THREE, somebody), (THREE, somebody + "else")

    await asyncio.gather(*(spent(world, *uses) for uses in [(one, other), (other, one)] * 8))


async def test_it_gives_one_use_back(world: World, somebody: str) -> None:
    await spent(world, (ONE, somebody))

    async with acting_for(world.acme.tenant):
        await give_back((ONE, somebody))
        assert await spend((ONE, somebody))


async def test_a_use_that_was_rolled_back_was_none(world: World, somebody: str) -> None:
    with suppress(NotFound):
        async with acting_for(world.acme.tenant):
            await spend((ONE, somebody))
            raise NotFound

    assert await spent(world, (ONE, somebody))


async def test_it_names_nobody(world: World) -> None:
    await spent(world, (THREE, "dana@example.com"))

    rows = await statement("SELECT * FROM allowance")
    assert not any(b"dana" in row["key"] for row in rows)


async def test_it_forgets_what_no_budget_looks_back_to(world: World, somebody: str) -> None:
    await spent(world, (ONE, somebody), (THREE, somebody))
    await statement("UPDATE allowance SET used_at = now() - interval '3 days' WHERE key = $1", ONE.key(somebody))

    await allowances.cleanup()

    assert [await Allowance.filter(key=budget.key(somebody)).count() for budget in (ONE, THREE)] == [0, 1]
