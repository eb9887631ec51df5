"""The load, from a process of its own: so many connections, each asking again as soon as it is answered."""

import asyncio
import itertools
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import uvloop

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
EMPTY = b"\r\n0\r\n\r\n"
UNTIL_EMPTY = -1
LONGEST_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class Answers:
    """What came back: how many a second, and how long they took in milliseconds. Anything unexpected is an error."""

    count: int
    errors: int
    seconds: float
    p50: float
    p99: float
    times: list[float] = field(repr=False)

    @property
    def rate(self) -> float:
        return self.count / self.seconds


async def load(
    port: int,
    requests: Sequence[bytes],
    *,
    connections: int = 8,
    seconds: float = 2.0,
    warm: float = 0.3,
    status: int = 200,
    once: bool = False,
) -> Answers:
    """Ask a server of this machine for `requests`, round and round for `seconds`, or each of them `once`, in order.

    The first `warm` seconds do not count.
    """
    wish = {
        "port": port,
        "requests": [request.decode("latin-1") for request in requests],
        "connections": connections,
        "seconds": LONGEST_SECONDS if once else seconds,
        "warm": 0.0 if once else warm,
        "status": status,
        "once": once,
    }
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", __name__, stdin=pipe, stdout=pipe)
    out, _ = await process.communicate(json.dumps(wish).encode())
    return Answers(**json.loads(out))


def a_request(host: str, path: str, *, cookie: str = "", body: bytes | None = None, **headers: str) -> bytes:
    """One HTTP request as a browser sends it; with a `body` it is a form. `headers` have _ for -."""
    lines = [f"{'GET' if body is None else 'POST'} {path} HTTP/1.1", f"Host: {host}", "Accept: text/html"]
    lines += [f"Cookie: {cookie}"] if cookie else []
    if body is not None:
        lines += [f"Content-Length: {len(body)}", "Sec-Fetch-Site: same-origin"]
        headers.setdefault("Content_Type", "application/x-www-form-urlencoded")
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + (body or b"")


class Crowd:
    """All connections of one load, and what they were answered."""

    def __init__(self, wish: dict[str, Any]) -> None:
        requests = [request.encode("latin-1") for request in wish["requests"]]
        self.requests: Iterator[bytes] = iter(requests) if wish["once"] else itertools.cycle(requests)
        self.status = str(wish["status"]).encode()
        self.counts_from = time.perf_counter() + wish["warm"]
        self.ends_at = self.counts_from + wish["seconds"]
        self.ended_at = self.counts_from
        self.times: list[float] = []
        self.outcomes: Counter[bool] = Counter()
        self.open = 0
        self.over = asyncio.Event()

    def note(self, status: bytes, began: float) -> None:
        now = time.perf_counter()
        if began >= self.counts_from:
            self.times.append((now - began) * 1000)
            self.outcomes[status == self.status] += 1
            self.ended_at = now

    def next(self) -> bytes | None:
        return None if time.perf_counter() >= self.ends_at else next(self.requests, None)

    def report(self) -> dict[str, Any]:
        ordered = sorted(self.times) or [0.0]
        return {
            "count": self.outcomes[True],
            "errors": self.outcomes[False],
            "seconds": self.ended_at - self.counts_from,
            "p50": ordered[len(ordered) // 2],
            "p99": ordered[min(int(len(ordered) * 0.99), len(ordered) - 1)],
            "times": self.times,
        }


class Line(asyncio.Protocol):
    """One connection."""

    transport: asyncio.Transport

    def __init__(self, crowd: Crowd) -> None:
        self.crowd = crowd
        self.got, self.wanted, self.began, self.is_waiting = b"", 0, 0.0, False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment] # a stream's transport
        self.ask()

    def ask(self) -> None:
        request = self.crowd.next()
        self.is_waiting = request is not None
        if request is None:
            self.transport.close()
            return
        self.began = time.perf_counter()
        self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        self.got = self.got + data if self.got else data
        if not self.wanted and (head := self.got.find(b"\r\n\r\n")) > 0:
            length = LENGTH.search(self.got, 0, head + 2)
            # Without a length it comes in chunks, the last of them empty.
            self.wanted = head + 4 + int(length[1]) if length else UNTIL_EMPTY
        is_whole = self.got.endswith(EMPTY) if self.wanted == UNTIL_EMPTY else len(self.got) >= self.wanted > 0
        if is_whole:
            self.crowd.note(self.got[9:12], self.began)
            self.got, self.wanted = b"", 0
            self.ask()

    def connection_lost(self, exc: Exception | None) -> None:
        if self.is_waiting:
            self.crowd.note(b"", self.began)
        self.crowd.open -= 1
        if not self.crowd.open:
            self.crowd.over.set()


async def run(wish: dict[str, Any]) -> dict[str, Any]:
    crowd = Crowd(wish)
    crowd.open = wish["connections"]
    loop = asyncio.get_running_loop()
    await asyncio.gather(
        *(loop.create_connection(lambda: Line(crowd), "127.0.0.1", wish["port"]) for _ in range(crowd.open))
    )
    await crowd.over.wait()
    return crowd.report()


if __name__ == "__main__":
    print(json.dumps(uvloop.run(run(json.load(sys.stdin)))))
