"""PostgreSQL or Valkey away, busy or frozen: honest answers in bounded time, and work again without a restart."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest

from sandbox.servers import Servers, running
from settings import database_credentials
from tenants.tenant import Tenant
from tests.patience import PATIENCE, quickest, until
from tests.raw import ROOT, Served
from web.app import POOL
from web.bell import ANSWER_WITHIN

ASKING = {"email": "dana@example.com"}


def stored(row: Tenant, name: str) -> Any:
    """A column as the driver takes it, whose JSON is text."""
    value = getattr(row, name)
    return json.dumps(value) if isinstance(value, list) else value


@pytest.fixture(scope="module")
async def own(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Servers]:
    """Servers that no other test needs, migrated, with one company."""
    with running(tmp_path_factory.mktemp("own"), durable=False) as started:
        # In a process of its own: here the ORM is open on the session's database, and migrating would close it.
        addresses = {"DATABASE_URL": started.database_url, "DATABASE_OWNER_URL": started.database_owner_url}
        subprocess.run([sys.executable, "-m", "migrations"], cwd=ROOT, env={**os.environ, **addresses}, check=True)
        connection = await asyncpg.connect(**database_credentials(started.database_owner_url))
        row = Tenant(slug="acme", name="Acme", created_at=datetime.now(UTC))
        names = sorted(Tenant._meta.db_fields)
        places = ", ".join(f"${place}" for place in range(1, len(names) + 1))
        await connection.execute(
            f"INSERT INTO tenant ({', '.join(names)}) VALUES ({places})", *(stored(row, name) for name in names)
        )
        await connection.close()
        yield started


@pytest.fixture(scope="module")
async def web(own: Servers, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[httpx.AsyncClient]:
    """The web process over those servers, asked as Acme's portal."""
    addresses = {
        "DATABASE_URL": own.database_url,
        "DATABASE_OWNER_URL": own.database_owner_url,
        "REDIS_URL": own.redis_url,
    }
    with Served(tmp_path_factory.mktemp("web"), **addresses) as served:
        async with httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{served.port}",
            headers={"Host": "acme.localhost", "Sec-Fetch-Site": "same-origin"},
            timeout=PATIENCE,
            limits=httpx.Limits(max_connections=100, max_keepalive_connections=0),  # it hangs up on one that waits
        ) as client:
            yield client


async def answer(web: httpx.AsyncClient, path: str, form: dict[str, str] | None = None) -> int:
    """The status of the answer, which comes while whatever is away is away still."""
    return (await (web.post(path, data=form) if form else web.get(path))).status_code


async def recovers(web: httpx.AsyncClient, path: str = "/sign-in") -> None:
    async def answers() -> bool:
        return await answer(web, path) == 200

    await until(answers)


@contextmanager
def frozen(pid: int | None) -> Iterator[None]:
    """The process and its children take no step until the block ends."""
    assert pid
    family = [pid, *(int(line) for line in Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]
    for member in family:
        os.kill(member, signal.SIGSTOP)
    try:
        yield
    finally:
        for member in reversed(family):
            os.kill(member, signal.SIGCONT)


async def test_without_postgresql_pages_say_so_and_come_back(own: Servers, web: httpx.AsyncClient) -> None:
    assert (await web.get("/sign-in")).status_code == 200
    own.postgresql.stop()
    try:
        answers = await asyncio.gather(*(answer(web, "/sign-in") for _ in range(30)))
        page, ready, alive = [await web.get(path) for path in ("/sign-in", "/readyz", "/healthz")]
    finally:
        own.postgresql.start()

    assert set(answers) == {503}
    assert (page.headers["Retry-After"], "Back in a moment" in page.text) == ("5", True)
    assert (ready.status_code, ready.text, alive.status_code) == (503, "waiting for: database\n", 200)
    await recovers(web)
    await recovers(web, "/readyz")


async def test_a_restart_of_postgresql_costs_no_more_than_a_moment(own: Servers, web: httpx.AsyncClient) -> None:
    own.postgresql.kill()
    own.postgresql.start()

    await recovers(web)


async def test_a_frozen_postgresql_is_given_up(own: Servers, web: httpx.AsyncClient) -> None:
    await recovers(web)
    with frozen(own.postgresql.pid):
        answers = await asyncio.gather(*(answer(web, "/sign-in") for _ in range(5)))
        ready = await answer(web, "/readyz")

    assert set(answers) == {503}
    assert ready == 503
    await recovers(web)


async def test_a_locked_table_holds_up_only_who_needs_it(own: Servers, web: httpx.AsyncClient) -> None:
    await recovers(web)
    holder = await asyncpg.connect(**database_credentials(own.database("postgres")))
    async with holder.transaction():
        await holder.execute("LOCK TABLE magic_link IN ACCESS EXCLUSIVE MODE")
        waiting = [asyncio.create_task(answer(web, f"/sign-in/{n:043}")) for n in range(POOL + 5)]
        await until(lambda: holder.fetchval("SELECT count(*) > 0 FROM pg_locks WHERE NOT granted"))
        alive = await answer(web, "/healthz")
        answers = await asyncio.gather(*waiting)
    await holder.close()

    assert alive == 200
    assert set(answers) == {503}
    await recovers(web)


async def test_without_redis_every_page_works_and_none_waits(own: Servers, web: httpx.AsyncClient) -> None:
    await recovers(web)
    own.valkey.stop()
    try:
        pages = [await answer(web, path) for path in ("/sign-in", "/", "/invoices", "/healthz")]
        asked = await answer(web, "/sign-in", ASKING)
        took = await quickest(lambda: answer(web, "/sign-in", ASKING))
        ready = await web.get("/readyz")
    finally:
        own.valkey.start()

    assert [*pages, asked] == [200, 303, 303, 200, 303]
    assert took < ANSWER_WITHIN
    assert (ready.status_code, ready.text) == (503, "waiting for: redis\n")
    await recovers(web, "/readyz")


async def test_with_redis_frozen_no_page_waits(own: Servers, web: httpx.AsyncClient) -> None:
    with frozen(own.valkey.pid):
        asked = await answer(web, "/sign-in", ASKING)
        took = await quickest(lambda: answer(web, "/sign-in", ASKING))

    assert asked == 303
    assert took < ANSWER_WITHIN
    await recovers(web, "/readyz")
