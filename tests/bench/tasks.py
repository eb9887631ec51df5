"""Background work: through claim and done, beside business, and after a worker's death."""

import asyncio
import statistics
import sys
import time

from tenants import tasks
from tenants.isolation import acting, acting_for, statement
from tenants.tasks import Lane, later
from tests.bench.figures import Figure
from tests.bench.stage import Stage

TASKS = 20_000
WORKER = [sys.executable, "-m", "tests.faults.worker"]
WRITTEN = """
INSERT INTO task (name, lane, tenant_id, subject, run_at, attempts, crashes, failure, created_at)
SELECT 'nothing', 'mail', $1, n::text, now(), 0, 0, '', now() FROM generate_series(1, $2) n
"""


async def measure(stage: Stage) -> list[Figure]:
    return [*await _enqueued(stage), await _drained(stage), await _taken_over(stage)]


async def _enqueued(stage: Stage) -> list[Figure]:
    plain, adding = [], []
    for _ in range(400):
        plain.append(await _unit(stage, adds=False))
        adding.append(await _unit(stage, adds=True))
    await statement("DELETE FROM task")
    added = statistics.median(adding) - statistics.median(plain)
    return [Figure(name="enqueueing in a transaction adds", value=added, unit="ms", must=0.3, stretch=0.15, low=True)]


async def _unit(stage: Stage, *, adds: bool) -> float:
    began = time.perf_counter()
    async with acting_for(stage.dana.company.tenant):
        await acting().rows("UPDATE customer SET name = name WHERE id = $1", stage.dana.company.customer.id)
        if adds:
            await later("nothing", "it")
    return (time.perf_counter() - began) * 1000


async def _drained(stage: Stage) -> Figure:
    await statement(WRITTEN, stage.dana.company.tenant.id, TASKS)
    await stage.settle()
    worker = stage.start("worker", WORKER)
    left = await until_fewer(TASKS)
    began = time.perf_counter()
    await until_fewer(1)
    rate = left / (time.perf_counter() - began)
    worker.stop()
    return Figure(name="tasks that do nothing", value=rate, unit="/s", must=3_000, stretch=8_000)


async def _taken_over(stage: Stage) -> Figure:
    """Held by nobody any more, as after kill -9, the moment before."""
    await statement(WRITTEN, stage.dana.company.tenant.id, 1)
    await tasks.claim(Lane.MAIL, 1)
    began = time.perf_counter()
    worker = stage.start("worker", WORKER)
    await until_fewer(1)
    took = time.perf_counter() - began
    worker.stop()
    return Figure(name="a killed worker's task runs again after", value=took, unit="s", must=30, stretch=10, low=True)


async def until_fewer(number: int, within: float = 120) -> int:
    """Wait until fewer than `number` tasks are left that are due; how many."""
    deadline = time.monotonic() + within
    while True:
        rows = await statement("SELECT count(*) FROM task WHERE run_at <= now() AND parked_at IS NULL")
        if rows[0]["count"] < number:
            return int(rows[0]["count"])
        assert time.monotonic() < deadline, f"{rows[0]['count']} tasks were left"
        await asyncio.sleep(0.01)
