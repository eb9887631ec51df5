"""The database connection under the wall: a transaction that begins with its tenant, and the pool it comes from."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast
from uuid import UUID

import asyncpg
from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper
from tortoise.connection import get_connections

from tenants.errors import Unavailable

CONNECTION = "default"
ACQUIRE_SECONDS = 5.0
RECONNECTS = 2
WENT_AWAY = "The database does not answer."

UNREACHABLE = (
    OSError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.OperatorInterventionError,
    asyncpg.TooManyConnectionsError,
)


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
async def transaction(tenant_id: UUID, customer_id: UUID | None) -> AsyncIterator[TransactionWrapper]:
    """A transaction with `app.tenant_id`, and where given `app.customer_id`, set. Raises Unavailable."""
    wrapper = TransactionWrapper(_client())
    raw = await _begin(wrapper, tenant_id, customer_id)
    token = get_connections().set(CONNECTION, wrapper)
    try:
        yield wrapper
        await wrapper.commit()
    except BaseException as error:
        if raw.is_closed():
            raise Unavailable(WENT_AWAY) from error
        if not wrapper._finalized and raw.is_in_transaction():  # noqa: SLF001
            await wrapper.rollback()
        raise
    finally:
        get_connections().reset(token)
        await asyncio.shield((await _pool()).release(raw))


@asynccontextmanager
async def borrowed() -> AsyncIterator[Any]:
    """A connection without a tenant, for one statement on what no tenant owns. Raises Unavailable."""
    try:
        pool = await _pool()
        raw = await pool.acquire(timeout=ACQUIRE_SECONDS)
    except UNREACHABLE as error:
        raise Unavailable(WENT_AWAY) from error
    try:
        yield raw
    except Exception as error:
        if raw.is_closed():
            raise Unavailable(WENT_AWAY) from error
        raise
    finally:
        await asyncio.shield(pool.release(raw))


async def _begin(wrapper: TransactionWrapper, tenant_id: UUID, customer_id: UUID | None) -> Any:
    """A pooled connection inside the tenant's transaction. A connection that died while it was idle is replaced."""
    for _ in range(RECONNECTS):
        raw = None
        try:
            pool = await _pool()
            raw = await pool.acquire(timeout=ACQUIRE_SECONDS)
            wrapper._connection = raw  # noqa: SLF001 - as tortoise's own pooled context does
            raw.open_for(tenant_id, customer_id)
            await wrapper.begin()
        except UNREACHABLE as error:
            lost = error
            if raw is not None:
                await pool.release(raw)
        else:
            return raw
    raise Unavailable(WENT_AWAY) from lost


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
