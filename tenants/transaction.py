"""The database connection under the wall: a transaction that begins with its tenant, and the pool it comes from."""

import asyncio
import logging
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any, cast
from uuid import UUID

import asyncpg
from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper
from tortoise.connection import get_connections

from tenants.errors import Unavailable, marked

log = logging.getLogger(__name__)

CONNECTION = "default"
ACQUIRE_SECONDS = 5.0
RECONNECTS = 2
WENT_AWAY = marked("We cannot look that up just now.")

UNREACHABLE = (
    OSError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # between the server's last word and the end of the line
    asyncpg.OperatorInterventionError,
    asyncpg.TooManyConnectionsError,
)


# The event loop itself would let go of a task nobody holds.
_endings: set[asyncio.Task[None]] = set()


class Connection(asyncpg.Connection):  # type: ignore[misc] # asyncpg carries no types
    """A pooled connection whose BEGIN carries the tenant in the same round trip.

    Nothing is set for the session, only for the transaction, so a release needs no reset query.
    """

    _opening = ""

    def open_for(self, tenant_id: UUID, customer_id: UUID | None) -> None:
        self._opening = f" SELECT set_config('app.tenant_id', '{tenant_id!s}', true);"
        if customer_id is not None:
            self._opening += f" SELECT set_config('app.customer_id', '{customer_id!s}', true);"

    async def execute(self, query: str, *args: object, timeout: float | None = None) -> str:
        if query == "BEGIN;" and self._opening:
            query, self._opening = query + self._opening, ""
        status: str = await super().execute(query, *args, timeout=timeout)
        return status

    def get_reset_query(self) -> str:
        return ""


@asynccontextmanager
async def transaction(tenant_id: UUID, customer_id: UUID | None, *, waits: bool) -> AsyncIterator[TransactionWrapper]:
    """A transaction with `app.tenant_id`, and where given `app.customer_id`, set. Raises Unavailable.

    Unless it `waits`, its COMMIT is sent when the caller has gone on already.
    """
    wrapper = TransactionWrapper(_client())
    raw = await _begin(wrapper, tenant_id, customer_id)
    token = get_connections().set(CONNECTION, wrapper)
    commits_later = False
    try:
        yield wrapper
        commits_later = not waits and not raw.is_closed()
        if not commits_later:
            await wrapper.commit()
    except BaseException as error:
        if raw.is_closed():
            raise Unavailable(WENT_AWAY) from error
        if not wrapper._finalized and raw.is_in_transaction():  # noqa: SLF001
            await wrapper.rollback()
        raise
    finally:
        get_connections().reset(token)
        if commits_later:
            _later(_commit(wrapper, raw))
        else:
            await (await _pool()).release(raw)


async def _commit(wrapper: TransactionWrapper, raw: Any) -> None:
    try:
        await wrapper.commit()
    except UNREACHABLE as error:
        log.warning("a page was answered and its transaction lost", extra={"reason": type(error).__name__})
    finally:
        await (await _pool()).release(raw)


def _later(ending: Coroutine[None, None, None]) -> None:
    task = asyncio.create_task(ending)
    _endings.add(task)
    task.add_done_callback(_endings.discard)


@asynccontextmanager
async def borrowed() -> AsyncIterator[Any]:
    """A connection without a tenant, for one statement on what no tenant owns. Raises Unavailable."""
    try:
        pool = await _pool()
        raw = await _acquired(pool)
    except UNREACHABLE as error:
        raise Unavailable(WENT_AWAY) from error
    try:
        yield raw
    except Exception as error:
        if raw.is_closed():
            raise Unavailable(WENT_AWAY) from error
        raise
    finally:
        await pool.release(raw)


async def _begin(wrapper: TransactionWrapper, tenant_id: UUID, customer_id: UUID | None) -> Any:
    """A pooled connection inside the tenant's transaction. Where one died while it was idle, all are replaced."""
    for _ in range(RECONNECTS):
        raw = None
        try:
            pool = await _pool()
            raw = await _acquired(pool)
            wrapper._connection = raw  # noqa: SLF001 - as tortoise's own pooled context does
            raw.open_for(tenant_id, customer_id)
            await wrapper.begin()
        except UNREACHABLE as error:
            lost = error
            if raw is None:
                break
            with suppress(asyncpg.InterfaceError):  # one that asyncpg has seen die is let go of already
                raw.terminate()
            await pool.expire_connections()
            await pool.release(raw)
        else:
            return raw
    raise Unavailable(WENT_AWAY) from lost


async def _acquired(pool: Any) -> Any:
    # asyncpg's own timeout costs a task on Python 3.11; its release is shielded against being cancelled as it is.
    async with asyncio.timeout(ACQUIRE_SECONDS):
        return await pool.acquire()


def _client() -> AsyncpgDBClient:
    return cast("AsyncpgDBClient", get_connections().get(CONNECTION))


async def _pool() -> Any:
    """The process's pool, opened at the first need, so that a process starts while the database is away."""
    client = _client()
    client = getattr(client, "_parent", client)
    if client._pool is None:  # noqa: SLF001
        async with client._pool_init_lock:  # noqa: SLF001
            if client._pool is None:  # noqa: SLF001
                await client.create_connection(with_db=True)
    return client._pool  # noqa: SLF001
