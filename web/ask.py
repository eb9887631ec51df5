"""Whether a certificate may be made for a name: a listener of its own for the proxy, beside the public one.

Caddy asks `GET /ask?domain=…` before it has one made. Answered from memory, and no oftener than a proxy needs.
"""

import asyncio
import time
from contextlib import suppress
from urllib.parse import parse_qs, urlsplit

from tenants import directory
from tenants.errors import Unavailable
from web.hosts import canonical

LOOPBACK = "127.0.0.1"
MOST_A_SECOND = 200
PATIENCE_SECONDS = 2.0
LONGEST_REQUEST = 4_096
WORDS = {200: "OK", 400: "Bad Request", 404: "Not Found", 429: "Too Many Requests", 503: "Service Unavailable"}

_answered: list[float] = []


async def listen(port: int) -> asyncio.Server:
    """Answer on this machine alone; the processes of one web share the port."""
    return await asyncio.start_server(_serve, LOOPBACK, port, limit=LONGEST_REQUEST, reuse_port=True)


async def verdict(domain: str) -> int:
    """200 for a host of ours, 404 for every other name, 429 to who asks too often."""
    now = time.monotonic()
    _answered[:] = [at for at in _answered if at > now - 1.0]
    if len(_answered) >= MOST_A_SECOND:
        return 429
    _answered.append(now)
    try:
        return 200 if canonical(domain) in await directory.certifiable() else 404
    except Unavailable:
        return 503


async def _serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError, TimeoutError, ValueError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        async with asyncio.timeout(PATIENCE_SECONDS):
            head = await reader.readuntil(b"\r\n\r\n")
            status = await _status(head.split(b"\r\n")[0].decode("ascii"))
            answer = f"HTTP/1.1 {status} {WORDS[status]}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            writer.write(answer.encode())
            await writer.drain()
    writer.close()


async def _status(line: str) -> int:
    method, _, rest = line.partition(" ")
    address = urlsplit(rest.partition(" ")[0])
    asked = parse_qs(address.query).get("domain", [])
    if method != "GET" or address.path != "/ask" or len(asked) != 1:
        return 400
    return await verdict(asked[0])
