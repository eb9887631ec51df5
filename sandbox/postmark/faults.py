"""Trouble on demand: answers that fail, come late or break off, and a barrier that holds requests for kill tests."""

import asyncio
from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass, field
from typing import Any

from quart import Response

from sandbox.postmark.rules import Refused

BREAK_OFF_AFTER = 0.05


@dataclass
class Fault:
    """One kind of trouble, for the next `times` sending requests, to `to` alone if given.

    `status` answers that HTTP status in HTML, `code` that Postmark error, `timeout` waits that many seconds and then
    goes on, `reset` breaks the connection off. `before` the mail is accepted or `after` it.
    """

    status: int | None = None
    code: int | None = None
    timeout: float | None = None
    reset: bool = False
    when: str = "before"
    times: int = 1
    to: str | None = None

    def __post_init__(self) -> None:
        if self.when not in ("before", "after"):
            raise ValueError(self.when)

    def concerns(self, when: str, addresses: Collection[str]) -> bool:
        return self.times > 0 and self.when == when and (self.to is None or self.to.lower() in addresses)


@dataclass
class Barrier:
    """Closed, every sending request, or each to `to` alone, waits at `when` until it is opened again."""

    when: str = "before"
    to: str | None = None
    opened: asyncio.Event = field(default_factory=asyncio.Event)


faults: list[Fault] = []
barriers: list[Barrier] = []


def add(wish: dict[str, Any]) -> None:
    """Raises TypeError or ValueError for a wish that is not a Fault."""
    faults.append(Fault(**wish))


def hold(when: str, to: str | None) -> None:
    barriers.append(Barrier(when, to))


def release() -> None:
    while barriers:
        barriers.pop().opened.set()


async def strike(when: str, addresses: Collection[str]) -> Response | None:
    """Wait at the barrier, then suffer the first fault that concerns this request; its answer, or none."""
    for barrier in [it for it in barriers if it.when == when and (it.to is None or it.to.lower() in addresses)]:
        await barrier.opened.wait()
    fault = next((fault for fault in faults if fault.concerns(when, addresses)), None)
    if fault is None:
        return None
    fault.times -= 1
    await asyncio.sleep(fault.timeout or 0)
    return _answer(fault)


def _answer(fault: Fault) -> Response | None:
    if fault.code:
        raise Refused(fault.code, "The sandbox was asked to fail.")
    if fault.reset:
        return _broken()
    if fault.status:
        return Response("<h1>The sandbox was asked to fail</h1>", fault.status, mimetype="text/html")
    return None


def _broken() -> Response:
    response = Response(_silence(), headers={"Content-Length": "2"})
    response.timeout = BREAK_OFF_AFTER
    return response


async def _silence() -> AsyncIterator[bytes]:
    await asyncio.sleep(1)
    yield b""
