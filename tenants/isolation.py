"""The wall: acting_for(tenant) is the one way to anything a company owns.

Inside it there is one tenant, one database transaction with row-level security set to that tenant, and one set of
bells to ring after commit. Outside it nothing tenant-owned can be read or written.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Protocol, Self, cast
from uuid import UUID, uuid4

import asyncpg
from tortoise import fields
from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper
from tortoise.connection import get_connections
from tortoise.manager import Manager
from tortoise.models import Model
from tortoise.queryset import QuerySet

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


class NoTenant(RuntimeError):
    """Tenant-owned data was touched outside acting_for, or another tenant's inside it: a bug, never an answer."""


class HasId(Protocol):
    @property
    def id(self) -> UUID: ...


Bell = Callable[[frozenset[str]], None]


@dataclass(slots=True)
class Unit:
    """One unit of work: whose it is, its transaction, and the lanes to ring once it is committed."""

    tenant: Any
    connection: TransactionWrapper
    lanes: set[str] = field(default_factory=set)

    async def rows(self, sql: str, *values: object) -> list[asyncpg.Record]:
        """Rows of one hand-written statement through the tenant's transaction ($1, $2 … for values)."""
        async with self.connection.acquire_connection() as connection:
            found: list[asyncpg.Record] = await connection.fetch(sql, *values)
        return found

    async def row(self, sql: str, *values: object) -> asyncpg.Record | None:
        async with self.connection.acquire_connection() as connection:
            return await connection.fetchrow(sql, *values)


_unit: ContextVar[Unit | None] = ContextVar("unit", default=None)
_bell: list[Bell] = []


def acting() -> Unit:
    """The current unit of work. Raises NoTenant outside acting_for."""
    unit = _unit.get()
    if unit is None:
        message = "no tenant: this needs acting_for(tenant)"
        raise NoTenant(message)
    return unit


def ring_with(bell: Bell) -> None:
    """Name what is told, after each commit, which lanes have new work. Called once by each process at its start."""
    _bell[:] = [bell]


def ring(lanes: Iterable[str]) -> None:
    for bell in _bell:
        bell(frozenset(lanes))


@asynccontextmanager
async def acting_for(tenant: HasId, *, customer_id: UUID | None = None) -> AsyncIterator[Unit]:
    """Act for one tenant in one transaction: commits at the end, rolls back on any error, rings after commit.

    With `customer_id` the database shows and takes rows of that customer only. It does not nest. Raises Unavailable
    when the database cannot be reached.
    """
    if _unit.get() is not None:
        message = "acting_for does not nest"
        raise NoTenant(message)
    async with _transaction(tenant.id, customer_id) as connection:
        unit = Unit(tenant, connection)
        token = _unit.set(unit)
        try:
            yield unit
        finally:
            _unit.reset(token)
    if unit.lanes:
        ring(unit.lanes)


async def statement(sql: str, *values: object) -> list[asyncpg.Record]:
    """One hand-written statement on what no tenant owns (Tenant, Task, StripeEvent, Allowance).

    Runs in the acting unit's transaction when there is one, else by itself. Raises Unavailable without a database.
    """
    unit = _unit.get()
    if unit is not None:
        return await unit.rows(sql, *values)
    try:
        pool = await _pool()
        async with pool.acquire(timeout=ACQUIRE_SECONDS) as raw:
            found: list[asyncpg.Record] = await raw.fetch(sql, *values)
    except UNREACHABLE as error:
        raise Unavailable(WENT_AWAY) from error
    return found


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
async def _transaction(tenant_id: UUID, customer_id: UUID | None) -> AsyncIterator[TransactionWrapper]:
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


class Wall(Manager):
    """Every query of a tenant-owned model starts here, already narrowed to the acting tenant."""

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().filter(tenant_id=acting().tenant.id)


class TenantOwned(Model):
    """A row that belongs to one company: filtered on reading, stamped on writing, refused when another's."""

    id = fields.UUIDField(primary_key=True, default=uuid4)
    tenant_id = fields.UUIDField()

    class Meta:
        abstract = True

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        # Managers are not inherited by tortoise models: without this line a subclass would read every tenant's rows.
        cls._meta.manager = Wall(cls)

    async def save(self, *args: Any, **kwargs: Any) -> None:
        _stamp(self)
        await super().save(*args, **kwargs)

    async def delete(self, *args: Any, **kwargs: Any) -> None:
        _stamp(self)
        await super().delete(*args, **kwargs)

    async def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        _stamp(self)
        await super().refresh_from_db(*args, **kwargs)

    @classmethod
    def bulk_create(cls, objects: Iterable[Self], *args: Any, **kwargs: Any) -> Any:
        rows: Sequence[Self] = list(objects)
        for row in rows:
            _stamp(row)
        return super().bulk_create(rows, *args, **kwargs)


def _stamp(row: TenantOwned) -> None:
    mine = acting().tenant.id
    theirs = getattr(row, "tenant_id", None)
    if theirs is None:
        row.tenant_id = mine
    elif theirs != mine:
        message = f"{type(row).__name__} belongs to another tenant"
        raise NoTenant(message)
