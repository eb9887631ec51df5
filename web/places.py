"""The few places there are for large bodies in one process: none for who already holds enough of them."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager

from tenants.errors import TooMany, Unavailable

AT_ONCE = 6
FOR_COMPANY = 4
FOR_PERSON = 2
WAIT_SECONDS = 3.0

_places = asyncio.Semaphore(AT_ONCE)
_taken: Counter[Hashable] = Counter()


@asynccontextmanager
async def place(company: Hashable, person: Hashable) -> AsyncIterator[None]:
    """One of the few places for a large body. Raises TooMany where enough are held, Unavailable when all are taken."""
    if _taken[person] >= FOR_PERSON or _taken[company] >= FOR_COMPANY:
        raise TooMany("Please wait until the photos before this one have arrived.")
    _taken.update((person, company))
    try:
        await _wait_for_place()
        try:
            yield
        finally:
            _places.release()
    finally:
        _taken.subtract((person, company))
        for key in (person, company):
            if not _taken[key]:
                del _taken[key]


async def _wait_for_place() -> None:
    try:
        async with asyncio.timeout(WAIT_SECONDS):
            await _places.acquire()
    except TimeoutError as error:
        raise Unavailable("Many photos are arriving just now. Please try again in a moment.") from error
