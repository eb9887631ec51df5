"""A crowd of open pages, half of whose computers vanish without a word. `CROWD=1000` makes it as large as a campaign."""

import asyncio
import os
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from tests.faults.test_live_faults import KILOBYTES_A_STREAM, ROOMS, Line, a_reference, connections, hears, pays
from tests.patience import PATIENCE, until
from tests.raw import Served, status
from tests.world import Company, World, a_world
from web.live import MOST_OF_A_COMPANY, MOST_OF_A_SESSION

MANY = int(os.environ.get("CROWD", "100"))
IS_CAMPAIGN = MANY > MOST_OF_A_COMPANY * 2
GONE = "198.18.77.2"
"""An address of this machine that packets reach no more, once it is taken away: nobody says that it is."""


def ip(*words: str, check: bool = True) -> None:
    subprocess.run(["ip", *words], check=check, capture_output=True)


@pytest.fixture
def vanishing() -> Iterator[None]:
    try:
        ip("address", "replace", f"{GONE}/32", "dev", "lo")
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("who may not change addresses of this machine cannot have one vanish")
    yield
    ip("route", "del", "blackhole", f"{GONE}/32", check=False)
    ip("address", "del", f"{GONE}/32", "dev", "lo", check=False)


def vanish() -> None:
    ip("address", "del", f"{GONE}/32", "dev", "lo")
    ip("route", "add", "blackhole", f"{GONE}/32")


@pytest.fixture
def served(database: None, tmp_path: Path) -> Iterator[Served]:
    with Served(tmp_path, is_patient=IS_CAMPAIGN) as served:
        yield served


class Crowd:
    """Open pages of many people of many companies, each as often as one person may."""

    def __init__(self, served: Served) -> None:
        self.served = served
        self.process = psutil.Process(served.process.pid)
        self.lines: list[tuple[Company, str, Line]] = []

    async def join(self, company: Company, reference: str, address: str = "127.0.0.1") -> int:
        """Open one page more, and keep it; the status of its answer."""
        line = await asyncio.open_connection("127.0.0.1", self.served.port, local_addr=(address, 0))
        line[1].write(
            f"GET /staff/live HTTP/1.1\r\nHost: {company.tenant.slug}.localhost\r\nAccept: text/event-stream\r\n"
            f"Cookie: __Host-staff={reference}\r\n\r\n".encode()
        )
        answered = status(await hears(line, b"\r\n\r\n"))
        if answered == 200:
            self.lines.append((company, reference, line))
        else:
            line[1].close()
        return answered

    def open(self, address: str = "127.0.0.1") -> int:
        """How many lines the server has to this address, as the system counts them."""
        lines = [it for it in self.process.net_connections("tcp") if it.laddr.port == self.served.port and it.raddr]
        return sum(it.raddr.ip == address and it.status == psutil.CONN_ESTABLISHED for it in lines)


@pytest.fixture
async def crowd(served: Served) -> AsyncIterator[Crowd]:
    crowd = Crowd(served)
    yield crowd
    for _, _, (_, writer) in crowd.lines:
        writer.transport.abort()


async def companies(world: World) -> list[Company]:
    worlds = [world, *[await a_world() for _ in range(MANY // MOST_OF_A_COMPANY // 2)]]
    return [company for it in worlds for company in (it.acme, it.bolt)]


async def test_half_of_a_crowd_vanishes(vanishing: None, served: Served, crowd: Crowd, world: World) -> None:
    many = (await companies(world))[: MANY // MOST_OF_A_COMPANY]
    held = [(company, await a_reference(company)) for company in many for _ in range(ROOMS)]
    await crowd.join(*held[0])
    size, busy = crowd.process.memory_info().rss, await connections()
    for number, (company, reference) in enumerate(held[1:]):
        for _ in range(MOST_OF_A_SESSION):
            assert await crowd.join(company, reference, "127.0.0.1" if number % 2 else GONE) == 200
    grown = (crowd.process.memory_info().rss - size) / len(crowd.lines) / 1_024
    dead = crowd.open(GONE)

    assert grown < KILOBYTES_A_STREAM
    assert await connections() <= busy + 5
    assert await crowd.join(*held[1]) == 429
    room = MOST_OF_A_COMPANY - [company for company, _, _ in crowd.lines].count(many[-1])
    assert [await crowd.join(many[-1], await a_reference(many[-1])) for _ in range(room)] == [200] * room
    assert await crowd.join(many[-1], await a_reference(many[-1])) == 429

    vanish()
    for company in many:
        page = await asyncio.to_thread(
            httpx.get,
            f"http://127.0.0.1:{served.port}/sign-in",
            headers={"Host": company.tenant.host},
            timeout=PATIENCE,
        )
        assert page.is_success
    await until(lambda: not crowd.open(GONE))
    ip("route", "del", "blackhole", f"{GONE}/32")
    ip("address", "add", f"{GONE}/32", "dev", "lo")

    print(f"{len(crowd.lines)} streams of {grown:.1f} kB, {dead} of them dead and noticed")
    assert [await crowd.join(*held[1]) for _ in range(MOST_OF_A_SESSION)] == [200] * MOST_OF_A_SESSION
    words = await pays(many[0])
    for company, _, line in crowd.lines:
        if company is many[0] and line[1].get_extra_info("sockname")[0] != GONE:
            await hears(line, words)
