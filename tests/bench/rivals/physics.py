"""As fast as Python goes: bare ASGI, the company kept in memory, a signed cookie, one query, strings joined; no walls."""

import hmac
import os
import re
from hashlib import sha256
from html import escape
from typing import Any
from uuid import UUID

import asyncpg

from settings import database_credentials
from tests.bench.rivals.queries import COMPANY, LIST
from tests.bench.rivals.words import Words, groups

SECRET = os.environ["SECRET_KEY"].encode()
TICKET = re.compile(rb"ticket=([0-9a-f]{32})\.([0-9a-f]{64})")
HEAD = (
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1"><title>Invoices</title>'
    '<link rel="stylesheet" href="/static/portal.css"></head><body><main><h1>Invoices</h1>'
)
pool: Any = None
companies: dict[str, asyncpg.Record] = {}


async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
    if scope["type"] == "lifespan":
        await _live(receive, send)
        return
    headers = dict(scope["headers"])
    found = TICKET.search(headers.get(b"cookie", b""))
    body, status = b"", 403
    if found and _is_ours(found[1], found[2]):
        company = await _company(headers[b"host"].decode().partition(".")[0])
        rows = await pool.fetch(LIST, company["id"], UUID(found[1].decode()))
        body, status = _page(company["name"], rows).encode(), 200
    lines = [(b"content-type", b"text/html; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": lines})
    await send({"type": "http.response.body", "body": body})


def _is_ours(customer: bytes, proof: bytes) -> bool:
    right = hmac.new(SECRET, bytes.fromhex(customer.decode()), sha256).hexdigest()
    return hmac.compare_digest(right, proof.decode())


async def _company(slug: str) -> asyncpg.Record:
    if slug not in companies:
        companies[slug] = await pool.fetchrow(COMPANY, slug)
    return companies[slug]


def _page(company: str, rows: list[asyncpg.Record]) -> str:
    shown, owed = groups(map(tuple, rows))
    parts = [HEAD, f'<p class="sum">You owe <strong>{owed}</strong></p>']
    for group in shown:
        parts += [f'<section><h2>{group["title"]}</h2><ul class="rows">', *map(_row, group["rows"]), "</ul></section>"]
    return "".join([*parts, f"</main><footer>{escape(company)}</footer></body></html>"])


def _row(row: Words) -> str:
    return (
        f'<li><a href="/invoices/{row.id}"><span class="what">{escape(row.title)} <small>{escape(row.number)}</small>'
        f'</span><time class="when" datetime="{row.iso}">{row.when}</time><span class="amount">{row.amount}</span>'
        f'<span class="state {row.kind}">{row.state}</span></a></li>'
    )


async def _live(receive: Any, send: Any) -> None:
    global pool  # noqa: PLW0603 - one pool a process, as the page is one function
    await receive()
    pool = await asyncpg.create_pool(
        **database_credentials(os.environ["RIVAL_DATABASE_URL"]), min_size=1, max_size=20, reset=_keep
    )
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await pool.close()
    await send({"type": "lifespan.shutdown.complete"})


async def _keep(_connection: Any) -> None:
    """Nothing is set on a connection, so nothing is to be reset."""
