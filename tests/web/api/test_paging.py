"""Cursors: whatever comes back as one is a place in the list, or refused in words."""

from base64 import urlsafe_b64encode

import pytest
from quart import Quart

from tests.names import NOBODY
from tests.program import Program
from tests.world import World

PLACES = [f"0001-01-01T00:00:00+14:00 {NOBODY}", f"9999-12-31T23:59:59-14:00 {NOBODY}", "2026-01-01", "", f"x {NOBODY}"]


@pytest.mark.parametrize("noun", ["customers", "payments", "visits", "service-requests"])
async def test_a_cursor_nobody_gave_out_is_refused(app: Quart, world: World, noun: str) -> None:
    program = await Program.of(app, world.acme)

    answers = [await program.get(f"/{noun}?cursor={urlsafe_b64encode(it.encode()).decode() or 'x'}") for it in PLACES]

    assert [(it.status, it.said["errors"][0]["field"]) for it in answers] == [(422, "cursor")] * len(PLACES)
