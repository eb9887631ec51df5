"""What a person sees when something is wrong: a page that says what to do, and nothing of the inside."""

import asyncio
import io
import json
import logging
from collections.abc import Awaitable, Callable

import asyncpg
import pytest
from quart import Quart, abort

import logs
from settings import settings
from tenants import errors
from tenants.isolation import acting
from tests.names import NOBODY
from tests.raw import Answer, ask
from tests.visitor import Visitor
from tests.web.test_headers import EXPECTED
from tests.world import World
from web.app import create_app
from web.surfaces import SURFACES, Place, Surface, anybody

SECRET = "sk_live_abcdefghijklmnop"


async def broken() -> None:
    held = SECRET
    raise RuntimeError(f"the inside, at {len(held)}")


async def deadlocked() -> None:
    raise asyncpg.DeadlockDetectedError("forced")


async def slow() -> None:
    await acting().rows("SET LOCAL statement_timeout = '50ms'")
    await acting().rows("SELECT pg_sleep(5)")


def raising(error: Exception) -> Callable[[], Awaitable[None]]:
    async def handler() -> None:
        raise error

    return handler


def aborting(status: int) -> Callable[[], Awaitable[None]]:
    async def handler() -> None:
        abort(status)

    return handler


HANDLERS: dict[str, tuple[int, Callable[[], Awaitable[None]]]] = {
    "broken": (500, broken),
    "deadlocked": (503, deadlocked),
    "slow": (503, slow),
    "invalid": (422, raising(errors.Invalid("amount", "That is not an amount."))),
    "forbidden": (403, raising(errors.Forbidden())),
    "not-found": (404, raising(errors.NotFound())),
    "conflict": (409, raising(errors.Conflict())),
    "expired": (410, raising(errors.Expired())),
    "too-many": (429, raising(errors.TooMany())),
    "unavailable": (503, raising(errors.Unavailable())),
    **{
        f"abort-{status}": (status, aborting(status))
        for status in (400, 403, 404, 405, 408, 410, 413, 418, 429, 500, 501, 503)
    },
}


@pytest.fixture
def failing(database: None, monkeypatch: pytest.MonkeyPatch) -> Quart:
    """The application with a few routes that fail on purpose."""
    monkeypatch.setitem(SURFACES, "failing", Surface(Place.COMPANY, anybody))
    app = create_app()
    app._got_first_request = False
    for name, (_, handler) in HANDLERS.items():
        app.add_url_rule(f"/fail/{name}", f"failing.{name}", handler)
    return app


async def fail(app: Quart, world: World, name: str) -> Answer:
    return await ask(app, "GET", f"/fail/{name}", host=f"{world.acme.tenant.slug}.localhost")


@pytest.mark.parametrize("name", HANDLERS)
async def test_every_error_is_a_page_in_the_companys_brand(failing: Quart, world: World, name: str) -> None:
    answer = await fail(failing, world, name)

    assert answer.status == HANDLERS[name][0]
    assert answer.header("content-type") == "text/html; charset=utf-8"
    assert b"Acme" in answer.body
    assert answer.body.count(b"<h1") == 1
    assert b"the inside" not in answer.body
    assert {header: answer.header(header) for header in EXPECTED} == EXPECTED
    assert "object-src 'none'" in (answer.header("content-security-policy") or "")


@pytest.mark.parametrize(("name", "seconds"), [("too-many", "60"), ("unavailable", "5"), ("slow", "5")])
async def test_it_says_when_to_come_again(failing: Quart, world: World, name: str, seconds: str) -> None:
    assert (await fail(failing, world, name)).header("retry-after") == seconds


async def test_it_says_what_a_person_may_read(failing: Quart, world: World) -> None:
    assert b"That is not an amount." in (await fail(failing, world, "invalid")).body


async def test_a_fault_of_ours_is_logged_under_the_reference_the_page_names(failing: Quart, world: World) -> None:
    root, stream = logging.getLogger(), io.StringIO()
    before, level = root.handlers[:], root.level
    logs.set_up("json")
    root.handlers[0].setStream(stream)  # type: ignore[attr-defined]
    try:
        answer = await fail(failing, world, "broken")
    finally:
        root.handlers[:] = before
        root.setLevel(level)

    line = next(entry for entry in map(json.loads, stream.getvalue().splitlines()) if entry["level"] == "error")
    assert line["reference"].encode() in answer.body
    assert "RuntimeError" in line["exception"]
    assert SECRET not in stream.getvalue()


REACH = "If you need us now"


@pytest.mark.parametrize("path", ["/staff/nothing", f"/staff/customers/{NOBODY}", "/staff/customers?after=x_y"])
async def test_in_the_console_it_leads_back_there(app: Quart, world: World, path: str) -> None:
    olive = Visitor(app, world.acme)
    await olive.sign_in_staff()
    answer = await olive.get(path)
    text = await answer.get_data(as_text=True)

    assert answer.status_code == 404
    assert '<a class="button primary" href="/staff"' in " ".join(text.split())
    assert REACH not in text


async def test_on_the_customers_side_it_says_how_to_reach_the_company(app: Quart, world: World) -> None:
    dana = await Visitor(app, world.acme).sign_in()

    for path in ("/nothing", "/staffing"):
        assert REACH in await (await dana.get(path)).get_data(as_text=True)


async def test_a_stranger_at_the_base_host_gets_a_neutral_page(app: Quart) -> None:
    answer = await ask(app, "GET", "/nothing", host=settings().base_host)

    assert (answer.status, b"There is nothing here" in answer.body) == (404, True)


@pytest.mark.parametrize(("path", "status"), [("/hooks/stripe", 400), ("/hooks/postmark", 401)])
async def test_programs_get_a_problem_document(app: Quart, path: str, status: int) -> None:
    answer = await ask(app, "POST", path, host=settings().base_host, body=b"\xff\x00{")

    assert (answer.status, answer.header("content-type")) == (status, "application/problem+json")
    assert json.loads(answer.body)["status"] == status


async def test_a_request_that_loses_a_deadlock_is_tried_again(failing: Quart, world: World) -> None:
    tries: list[int] = []

    async def lost_twice() -> str:
        tries.append(1)
        if len(tries) < 3:
            raise RuntimeError from asyncpg.DeadlockDetectedError("forced")
        return "done"

    failing.view_functions["failing.broken"] = lost_twice
    assert (await fail(failing, world, "broken")).body == b"done"
    assert len(tries) == 3


async def test_a_busy_database_is_an_honest_503_for_all(failing: Quart, world: World) -> None:
    answers = await asyncio.gather(*(fail(failing, world, "slow") for _ in range(5)))

    assert {answer.status for answer in answers} == {503}
