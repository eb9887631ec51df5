"""/healthz says that the process runs, /readyz that the database and Redis answer."""

import asyncio
from contextlib import suppress

import redis.asyncio
from quart import Blueprint, Response, current_app

from tenants.errors import Unavailable
from tenants.isolation import statement

blueprint = Blueprint("health", __name__)
PATIENCE_SECONDS = 1.0


@blueprint.get("/healthz")
async def healthz() -> Response:
    return Response("ok\n", content_type="text/plain")


@blueprint.get("/readyz")
async def readyz() -> Response:
    """200 when both answer within a second, else 503 naming what does not."""
    missing = [name for name, works in (("database", await _database()), ("redis", await _redis())) if not works]
    text = "ready\n" if not missing else f"waiting for: {', '.join(missing)}\n"
    return Response(text, status=503 if missing else 200, content_type="text/plain")


async def _database() -> bool:
    with suppress(Unavailable, TimeoutError):
        return bool(await asyncio.wait_for(statement("SELECT 1"), PATIENCE_SECONDS))
    return False


async def _redis() -> bool:
    bell = current_app.extensions["bell"]
    with suppress(redis.exceptions.RedisError, OSError, TimeoutError):
        return await asyncio.wait_for(bell.answers(), PATIENCE_SECONDS)
    return False
