"""Trouble on order: the next calls that match fail, hang or lose their connection, before or after their effect."""

import asyncio
import itertools
from contextlib import suppress
from dataclasses import dataclass, field

from sandbox.stripe.errors import StripeError

KINDS = {
    409: {"type": "invalid_request_error", "code": "lock_timeout"},
    429: {"type": "invalid_request_error", "code": "rate_limit"},
}


class ConnectionLost(Exception):
    """The caller gets no answer: the connection ends in the middle of one."""


@dataclass
class Fault:
    """`timeout` in seconds, or until the fault is called off.

    Before the effect a hung call ends without answer; after it, the answer comes late.
    """

    when: str
    method: str | None = None
    path_prefix: str = ""
    status: int | None = None
    timeout: float | None = None
    reset: bool = False
    times: int = 1
    called_off: asyncio.Event = field(default_factory=asyncio.Event, init=False, repr=False)

    def matches(self, when: str, method: str, path: str) -> bool:
        here = self.times > 0 and self.when == when and path.startswith(self.path_prefix)
        return here and self.method in {None, method}

    async def strike(self) -> None:
        """Raises StripeError or ConnectionLost, or returns after the time asked for."""
        self.times -= 1
        with suppress(TimeoutError):
            await asyncio.wait_for(self.called_off.wait(), self.timeout or 0)
        if self.status is not None:
            kind = KINDS.get(self.status, {"type": "api_error"})
            raise StripeError(self.status, "A fault that was ordered from the sandbox.", **kind)
        if self.reset or self.when == "before":
            raise ConnectionLost


faults: list[Fault] = []


def call_off() -> None:
    """Let nobody hang any more, and nothing else go wrong."""
    while faults:
        faults.pop().called_off.set()


async def strike(when: str, method: str, path: str) -> None:
    """Let the first fault in line that matches strike, if there is one."""
    matching = (fault for fault in faults if fault.matches(when, method, path))
    for fault in itertools.islice(matching, 1):
        await fault.strike()
