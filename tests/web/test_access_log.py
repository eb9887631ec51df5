"""The log: one line a request, in which nobody's keys and nobody's control characters stand."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
from quart import Quart

import logs
from tests.raw import ask
from tests.world import World
from web.access_log import masked

SECRET = "abcd" + "S3cret_-" * 4 + "xyz1234"
ID = "0b5c2f7e-1111-4222-8333-944455556666"


@pytest.fixture(params=["json", "console"])
def written(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    """What this process logs, as `request.param` writes it."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    logs.set_up(request.param)
    stream = io.StringIO()
    root.handlers[0].setStream(stream)  # type: ignore[attr-defined]
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        (f"/sign-in/{SECRET}", "/sign-in/abcd…"),
        (f"/i/{SECRET}", "/i/abcd…"),
        (f"/i/{SECRET}.pdf", "/i/abcd….pdf"),
        (f"/i/{SECRET}/pay", "/i/abcd…/pay"),
        (f"/e/{SECRET}/accept", "/e/abcd…/accept"),
        (f"//i//{SECRET}", "//i//abcd…"),
        (f"/Sign-In/{SECRET}", "/Sign-In/abcd…"),
        (f"/{SECRET}", "/abcd…"),
        ("/sign-in/code", "/sign-in/code"),
        (f"/invoices/{ID}.pdf", f"/invoices/{ID}.pdf"),
        (f"/profile/sessions/{ID}/revoke", f"/profile/sessions/{ID}/revoke"),
        ("/api/v1/contacts/by-external-id/dana@home.example/2", "/api/v1/contacts/by-external-id/…"),
        ("/" + "a/" * 500, "/" + "a/" * 149 + "a"),
    ],
)
def test_it_masks_the_keys_in_a_path_and_nothing_else(path: str, shown: str) -> None:
    assert masked(path) == shown


async def test_a_key_in_an_address_is_not_written(app: Quart, world: World, written: io.StringIO) -> None:
    for path in (f"/sign-in/{SECRET}", f"/i/{SECRET}", f"/i/{SECRET}.pdf", f"//i/{SECRET}", f"/x/{SECRET}"):
        await ask(app, "GET", path, host=f"{world.acme.tenant.slug}.localhost", query=SECRET.encode(), referer=path)

    assert "request" in written.getvalue()
    assert SECRET[4:] not in written.getvalue()


HOSTILE = '/x\r\n{"event": "forged"}\x1b[31m\x00\u202e\u2028\ud800'


async def test_control_characters_stay_in_their_line(app: Quart, world: World, written: io.StringIO) -> None:
    await ask(app, HOSTILE, HOSTILE, host="\x1b[31m\x00", user_agent="\x1b[31m\x00")

    text = written.getvalue()
    assert text.count("\n") == 1
    assert "\r" not in text
    assert "\x1b[31m" not in text


async def test_a_line_is_one_json_object(app: Quart, world: World, written: io.StringIO) -> None:
    await ask(app, "GET", "/nothing", host=f"{world.acme.tenant.slug}.localhost")

    if written.getvalue().startswith("{"):
        line = json.loads(written.getvalue())
        assert {"method": "GET", "path": "/nothing", "status": 404, "address": "203.0.113.9"}.items() <= line.items()
        assert line["company"] == world.acme.tenant.slug
