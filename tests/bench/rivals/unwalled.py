"""Porchlight's own pages without row-level security: no transaction around a page, and a role nobody holds back."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from quart import Quart
from tortoise.backends.asyncpg.client import TransactionWrapper
from tortoise.connection import get_connections

os.environ["DATABASE_URL"] = os.environ["RIVAL_DATABASE_URL"]

from tenants import isolation, transaction
from web import serve


@asynccontextmanager
async def _no_transaction(*_: Any, **__: Any) -> AsyncIterator[TransactionWrapper]:
    wrapper = TransactionWrapper(transaction._client())
    pool = await transaction._pool()
    async with pool.acquire() as wrapper._connection:
        token = get_connections().set(transaction.CONNECTION, wrapper)
        try:
            yield wrapper
        finally:
            get_connections().reset(token)


def app() -> Quart:
    isolation.transaction = _no_transaction
    return serve.logging_app()
