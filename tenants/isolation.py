"""The wall: acting_for(tenant) is the one way to anything a company owns.

Inside it there is one tenant, one database transaction with row-level security set to that tenant, and one set of
bells to ring after commit. Outside it nothing tenant-owned can be read or written.
"""

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Protocol, Self
from uuid import UUID, uuid4

import asyncpg
from tortoise import fields
from tortoise.backends.asyncpg.client import TransactionWrapper
from tortoise.manager import Manager
from tortoise.models import Model
from tortoise.queryset import QuerySet

from tenants.transaction import borrowed, transaction


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

    async def rows(self, sql: str, *values: object, seconds: float | None = None) -> list[asyncpg.Record]:
        """Rows of one hand-written statement through the tenant's transaction ($1, $2 … for values).

        It may take `seconds`, where they are given, instead of what every statement may.
        """
        async with self.connection.acquire_connection() as connection:
            found: list[asyncpg.Record] = await connection.fetch(sql, *values, timeout=seconds)
        return found

    async def row(self, sql: str, *values: object) -> asyncpg.Record | None:
        async with self.connection.acquire_connection() as connection:
            return await connection.fetchrow(sql, *values)


_unit: ContextVar[Unit | None] = ContextVar("unit", default=None)
_looks_only: ContextVar[bool] = ContextVar("looks_only", default=False)
_bell: list[Bell] = []


def acting() -> Unit:
    """The current unit of work. Raises NoTenant outside acting_for."""
    unit = _unit.get()
    if unit is None:
        message = "no tenant: this needs acting_for(tenant)"
        raise NoTenant(message)
    return unit


def look_only() -> None:
    """Have every unit of work that this request or task opens from here on refuse to write."""
    _looks_only.set(True)


def ring_with(bell: Bell) -> None:
    """Name what is told, after each commit, which lanes have new work. Called once by each process at its start."""
    _bell[:] = [bell]


def ring(lanes: Iterable[str]) -> None:
    for bell in _bell:
        bell(frozenset(lanes))


@asynccontextmanager
async def acting_for(tenant: HasId, *, customer_id: UUID | None = None, waits: bool = True) -> AsyncIterator[Unit]:
    """Act for one tenant in one transaction: commits at the end, rolls back on any error, rings after commit.

    With `customer_id` the database shows and takes rows of that customer only. One that does not wait, for reading,
    lets its caller go on before the commit. It does not nest. Raises Unavailable without a database.
    """
    if _unit.get() is not None:
        message = "acting_for does not nest"
        raise NoTenant(message)
    async with transaction(tenant.id, customer_id, waits=waits) as connection:
        unit = Unit(tenant, connection)
        if _looks_only.get():
            await unit.rows("SET TRANSACTION READ ONLY")
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
    async with borrowed() as connection:
        found: list[asyncpg.Record] = await connection.fetch(sql, *values)
    return found


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
