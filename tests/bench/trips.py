"""What a page asks of the database: statements, and the trips its answer waits for. Redis is asked nothing."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

import asyncpg
import httpx
from quart import Quart

from tests.bench.figures import Figure
from tests.bench.people import Person, a_customer
from tests.bench.stage import Stage
from web.app import create_app
from web.signed_in import SESSION, auth

PAUSE = 0.1
"""Seconds in which what is done after the answer is done."""


@dataclass
class Trips:
    """Trips to the database until the page was there, and the statements in them and after."""

    before: int = 0
    after: int = 0
    is_answered: bool = False

    @property
    def statements(self) -> int:
        return self.before + self.after

    def count(self) -> None:
        if self.is_answered:
            self.after += 1
        else:
            self.before += 1


@contextmanager
def counted(trips: Trips) -> Iterator[None]:
    """Count what every connection of this process sends meanwhile. BEGIN with its settings is one."""
    execute, bound = asyncpg.Connection.execute, asyncpg.Connection._do_execute

    async def simple(connection: Any, *values: Any, **more: Any) -> Any:
        try:
            return await execute(connection, *values, **more)
        finally:
            trips.count()

    async def prepared(connection: Any, *values: Any, **more: Any) -> Any:
        try:
            return await bound(connection, *values, **more)
        finally:
            trips.count()

    with patch.multiple(asyncpg.Connection, execute=simple, _do_execute=prepared):
        yield


async def trips_of(app: Quart, person: Person, path: str) -> Trips:
    """Those of one page, the second time it is asked for: the first prepares statements and looks the company up."""
    cookie = {"Cookie": f"{SESSION}={auth.dump_token(person.reference, app)}"}
    trips = Trips()

    async def heard(scope: Any, receive: Any, send: Any) -> None:
        async def sent(message: Any) -> None:
            trips.is_answered = True
            await send(message)

        await app(scope, receive, sent)

    transport = httpx.ASGITransport(heard)
    async with httpx.AsyncClient(transport=transport, base_url=f"http://{person.host}", headers=cookie) as browser:
        await browser.get(path)
        await asyncio.sleep(PAUSE)
        trips.is_answered = False
        with counted(trips):
            answer = await browser.get(path)
            await asyncio.sleep(PAUSE)
    assert answer.status_code == 200
    return trips


async def measure(stage: Stage) -> list[Figure]:
    app, dana = create_app(), stage.dana
    long = await a_customer(dana, bills=1_000)
    paths = {"list": "/invoices", "home": "/", "whole invoice": f"/invoices/{dana.invoice_id}"}
    found = {name: await trips_of(app, dana, path) for name, path in paths.items()}
    found["list of 1,000 invoices"] = await trips_of(app, long, "/invoices")
    return [
        figure
        for name, trips in found.items()
        for figure in (
            Figure(name=f"{name}: statements", value=trips.statements, must=4, stretch=3, low=True),
            Figure(name=f"{name}: trips it waits for", value=trips.before, must=3, stretch=2, low=True),
        )
    ]
