"""`python -m workers.app`: one worker. It looks for work every second by itself; arq only brings it sooner."""

import asyncio
import logging
import os
import signal
from contextlib import suppress
from typing import Any

import orjson
from arq.connections import ArqRedis
from arq.worker import Worker, func
from redis.asyncio import ConnectionPool
from redis.exceptions import RedisError
from tortoise import Tortoise

import logs
import metrics
from settings import orm_config, settings
from tenants import isolation, stripe_gateway, transaction
from tenants.tasks import Lane
from workers import housekeeping
from workers.slots import Performer, ended

log = logging.getLogger(__name__)

POOL = 20
LOOK_EVERY = 1.0
LISTEN_EVERY = 0.02
HEALTH_EVERY = 5
PATIENCE_SECONDS = 5.0
FINISH_WITHIN = 8.0
CLOSE_WITHIN = 1.0
LONGEST_BACKOFF = 5.0
FINE_SECONDS = 30.0


async def run() -> None:
    """Work until told to stop by SIGTERM or SIGINT, then finish what is in hand."""
    await open_connections()
    told_to_stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, told_to_stop.set)
    performer = Performer()
    isolation.ring_with(performer.ring)
    performer.start()
    beside = [asyncio.create_task(it) for it in (look(performer), listen(performer), housekeeping.keep())]
    await told_to_stop.wait()
    await asyncio.gather(performer.stop(FINISH_WITHIN), *map(ended, beside))
    with suppress(TimeoutError):
        await asyncio.wait_for(close_connections(), CLOSE_WITHIN)


async def open_connections() -> None:
    await Tortoise.init(
        config=orm_config(settings().database_url, pool=POOL, connection_class=transaction.Connection),
        _enable_global_fallback=True,
    )
    await stripe_gateway.start()


async def close_connections() -> None:
    await stripe_gateway.stop()
    await Tortoise.close_connections()


async def look(performer: Performer) -> None:
    """Look into every lane each second: what Redis lost, what is due only now, what a dead worker left behind."""
    while True:
        performer.ring(Lane)
        await asyncio.sleep(LOOK_EVERY)


async def listen(performer: Performer) -> None:
    """Be rung by arq. It gives up when Redis goes away, so begin again, ever more slowly, until it is back."""
    backoff = 0.0
    while True:
        began = asyncio.get_running_loop().time()
        try:
            await _arq(performer)
        except (RedisError, OSError) as error:
            log.warning("Redis does not answer", extra={"reason": type(error).__name__})
        except Exception:
            log.exception("arq failed")
        lasted = asyncio.get_running_loop().time() - began
        backoff = 0.5 if lasted > FINE_SECONDS else min(max(backoff * 2, 0.5), LONGEST_BACKOFF)
        await asyncio.sleep(backoff)


async def _arq(performer: Performer) -> None:
    async def perform(ctx: dict[Any, Any], *lanes: Any, **_: Any) -> None:  # noqa: ARG001 - arq's shape
        performer.ring(lanes)

    pool = ConnectionPool.from_url(
        settings().redis_url, socket_timeout=PATIENCE_SECONDS, socket_connect_timeout=PATIENCE_SECONDS
    )
    worker = Worker(
        functions=[func(perform, name="perform")],
        redis_pool=ArqRedis(pool, job_serializer=orjson.dumps, job_deserializer=orjson.loads),
        handle_signals=False,
        keep_result=0,
        max_tries=1,
        max_jobs=100,
        poll_delay=LISTEN_EVERY,
        health_check_interval=HEALTH_EVERY,
        job_serializer=orjson.dumps,
        job_deserializer=orjson.loads,
    )
    try:
        await worker.main()
    finally:
        await asyncio.gather(*worker.tasks.values(), return_exceptions=True)
        with suppress(RedisError, OSError):
            await pool.aclose()


def main() -> None:
    logs.set_up(settings().log_format)
    if port := settings().metrics_port:
        metrics.listen(settings().host, port)
    asyncio.run(run())
    logging.shutdown()
    # Otherwise Python waits for a thread that still listens to Postmark, longer than we promised.
    os._exit(0)


if __name__ == "__main__":
    main()
