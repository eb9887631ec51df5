"""The bell: after a commit, tell the workers through Redis which lanes have new work. A lost ring is only a delay."""

import asyncio
from collections.abc import Iterable
from contextlib import suppress

import orjson
from arq.connections import ArqRedis
from redis.asyncio import ConnectionPool
from redis.exceptions import RedisError

ANSWER_WITHIN = 0.5
RETRY_AFTER = 1.0


class Bell:
    """Rings from one loop beside the requests, so that no request ever waits for Redis."""

    def __init__(self, redis_url: str) -> None:
        pool = ConnectionPool.from_url(
            redis_url, socket_timeout=ANSWER_WITHIN, socket_connect_timeout=ANSWER_WITHIN, max_connections=4
        )
        self._redis = ArqRedis(pool, job_serializer=orjson.dumps)
        self._lanes: set[str] = set()
        self._has_lanes = asyncio.Event()
        self._loop: asyncio.Task[None] | None = None

    def ring(self, lanes: Iterable[str]) -> None:
        """Have the workers look into these lanes. Returns at once; rings of one lane that pile up become one."""
        self._lanes.update(lanes)
        self._has_lanes.set()

    async def answers(self) -> bool:
        """Whether Redis is there. Raises RedisError or OSError when it is not."""
        return bool(await self._redis.ping())

    async def start(self) -> None:
        self._loop = asyncio.create_task(self._ring_on())

    async def stop(self) -> None:
        """Ring what is still to be rung, if Redis takes it, and close."""
        while self._loop and not self._loop.done():
            # Before Python 3.12 asyncio.wait_for, in redis, may swallow one cancel.
            self._loop.cancel()
            await asyncio.wait([self._loop], timeout=ANSWER_WITHIN)
        with suppress(RedisError, OSError, TimeoutError):
            await asyncio.wait_for(self._ring_all(), ANSWER_WITHIN)
        await self._redis.aclose()
        await self._redis.connection_pool.aclose()

    async def _ring_on(self) -> None:
        while True:
            await self._has_lanes.wait()
            try:
                await self._ring_all()
            except (RedisError, OSError):
                # What is not rung now is found by the workers' own rounds; this only makes it sooner.
                await asyncio.sleep(RETRY_AFTER)

    async def _ring_all(self) -> None:
        self._has_lanes.clear()
        lanes, self._lanes = self._lanes, set()
        while lanes:
            lane = lanes.pop()
            try:
                await self._redis.enqueue_job("perform", lane)
            except (RedisError, OSError):
                self.ring({lane, *lanes})
                raise
