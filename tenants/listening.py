"""Hearing what the database says on a channel: one connection of its own, which comes back by itself."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress

import asyncpg

from settings import database_credentials, settings

log = logging.getLogger(__name__)

RETRY_SECONDS = 1.0
ASK_EVERY = 20.0
ANSWER_WITHIN = 5.0


async def listen(channel: str, begun: Callable[[], None], heard: Callable[[str], None]) -> None:
    """Give each payload said on `channel` to `heard`, until cancelled.

    `begun` is told whenever the listening begins, or begins anew: what was said before that was missed.
    """
    while True:
        with suppress(
            OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError
        ):
            await _listen(channel, begun, heard)
        log.warning("not listening", extra={"channel": channel, "retry_seconds": RETRY_SECONDS})
        await asyncio.sleep(RETRY_SECONDS)


async def _listen(channel: str, begun: Callable[[], None], heard: Callable[[str], None]) -> None:
    connection = await asyncpg.connect(**database_credentials(settings().database_url), timeout=ANSWER_WITHIN)
    gone = asyncio.Event()
    try:
        connection.add_termination_listener(lambda _: gone.set())
        await connection.add_listener(channel, lambda *said: heard(str(said[-1])))
        begun()
        while not gone.is_set():
            await _ask(connection, gone)
    finally:
        connection.terminate()


async def _ask(connection: asyncpg.Connection, gone: asyncio.Event) -> None:
    """Wait a while, then make sure that the other end is still there: a cut line says nothing."""
    try:
        await asyncio.wait_for(gone.wait(), ASK_EVERY)
    except TimeoutError:
        await connection.execute("SELECT 1", timeout=ANSWER_WITHIN)
