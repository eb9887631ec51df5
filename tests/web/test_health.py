"""What a supervisor asks: does the process run, and can it work."""

import pytest
from quart import Quart

from settings import settings
from tests.raw import ask
from web.bell import Bell


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "10.0.0.7:8000", "", "web-1"])
async def test_it_answers_under_whatever_name_the_supervisor_knows(app: Quart, host: str) -> None:
    alive, ready = await ask(app, "GET", "/healthz", host=host), await ask(app, "GET", "/readyz", host=host)

    assert (alive.status, alive.body) == (200, b"ok\n")
    assert (ready.status, ready.body) == (200, b"ready\n")


async def test_it_names_what_is_missing(app: Quart, monkeypatch: pytest.MonkeyPatch) -> None:
    away = Bell("unix:///nowhere/valkey.sock")
    monkeypatch.setitem(app.extensions, "bell", away)

    answer = await ask(app, "GET", "/readyz", host=settings().base_host)

    assert (answer.status, answer.body) == (503, b"waiting for: redis\n")
    assert (await ask(app, "GET", "/healthz")).status == 200
