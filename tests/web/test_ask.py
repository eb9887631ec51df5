"""Whether a certificate may be made: answered beside the public listener, for our hosts alone, without asking anybody."""

import asyncio
import time

import httpx
import pytest
from quart import Quart

from tenants import directory
from tenants.tenant import Tenant
from tests.patience import PATIENCE
from tests.visitor import Visitor
from tests.world import World
from web import ask


async def test_it_says_yes_to_hosts_of_ours(world: World) -> None:
    await Tenant.filter(id=world.acme.tenant.id).update(domain=f"portal.{world.acme.tenant.slug}.test")
    directory.forget()
    ask._answered.clear()

    assert await ask.verdict(f"portal.{world.acme.tenant.slug}.test") == 200
    assert await ask.verdict(world.acme.tenant.first_host) == 200


@pytest.mark.parametrize(
    "name", ["", "evil.test", "nobody.localhost", "a" * 5_000, "acme.localhost:80@x", "\N{DIGIT ONE}é"]
)
async def test_it_says_no_to_every_other_name(world: World, name: str) -> None:
    ask._answered.clear()

    assert await ask.verdict(name) == 404


async def test_ten_thousand_made_up_names_cost_next_to_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ask, "MOST_A_SECOND", 10**6)
    await directory.hosts()
    began = time.process_time()

    verdicts = {await ask.verdict(f"{number}.evil.test") for number in range(10_000)}

    assert verdicts == {404}
    assert time.process_time() - began < 10


async def test_who_asks_too_often_is_told_to_wait(world: World) -> None:
    ask._answered.clear()

    verdicts = [await ask.verdict("evil.test") for _ in range(ask.MOST_A_SECOND + 1)]

    assert verdicts[-1] == 429
    ask._answered.clear()


async def test_it_speaks_http_on_a_port_of_its_own(world: World) -> None:
    ask._answered.clear()
    server = await ask.listen(0)
    port = server.sockets[0].getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    async with httpx.AsyncClient(timeout=PATIENCE) as proxy:
        yes = await proxy.get(f"{base}/ask", params={"domain": world.acme.tenant.first_host})
        no = await proxy.get(f"{base}/ask", params={"domain": "evil.test"})
        odd = await proxy.post(f"{base}/ask")
    server.close()

    assert [yes.status_code, no.status_code, odd.status_code] == [200, 404, 400]
    assert server.sockets == () or all(it.getsockname()[0] == "127.0.0.1" for it in server.sockets)


async def test_noise_ends_at_once(world: World) -> None:
    server = await ask.listen(0)
    port = server.sockets[0].getsockname()[1]
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"\xff" * 9_000)

    assert await reader.read() == b""
    writer.close()
    server.close()


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", ""])
async def test_the_public_listener_knows_no_such_page(app: Quart, world: World, host: str) -> None:
    visitor = Visitor(app, world.acme, host=host)

    assert (await visitor.get("/ask?domain=evil.test")).status_code == 404
