"""Waiting in tests: for what comes to pass, however slow the machine is just now; and for what may not.

No other test sleeps or takes the time on the wall: a machine that is busy with others is slow, not wrong.
"""

import asyncio
import inspect
import time
from collections.abc import Awaitable, Callable
from typing import Any

from tenants.isolation import statement

PATIENCE = 100.0
"""Seconds until something awaited is taken for lost."""


def eventually(holds: Callable[[], Any]) -> bool:
    """Whether it comes to hold."""
    deadline = time.monotonic() + PATIENCE
    while not (held := bool(holds())) and time.monotonic() < deadline:
        time.sleep(0.02)
    return held


async def until(holds: Callable[[], Any], what: str = "") -> None:
    """Return as soon as it holds, or what it promises does; fail when it never comes to."""
    deadline = time.monotonic() + PATIENCE
    while True:
        held = holds()
        if await held if inspect.isawaitable(held) else held:
            return
        assert time.monotonic() < deadline, f"in vain: {what or inspect.getsource(holds).strip()}"
        await asyncio.sleep(0.02)


async def until_somebody_is_held_up(many: int = 1) -> None:
    """Until so many wait for a lock that another has in the database."""

    async def are_held_up() -> bool:
        rows = await statement("SELECT count(DISTINCT pid) AS many FROM pg_locks WHERE NOT granted")
        return int(rows[0]["many"]) >= many

    await until(are_held_up)


async def a_moment(seconds: float = 0.3) -> None:
    """Give what must not happen a chance to happen. Nothing may rest on its being long enough."""
    await asyncio.sleep(seconds)


def pause(seconds: float) -> None:
    """The same where nothing else runs meanwhile."""
    time.sleep(seconds)


async def quickest(act: Callable[[], Awaitable[Any]], times: int = 5) -> float:
    """The seconds it takes at best. Who waits for what is away waits each time; a busy machine is not slow each time."""
    took = []
    for _ in range(times):
        began = time.monotonic()
        await act()
        took.append(time.monotonic() - began)
    return min(took)
