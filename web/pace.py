"""How fast programs may ask: a bucket for each caller and company, in this process, before anything is looked up."""

import math
import time
from collections import OrderedDict
from collections.abc import Hashable

from tenants.errors import TooMany

RATE = 20.0
"""Requests a second that go on for ever."""
BURST = 100.0
MOST_CALLERS = 10_000


class TooFast(TooMany):
    """`seconds` until the next request may come."""

    code = "too_fast"

    def __init__(self, seconds: int) -> None:
        super().__init__("Too many requests. Please go on in %(seconds)s s.", seconds=seconds)
        self.seconds = seconds


# What is left for each caller, and when that was; the one who was quiet longest is forgotten first.
_left: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()


def keep(caller: Hashable) -> None:
    """Count one request of `caller`. Raises TooFast."""
    now = time.monotonic()
    left, then = _left.pop(caller, (BURST, now))
    left = min(BURST, left + (now - then) * RATE)
    _left[caller] = (left - 1 if left >= 1 else left, now)
    while len(_left) > MOST_CALLERS:
        _left.popitem(last=False)
    if left < 1:
        raise TooFast(math.ceil((1 - left) / RATE))
