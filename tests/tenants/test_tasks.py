"""Tasks: written with the change, claimed by one worker, again when its lease runs out, parked when it kills."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from tenants import isolation, tasks
from tenants.isolation import acting_for, statement
from tenants.tasks import Lane, Task
from tests.world import World


@pytest.fixture(autouse=True)
async def no_other_tasks(world: World) -> AsyncIterator[None]:
    await statement("DELETE FROM task")
    yield
    await statement("DELETE FROM task")


async def a_task(world: World, lane: Lane = Lane.MAIL, at: datetime | None = None) -> str:
    subject = uuid4().hex
    async with acting_for(world.acme.tenant):
        await tasks.later("a_name", subject, lane=lane, at=at)
    return subject


async def the_lease_ends() -> None:
    await statement("UPDATE task SET claimed_until = now() - interval '1 second' WHERE claimed_until IS NOT NULL")


async def test_it_is_rung_once_its_change_is_committed(world: World) -> None:
    rung: list[frozenset[str]] = []
    isolation.ring_with(rung.append)
    async with acting_for(world.acme.tenant):
        await tasks.later("a_name", "x", lane=Lane.MONEY)
        assert rung == []

    assert rung == [frozenset({Lane.MONEY})]


async def test_it_is_gone_with_a_change_that_failed(world: World) -> None:
    rung: list[frozenset[str]] = []
    isolation.ring_with(rung.append)
    with pytest.raises(ZeroDivisionError):
        async with acting_for(world.acme.tenant):
            await tasks.later("a_name", "x")
            raise ZeroDivisionError

    assert (rung, await Task.all().count()) == ([], 0)


async def test_it_says_whose_it_is_and_about_what(world: World) -> None:
    subject = await a_task(world)
    [claim] = await tasks.claim(Lane.MAIL, 10)

    assert (claim.tenant_id, claim.subject, claim.attempts) == (world.acme.tenant.id, subject, 1)


async def test_it_waits_for_its_time_and_its_lane(world: World) -> None:
    await a_task(world, at=datetime.now(UTC) + timedelta(hours=1))
    await a_task(world, Lane.MONEY)

    assert await tasks.claim(Lane.MAIL, 10) == []


async def test_two_workers_never_hold_the_same(world: World) -> None:
    for _ in range(40):
        await a_task(world)
    held = await asyncio.gather(*(tasks.claim(Lane.MAIL, 10) for _ in range(8)))
    ids = [claim.id for claims in held for claim in claims]

    assert len(ids) == len(set(ids)) == 40


async def test_it_is_claimed_again_when_its_worker_died(world: World) -> None:
    await a_task(world)
    await tasks.claim(Lane.MAIL, 1)
    assert await tasks.claim(Lane.MAIL, 1) == []

    await the_lease_ends()

    assert [(claim.attempts, claim.crashes) for claim in await tasks.claim(Lane.MAIL, 1)] == [(2, 1)]


async def test_it_is_held_longer_while_the_work_goes_on(world: World) -> None:
    await a_task(world)
    [claim] = await tasks.claim(Lane.MAIL, 1)
    await the_lease_ends()
    await tasks.renew([claim.id])

    assert await tasks.claim(Lane.MAIL, 1) == []


async def test_it_is_out_of_the_way_once_parked(world: World) -> None:
    await a_task(world)
    await tasks.park((await tasks.claim(Lane.MAIL, 1))[0], "cannot be done")
    await the_lease_ends()

    assert await tasks.claim(Lane.MAIL, 1) == []
    assert (await Task.get()).failure == "cannot be done"


async def test_it_comes_again_later_with_the_reason(world: World) -> None:
    await a_task(world)
    [claim] = await tasks.claim(Lane.MAIL, 1)
    await tasks.again(claim, timedelta(minutes=5), "no answer")
    row = await Task.get()

    assert (row.failure, row.claimed_until) == ("no answer", None)
    assert row.run_at > datetime.now(UTC) + timedelta(minutes=4)


async def test_it_leaves_nothing_when_done(world: World) -> None:
    await a_task(world)
    await tasks.done(await tasks.claim(Lane.MAIL, 1))

    assert await Task.all().count() == 0
