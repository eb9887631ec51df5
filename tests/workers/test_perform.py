"""Tasks from claim to done: what is tried again, what is parked, and who waits for whom."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any
from uuid import uuid4

import pytest

from tenants import isolation
from tenants.isolation import NoTenant, acting, acting_for, statement
from tenants.tasks import Claim, Lane, later
from tenants.tenant import Tenant
from tests.conftest import RunTasks
from tests.patience import PATIENCE, until
from tests.world import Company, World
from workers.perform import TASKS, Work, each, perform
from workers.slots import Performer

seen: list[str] = []


gate = asyncio.Event()


async def act(tenant: Tenant, subject: str) -> None:
    """A task for tests: `fail…` fails, `slow…` waits at the gate, `leak…` leans on a tenant nobody gave it."""
    seen.append(subject)
    if subject.startswith("fail"):
        raise RuntimeError("Dana's address is dana@example.com")
    if subject.startswith("slow"):
        await gate.wait()
    if subject.startswith("leak"):
        acting()


@pytest.fixture(autouse=True)
async def acts(database: None) -> AsyncIterator[None]:
    TASKS["act"] = Work(each(act))
    seen.clear()
    gate.clear()
    yield
    gate.set()
    del TASKS["act"]
    await statement("DELETE FROM task WHERE name = 'act'")


@pytest.fixture
async def performer() -> AsyncIterator[Performer]:
    performer = Performer()
    isolation.ring_with(performer.ring)
    performer.start()
    yield performer
    gate.set()
    await performer.stop(within=PATIENCE)


async def call(company: Company, *subjects: str, lane: Lane = Lane.MAIL) -> None:
    async with acting_for(company.tenant):
        for subject in subjects:
            await later("act", subject, lane=lane)


async def tasks_of(company: Company) -> list[Any]:
    return await statement("SELECT *, run_at - now() AS delay FROM task WHERE tenant_id = $1", company.tenant.id)


async def until_seen(*subjects: str) -> None:
    await until(lambda: set(subjects) <= set(seen))


async def test_it_performs_a_task_once_and_forgets_it(world: World, run_tasks: RunTasks) -> None:
    await call(world.acme, "it")

    await run_tasks()
    await run_tasks()

    assert seen == ["it"]
    assert await tasks_of(world.acme) == []


async def test_it_gives_a_task_no_tenant_but_its_own(world: World) -> None:
    claim = Claim(1, "act", world.acme.tenant.id, "leak", attempts=1, crashes=0)

    async with acting_for(world.bolt.tenant):
        failures = await perform([claim])

    assert isinstance(failures[1], NoTenant)


async def test_it_tries_again_ever_later(world: World, run_tasks: RunTasks) -> None:
    await call(world.acme, "fail")
    since, until_then = [], []

    for _ in range(4):
        [before] = await statement(
            "UPDATE task SET run_at = now() WHERE tenant_id = $1 RETURNING now()", world.acme.tenant.id
        )
        await run_tasks()
        [task] = await tasks_of(world.acme)
        since.append((task["run_at"] - before["now"]).total_seconds())
        until_then.append(task["delay"].total_seconds())

    assert all(least < delay for least, delay in zip((1, 2, 5, 11), since, strict=True))
    assert all(delay < most for delay, most in zip(until_then, (3, 6, 11, 21), strict=True))


async def test_it_keeps_names_out_of_the_task(world: World, run_tasks: RunTasks) -> None:
    await call(world.acme, "fail")

    await run_tasks()

    [task] = await tasks_of(world.acme)
    assert task["failure"] == "RuntimeError"


async def test_it_logs_each_kind_of_failure_once(
    world: World, run_tasks: RunTasks, caplog: pytest.LogCaptureFixture
) -> None:
    await call(world.acme, "fail 1", "fail 2", "leak")

    await run_tasks()

    told = [vars(record) for record in caplog.records if vars(record).get("task") == "act"]
    assert {(it["exc_info"][0], it["count"]) for it in told} == {(RuntimeError, 2), (NoTenant, 1)}


async def test_it_parks_what_belongs_to_a_company_that_is_gone(world: World, run_tasks: RunTasks) -> None:
    gone = uuid4()
    await statement("INSERT INTO task (name, lane, tenant_id, subject) VALUES ('act', 'mail', $1, 'orphan')", gone)
    await call(world.acme, "kept")

    await run_tasks()

    [task] = await statement("SELECT * FROM task WHERE tenant_id = $1", gone)
    assert (task["failure"], task["parked_at"] is None, seen) == ("its company is gone", False, ["kept"])


async def test_it_parks_what_never_works(world: World, run_tasks: RunTasks) -> None:
    await call(world.acme, "fail")
    await statement("UPDATE task SET attempts = 200 WHERE tenant_id = $1", world.acme.tenant.id)

    await run_tasks()

    [task] = await tasks_of(world.acme)
    assert task["parked_at"] is not None


async def test_it_parks_what_nobody_knows(world: World, run_tasks: RunTasks) -> None:
    async with acting_for(world.acme.tenant):
        await later("sing", "a song")

    await run_tasks()

    [task] = await tasks_of(world.acme)
    assert task["failure"] == "there is no such task"
    assert task["parked_at"] is not None


async def test_it_parks_what_took_three_workers_down(world: World, run_tasks: RunTasks) -> None:
    await call(world.acme, "it")
    await statement("UPDATE task SET crashes = 3 WHERE tenant_id = $1", world.acme.tenant.id)

    await run_tasks()

    assert seen == []
    assert [task["parked_at"] is None for task in await tasks_of(world.acme)] == [False]


async def test_it_is_woken_by_the_commit(world: World, performer: Performer) -> None:
    await call(world.acme, "it")

    await until_seen("it")


async def test_it_performs_what_a_rolled_back_unit_wanted_never(world: World, performer: Performer) -> None:
    with suppress(ZeroDivisionError):
        async with acting_for(world.acme.tenant):
            await later("act", "gone")
            raise ZeroDivisionError
    await call(world.acme, "kept")

    await until_seen("kept")

    assert seen == ["kept"]


async def test_it_lets_sign_in_overtake_what_fills_the_other_lanes(world: World, performer: Performer) -> None:
    await call(world.acme, *(f"slow {number}" for number in range(300)))
    await until_seen("slow 0")

    await call(world.acme, "sign in", lane=Lane.SIGN_IN)

    await until_seen("sign in")


async def test_it_performs_a_suspect_alone(world: World, performer: Performer) -> None:
    isolation.ring_with(lambda _: None)
    await call(world.bolt, "slow suspect", *(f"other {number}" for number in range(3)))
    await statement("UPDATE task SET crashes = 1 WHERE tenant_id = $1 AND subject LIKE 'slow%'", world.bolt.tenant.id)
    await statement("UPDATE task SET run_at = now() - interval '1 hour' WHERE tenant_id = $1", world.bolt.tenant.id)

    performer.ring([Lane.MAIL])
    await until_seen("slow suspect")

    assert seen[0] == "slow suspect"  # in one batch with the others it would have come last
    performer.ring([Lane.MAIL])
    await until_seen("other 0", "other 1", "other 2")
    await until(lambda: others_are_done(world.bolt))


async def others_are_done(company: Company) -> bool:
    return not any(task["subject"].startswith("other") for task in await tasks_of(company))


async def test_it_renews_the_lease_of_what_takes_long(
    world: World, performer: Performer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workers.slots.RENEW_EVERY", 0.05)
    patient = Performer()
    patient.start()
    isolation.ring_with(patient.ring)
    await call(world.acme, "slow")
    await until_seen("slow")
    [before] = await tasks_of(world.acme)

    async def is_renewed() -> bool:
        [now] = await tasks_of(world.acme)
        return bool(now["claimed_until"] > before["claimed_until"])

    await until(is_renewed)
    gate.set()
    await patient.stop(within=PATIENCE)
