"""Live pages under strain: the database's line is cut, the server closes, and a crowd is listening."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from uuid import uuid4

import psutil
import pytest

from sandbox.servers import Servers
from tenants.isolation import acting_for, statement
from tenants.listening import listen
from tenants.news import CHANNEL
from tenants.sign_in import staff_session
from tests.builders import an_entry, an_invoice
from tests.patience import PATIENCE, until
from tests.raw import Served
from tests.world import Company, World
from web.live import CHECK_EVERY, MISSED, MOST_OF_A_COMPANY, MOST_OF_A_SESSION, Hub, Stream

Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Open = Callable[[Company, str], Awaitable[Line]]
ROOMS = MOST_OF_A_COMPANY // MOST_OF_A_SESSION
KILOBYTES_A_STREAM = 50


@pytest.fixture
def served(database: None, tmp_path: Path) -> Iterator[Served]:
    with Served(tmp_path, is_patient=True) as served:
        yield served


async def a_reference(company: Company) -> str:
    """A session of the owner's, as their cookie carries it."""
    async with acting_for(company.tenant):
        return (await staff_session.begin(company.owner.email, "Firefox"))[1]


@pytest.fixture
async def a_page(served: Served) -> AsyncIterator[Open]:
    """`await a_page(company, reference)`: a page of the owner's that listens."""
    lines: list[Line] = []

    async def opened(company: Company, reference: str) -> Line:
        line = await asyncio.open_connection("127.0.0.1", served.port)
        lines.append(line)
        line[1].write(
            f"GET /staff/live HTTP/1.1\r\nHost: {company.tenant.slug}.localhost\r\nAccept: text/event-stream\r\n"
            f"Cookie: __Host-staff={reference}\r\n\r\n".encode()
        )
        return line

    yield opened
    for _, writer in lines:
        writer.close()
    await asyncio.gather(*(writer.wait_closed() for _, writer in lines), return_exceptions=True)


async def hears(line: Line, words: bytes, within: float = PATIENCE) -> bytes:
    heard = b""
    async with asyncio.timeout(within):
        while words not in heard:
            piece = await line[0].read(4096)
            assert piece, heard
            heard += piece
    return heard


async def pays(company: Company) -> bytes:
    async with acting_for(company.tenant):
        invoice = await an_invoice(company.customer)
        await an_entry(invoice, 12_000)
    return f"payment {invoice.id}".encode()


async def test_a_listener_that_was_cut_off_comes_back_and_says_so(world: World, servers: Servers) -> None:
    hub, stream = Hub(), Stream(world.acme.tenant.id, uuid4(), "owner")
    hub.enter(stream)
    listening = asyncio.create_task(listen(CHANNEL, hub.begun, hub.heard))
    await told(stream, MISSED)
    stream.waiting.clear()

    servers.postgresql.restart()

    await told(stream, MISSED)
    await told(stream, (await pays(world.acme)).decode())
    listening.cancel()


async def test_a_crowd_is_told_with_no_connection_held_for_it(served: Served, a_page: Open, world: World) -> None:
    process = psutil.Process(served.process.pid)
    for company in (world.acme, world.bolt):
        await hears(await a_page(company, await a_reference(company)), b"retry")
    before = process.memory_info().rss
    crowd = [
        (company, await a_page(company, reference))
        for company in (world.acme, world.bolt)
        for reference in [await a_reference(company) for _ in range(ROOMS)]
        for _ in range(MOST_OF_A_SESSION)
    ]
    for _, line in crowd:
        await hears(line, b"retry")
    grown = process.memory_info().rss - before

    heard = {company.tenant.id: await pays(company) for company in (world.acme, world.bolt)}
    for company, line in crowd:
        assert heard[world.bolt.tenant.id if company is world.acme else world.acme.tenant.id] not in await hears(
            line, heard[company.tenant.id]
        )
    busy = await connections()

    assert grown < len(crowd) * KILOBYTES_A_STREAM * 1_024
    assert busy < 60


async def test_a_signed_out_page_hears_no_more(a_page: Open, world: World) -> None:
    reference = await a_reference(world.acme)
    line = await a_page(world.acme, reference)
    await hears(line, b"retry")
    async with acting_for(world.acme.tenant) as unit:
        await unit.rows("UPDATE session SET revoked_at = now() WHERE tenant_id = $1", world.acme.tenant.id)

    await hears(line, b"event: over")
    assert CHECK_EVERY <= 5


async def test_a_server_that_closes_waits_for_no_page(served: Served, a_page: Open, world: World) -> None:
    line = await a_page(world.acme, await a_reference(world.acme))
    await hears(line, b"retry")

    served.process.terminate()

    await hears(line, b"event: over")
    assert served.process.wait(PATIENCE) is not None


async def told(stream: Stream, words: str) -> None:
    await until(lambda: any(words in it for it in stream.waiting))


async def connections() -> int:
    """How many there are to this database, of everybody."""
    rows = await statement("SELECT count(*) AS many FROM pg_stat_activity WHERE datname = current_database()")
    return int(rows[0]["many"])
