"""Redis lost, gone, or silent: the bell is late, the mail is not lost, and no request waits for it."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator

import pytest
import redis

from sandbox.servers import Servers
from settings import settings
from tenants import isolation
from tenants.emails import Delivery
from tests.faults.conftest import WorkerProcess
from tests.faults.scenes import a_mail, has
from tests.patience import a_moment, quickest, until
from tests.sandboxes import Postmark
from tests.world import World
from web.bell import ANSWER_WITHIN, Bell


@pytest.fixture
async def bell(world: World) -> AsyncIterator[Bell]:
    bell = Bell(settings().redis_url)
    await bell.start()
    isolation.ring_with(bell.ring)
    yield bell
    await bell.stop()


async def test_it_rings_a_worker_through_redis(
    world: World, bell: Bell, worker: WorkerProcess, postmark: Postmark
) -> None:
    with redis.from_url(settings().redis_url) as queue:
        queue.flushall()
        await a_mail(world.acme)
        await until(lambda: is_rung(queue, 1))

        worker.start()

        await until(lambda: is_rung(queue, 0))


async def test_it_makes_one_ring_of_many(world: World, bell: Bell) -> None:
    with redis.from_url(settings().redis_url) as queue:
        queue.flushall()

        for _ in range(100):
            bell.ring(["mail"])

        await until(lambda: is_rung(queue, 1))
        await a_moment()
        assert await is_rung(queue, 1)


async def test_it_delivers_after_redis_forgot_everything(
    world: World, bell: Bell, worker: WorkerProcess, postmark: Postmark
) -> None:
    await a_mail(world.acme)
    with redis.from_url(settings().redis_url) as queue:
        queue.flushall()

    worker.start()

    await until(lambda: has(world.acme, Delivery.SENT))


async def test_it_delivers_while_redis_is_gone_and_rings_when_it_is_back(
    world: World, bell: Bell, worker: WorkerProcess, postmark: Postmark, servers: Servers
) -> None:
    worker.start()
    servers.valkey.kill()

    await a_mail(world.acme)

    await until(lambda: has(world.acme, Delivery.SENT))
    servers.valkey.start()
    with redis.from_url(settings().redis_url) as queue:
        await until(lambda: was_rung(queue))
    assert worker.exit_code is None


async def test_it_never_waits_for_a_silent_redis(
    world: World, bell: Bell, worker: WorkerProcess, postmark: Postmark, servers: Servers
) -> None:
    worker.start()
    assert servers.valkey.pid
    os.kill(servers.valkey.pid, signal.SIGSTOP)
    try:
        assert await quickest(lambda: rings(bell)) < ANSWER_WITHIN
        assert await quickest(lambda: a_mail(world.acme)) < ANSWER_WITHIN
        await until(lambda: has(world.acme, Delivery.SENT))
    finally:
        os.kill(servers.valkey.pid, signal.SIGCONT)


async def rings(bell: Bell) -> None:
    bell.ring(["mail"])
    await asyncio.sleep(0)


async def is_rung(queue: redis.Redis, times: int) -> bool:
    return queue.zcard("arq:queue") == times


async def was_rung(queue: redis.Redis) -> bool:
    """The worker has listened again: arq leaves its sign of life."""
    return bool(queue.exists("arq:queue:health-check"))
