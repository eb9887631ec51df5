"""The moment between the server's last word and the end of the line: asyncpg then knows neither a loss nor a way on."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from tortoise.backends.asyncpg.client import AsyncpgDBClient
from tortoise.connection import get_connections

from settings import database_credentials, settings
from tenants import listening
from tenants.customers import Customer
from tenants.errors import Unavailable
from tenants.isolation import acting_for, statement
from tenants.transaction import CONNECTION, Connection
from tests.patience import a_moment, until
from tests.world import World

SOCKET = ".s.PGSQL.5432"
PID = "SELECT pg_backend_pid() AS pid"


class Line:
    """To PostgreSQL, like one over a network that is slow to say so when the other end has hung up."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.begun, self.ended, self.carried = folder, 0, 0, 0
        self.credentials: dict[str, Any] = database_credentials(settings().database_url)

    async def carry(self, near: asyncio.StreamReader, answers: asyncio.StreamWriter) -> None:
        self.begun += 1
        far, questions = await asyncio.open_unix_connection(f"{self.credentials['host']}/{SOCKET}")
        asking = asyncio.create_task(copy(near, questions))
        asking.add_done_callback(lambda _: questions.close())
        await copy(far, answers)
        questions.close()
        self.ended += 1
        await asking  # whoever asks on finds out
        answers.close()
        self.carried += 1

    async def cut(self, pid: int) -> None:
        """The server takes its leave of that connection."""
        before = self.ended
        connection = await asyncpg.connect(**self.credentials)
        await connection.execute("SELECT pg_terminate_backend($1)", pid)
        await connection.close()
        await until(lambda: self.ended > before)
        await a_moment(0.05)  # for the near end to read it

    @asynccontextmanager
    async def in_use(self) -> AsyncIterator[None]:
        """Whatever the ORM asks of the database here travels by this line."""
        async with await asyncio.start_unix_server(self.carry, self.folder / SOCKET):
            client = AsyncpgDBClient(
                connection_name=CONNECTION,
                connection_class=Connection,
                minsize=1,
                maxsize=4,
                **self.credentials | {"host": str(self.folder)},
            )
            token = get_connections().set(CONNECTION, client)
            try:
                yield
            finally:
                get_connections().reset(token)
                assert client._pool
                client._pool.terminate()  # a farewell would wait for an answer
                await until(lambda: self.carried == self.begun)


async def copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while (some := await reader.read(65536)) and not writer.is_closing():
            writer.write(some)


@pytest.fixture
def line(world: World, tmp_path: Path) -> Line:
    return Line(tmp_path)


async def pid_of_a_unit(world: World, together: asyncio.Barrier) -> int:
    """Which connection it has, while the others have theirs."""
    async with acting_for(world.acme.tenant) as unit:
        row = await unit.row(PID)
        await together.wait()
    assert row is not None
    return int(row["pid"])


@pytest.mark.parametrize("many", [1, 4])
async def test_a_unit_begins_on_another_connection(world: World, line: Line, many: int) -> None:
    async with line.in_use():
        together = asyncio.Barrier(many)
        for pid in await asyncio.gather(*(pid_of_a_unit(world, together) for _ in range(many))):
            await line.cut(pid)

        async with acting_for(world.acme.tenant):
            assert await Customer.all().count() == 2


async def test_a_unit_cut_off_half_way_is_a_loss(world: World, line: Line) -> None:
    async with line.in_use():
        with pytest.raises(Unavailable):
            async with acting_for(world.acme.tenant) as unit:
                row = await unit.row(PID)
                assert row is not None
                await line.cut(row["pid"])
                await Customer.all().count()

        async with acting_for(world.acme.tenant):
            assert await Customer.all().count() == 2


async def test_a_unit_cut_off_before_its_commit_is_a_loss(world: World, line: Line) -> None:
    async with line.in_use():
        with pytest.raises(Unavailable):
            async with acting_for(world.acme.tenant) as unit:
                row = await unit.row(PID)
                assert row is not None
                await line.cut(row["pid"])

        async with acting_for(world.acme.tenant):
            assert await Customer.all().count() == 2


async def test_a_statement_of_its_own_is_a_loss_once(line: Line) -> None:
    async with line.in_use():
        [row] = await statement(PID)
        await line.cut(row["pid"])

        with pytest.raises(Unavailable):
            await statement(PID)
        assert await statement(PID)


@pytest.fixture
def impatient(line: Line, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whoever listens does so by that line, and soon asks whether it is still there."""
    by_line = settings().database_url.replace(line.credentials["host"], str(line.folder))
    monkeypatch.setattr(listening, "ASK_EVERY", 0.2)
    monkeypatch.setenv("DATABASE_URL", by_line)
    settings.cache_clear()
    yield
    settings.cache_clear()


async def test_who_listens_begins_anew(line: Line, impatient: None) -> None:
    begun: list[int] = []
    async with line.in_use():
        listens = asyncio.create_task(listening.listen("a_line", lambda: begun.append(1), print))
        await until(lambda: begun)
        [row] = await statement("SELECT pid FROM pg_stat_activity WHERE query ILIKE 'listen%a_line%'")
        await line.cut(row["pid"])

        await until(lambda: len(begun) > 1 or listens.done())
        assert not listens.done()
        listens.cancel()
