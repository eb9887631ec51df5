"""Real servers for every test: PostgreSQL and Valkey on private sockets, a Stripe and a Postmark that speak HTTP."""

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import asyncpg
import httpx
import hypothesis
import pytest
from quart import Quart
from tortoise import Tortoise

import migrations.__main__ as migrating
from sandbox.servers import Servers, running
from settings import orm_config, settings
from tenants import directory, isolation, stripe_gateway, tasks, transaction
from tests.catalogue import superuser
from tests.patience import PATIENCE, eventually
from tests.ports import two_free_ports
from tests.sandboxes import Postmark, Stripe
from tests.visitor import Visitor
from tests.world import Company, World, a_world
from web.app import create_app
from web.bell import Bell
from workers.perform import PACES, perform, settle

ROOT = Path(__file__).parent.parent

RunTasks = Callable[[], Awaitable[int]]

# The same cases in every run, and no clock: what fails does so for everybody, and for a reason.
hypothesis.settings.register_profile(
    "ours", deadline=None, derandomize=True, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("ours")


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    """PostgreSQL and Valkey for this run; the environment of this process names them."""
    folder = Path(tempfile.mkdtemp(prefix="porchlight-tests-"))
    with running(folder / "servers", durable=False) as started:
        port = two_free_ports()
        os.environ.update(
            PORT=str(port),
            BASE_URL=f"http://localhost:{port}",
            SECRET_KEY="a secret of the tests, long enough to be one",
            DATABASE_URL=started.database_url,
            DATABASE_OWNER_URL=started.database_owner_url,
            REDIS_URL=started.redis_url,
            STORAGE_URL=f"file:{folder / 'files'}",
            STRIPE_SECRET_KEY="sk_test_sandbox",
            STRIPE_WEBHOOK_SECRET="whsec_sandbox",
            POSTMARK_SERVER_TOKEN="sandbox",
            POSTMARK_WEBHOOK_PASSWORD="sandbox",
            MAIL_FROM="portal@porchlight.example",
            REPLY_DOMAIN="reply.porchlight.example",
            SANDBOX_HOME=str(folder / "sandbox"),
            PYTHONPATH=str(ROOT),
            LOG_FORMAT="json",
        )
        settings.cache_clear()
        yield started
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def sandbox(servers: Servers) -> Iterator[str]:
    """The address of the sandbox's own process. Its webhooks stay where they are until a test lets them go."""
    with subprocess.Popen([sys.executable, "-m", "sandbox.app"], cwd=ROOT) as process:
        address = settings().stripe_api_base
        wait_for(f"{address}/mail/messages")
        httpx.post(f"{address}/stripe/control/webhooks", json={"mode": "off"}, timeout=PATIENCE).raise_for_status()
        httpx.post(f"{address}/mail/control/webhooks", json={"mode": "off"}, timeout=PATIENCE).raise_for_status()
        yield address
        process.terminate()


@pytest.fixture
def stripe(sandbox: str) -> Iterator[Stripe]:
    with Stripe(sandbox) as control:
        yield control


@pytest.fixture
def postmark(sandbox: str) -> Iterator[Postmark]:
    with Postmark(sandbox) as control:
        yield control


@pytest.fixture
def enter(sandbox: str) -> Callable[..., None]:
    """`enter(name, "TXT", …)`: what the DNS says of a name from now on."""

    def say(name: str, kind: str, *values: str) -> None:
        told = {"name": name, "kind": kind, "values": values}
        httpx.post(f"{sandbox}/dns/control", json=told, timeout=PATIENCE).raise_for_status()

    return say


@pytest.fixture
def times_asked(sandbox: str) -> Callable[[str], int]:
    """`times_asked(name)`: how often the DNS was asked for a name."""
    return lambda name: int(httpx.get(f"{sandbox}/dns/asked/{name}", timeout=PATIENCE).raise_for_status().text)


@pytest.fixture
def breaks(sandbox: str) -> Callable[..., None]:
    """`breaks(name, …)`: the names for which the DNS is down."""

    def fail(*names: str) -> None:
        httpx.post(f"{sandbox}/dns/control", json={"broken": names}, timeout=PATIENCE).raise_for_status()

    return fail


@pytest.fixture(scope="session")
async def database(servers: Servers) -> AsyncIterator[None]:
    """The migrated database, open under the application's role as web and worker open it."""
    await migrating.run(settings().database_owner_url, settings().database_url)
    await Tortoise.init(
        config=orm_config(settings().database_url, connection_class=transaction.Connection),
        _enable_global_fallback=True,
    )
    await stripe_gateway.start()
    yield
    await stripe_gateway.stop()
    await Tortoise.close_connections()


@pytest.fixture(scope="session")
async def app(database: None) -> AsyncIterator[Quart]:
    """The application as web serves it, in this process."""
    made = create_app()
    bell = made.extensions["bell"] = Bell(settings().redis_url)
    yield made
    await bell.stop()


@pytest.fixture
def visit(app: Quart) -> Callable[[Company], Visitor]:
    """`visit(world.acme)`: a browser with no history at that company's portal."""
    return lambda company: Visitor(app, company)


@pytest.fixture
async def world(database: None) -> AsyncIterator[World]:
    """Two fresh companies, each with its people and records; what a test leaves behind, to be done too, nobody else sees."""
    directory.forget()
    await isolation.statement("DELETE FROM task")
    yield await a_world()
    isolation.ring_with(lambda _: None)
    await asyncio.sleep(0)


@pytest.fixture
async def admin(servers: Servers, world: World) -> AsyncIterator[asyncpg.Connection]:
    """The database's superuser, whom no wall holds."""
    async with superuser(servers) as connection:
        yield connection


@pytest.fixture
def run_tasks() -> RunTasks:
    """Perform every due task, and those that they lead to; how many that was."""

    async def run() -> int:
        performed = 0
        while claims := [(pace, await tasks.claim(lane, 100)) for lane, pace in PACES.items()]:
            if not any(mine for _, mine in claims):
                break
            for pace, mine in claims:
                await settle(mine, await perform(mine), pace)
                performed += len(mine)
        return performed

    return run


def wait_for(url: str) -> None:
    assert eventually(lambda: answers(url)), f"{url} does not answer"


def answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=PATIENCE).is_success
    except httpx.TransportError:
        return False
