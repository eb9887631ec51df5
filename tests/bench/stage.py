"""What is measured on: servers of its own, the database with its people, web processes, worker and sandbox."""

import os
import shutil
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import httpx
from tortoise import Tortoise

import migrations.__main__ as migrating
from sandbox.processes import Process
from sandbox.servers import Servers, running
from settings import orm_config, settings
from tenants import transaction
from tests.bench.people import Person, a_person
from tests.ports import two_free_ports

ROOT = Path(__file__).parent.parent.parent
PROCESSES = 2
"""Of every make of web server alike."""
# The time for a health check is for machines that are busy while all of these start.
UVICORN = (
    *("uvicorn", "--port", "{port}", "--workers", str(PROCESSES), "--timeout-worker-healthcheck", "60"),
    *("--no-access-log", "--no-server-header", "--no-proxy-headers", "--log-level", "warning"),
)
OURS = ("--http", "web.wire:Wire", "--ws", "none", "--factory")
GUNICORN = ("gunicorn", "--bind", "127.0.0.1:{port}", "--workers", str(PROCESSES), "--threads", "4")
PAGES = "tests.bench.rivals"
MAKES = {
    "web": (*UVICORN, *OURS, "web.serve:logging_app"),
    "hello": (*UVICORN, f"{PAGES}.hello:app"),
    "physics": (*UVICORN, f"{PAGES}.physics:app"),
    "quart": (*UVICORN, f"{PAGES}.quart_page:app"),
    "fastapi": (*UVICORN, f"{PAGES}.fastapi_page:app"),
    "django": (*GUNICORN, f"{PAGES}.django_page:app"),
    "unwalled": (*UVICORN, *OURS, f"{PAGES}.unwalled:app"),
}
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Served:
    """A server that answers at `port`, with all its processes."""

    port: int
    process: Process

    @property
    def cpu(self) -> float:
        """Seconds of processor its processes have used so far."""
        return sum(float(fields[11]) + float(fields[12]) for fields in self._stats) / TICKS

    @property
    def memory(self) -> float:
        """MB that the largest of its processes holds."""
        return max(int(fields[21]) * os.sysconf("SC_PAGE_SIZE") for fields in self._stats) / 1e6

    @property
    def _stats(self) -> list[list[str]]:
        """From the third field on of every process in its session, as proc(5) counts them."""
        found = []
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[3]) == self.process.pid:
                found.append(fields)
        return found


@dataclass
class Stage:
    """`dana` is signed in at Acme and has 25 invoices; processes are started when they are first asked for."""

    servers: Servers
    folder: Path
    stack: ExitStack
    dana: Person
    served: dict[str, Served] = field(default_factory=dict)

    def web(self) -> Served:
        """Porchlight, with the settings of web/serve.py."""
        return self.serve("web")

    def worker(self) -> Process:
        return self.start("worker", [sys.executable, "-m", "workers.app"])

    def sandbox(self) -> None:
        if "sandbox" not in self.served:
            port = urlsplit(settings().stripe_api_base).port or 0
            process = self._process("sandbox", [sys.executable, "-m", "sandbox.app"], f"{port}/mail/messages")
            self.served["sandbox"] = Served(port, process)

    def serve(self, name: str, make: str = "", **env: str) -> Served:
        """A web server of one of MAKES, by its own name when it is a second one."""
        if name not in self.served:
            port = two_free_ports()
            command = [sys.executable, "-m", *(word.format(port=port) for word in MAKES[make or name])]
            database = self.servers.database("postgres")
            process = self._process(name, command, f"{port}/readyz", RIVAL_DATABASE_URL=database, **env)
            self.served[name] = Served(port, process)
        return self.served[name]

    async def settle(self) -> None:
        """What PostgreSQL does by itself a minute after many rows were written."""
        owner = await asyncpg.connect(self.servers.database("postgres"))
        await owner.execute("VACUUM ANALYZE")
        await owner.close()

    def start(self, name: str, command: list[str], **env: str) -> Process:
        return self._process(name, command, "", **env)

    def stop(self, name: str) -> None:
        self.served.pop(name).process.stop()

    def _process(self, name: str, command: list[str], ready: str, **env: str) -> Process:
        process = Process(
            name,
            command,
            is_ready=lambda _: not ready or _answers(f"http://127.0.0.1:{ready}"),
            env={**os.environ, **env},
            log=self.folder / f"{name}.log",
        )
        self.stack.callback(process.stop)
        process.start()
        return process


@asynccontextmanager
async def a_stage() -> AsyncIterator[Stage]:
    """Everything durable, as in production; all of it gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="porchlight-bench-"))
    folder.chmod(0o711)
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        servers = stack.enter_context(running(folder / "servers"))
        _surround(servers, folder)
        await migrating.run(settings().database_owner_url, settings().database_url)
        await Tortoise.init(
            config=orm_config(settings().database_url, connection_class=transaction.Connection),
            _enable_global_fallback=True,
        )
        dana = await a_person("acme", bills=25)
        stage = Stage(servers, folder, stack, dana)
        await stage.settle()
        yield stage
        await Tortoise.close_connections()


def _surround(servers: Servers, folder: Path) -> None:
    port = two_free_ports()
    os.environ.update(
        PORT=str(port),
        BASE_URL=f"http://localhost:{port}",
        SECRET_KEY="a secret of the bench, long enough to be one",
        DATABASE_URL=servers.database_url,
        DATABASE_OWNER_URL=servers.database_owner_url,
        REDIS_URL=servers.redis_url,
        STORAGE_URL=f"file:{folder / 'files'}",
        STRIPE_SECRET_KEY="sk_test_sandbox",
        STRIPE_WEBHOOK_SECRET="whsec_sandbox",
        POSTMARK_SERVER_TOKEN="sandbox",
        POSTMARK_WEBHOOK_PASSWORD="sandbox",
        MAIL_FROM="portal@porchlight.example",
        SANDBOX_HOME=str(folder / "sandbox"),
        TRUSTED_PROXIES="127.0.0.1",
        LOG_FORMAT="json",
        PYTHONPATH=str(ROOT),
    )
    settings.cache_clear()


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=2).status_code < 500
    except httpx.TransportError:
        time.sleep(0.05)
        return False
