"""Requests that no browser sends: straight to the application, or as bytes to a served one."""

import asyncio
import json
import os
import socket
import subprocess
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import pytest
from quart import Quart

from tests.conftest import answers
from tests.patience import PATIENCE, eventually
from tests.ports import two_free_ports

ROOT = Path(__file__).parent.parent
Meanwhile = Callable[[], Awaitable[object]]


async def _nothing() -> None:
    pass


@dataclass(frozen=True)
class Answer:
    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key == name.lower()), None)


async def ask(
    app: Quart,
    method: str,
    path: str,
    *,
    query: bytes = b"",
    body: bytes = b"",
    meanwhile: Meanwhile = _nothing,
    **headers: str | bytes,
) -> Answer:
    """One request as a server would hand it over: `path` already decoded, header names with `_` for `-`.

    `meanwhile` happens before its body comes: where that is a large one, after the door has let it in.
    """
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": b"",
        "query_string": query,
        "root_path": "",
        "headers": [(name.lower().replace("_", "-").encode(), _bytes(value)) for name, value in headers.items()],
        "client": ("203.0.113.9", 50000),
        "server": ("127.0.0.1", 80),
    }
    sent: list[dict[str, Any]] = []
    arriving = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Any:
        await (meanwhile() if arriving else asyncio.Event().wait())
        return arriving.pop()

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)  # type: ignore[arg-type]
    found = [(name.decode().lower(), value.decode("latin-1")) for name, value in sent[0]["headers"]]
    return Answer(sent[0]["status"], found, b"".join(part["body"] for part in sent[1:]))


def _bytes(value: str | bytes) -> bytes:
    return value if isinstance(value, bytes) else value.encode()


# As `python -m web.serve`, but sooner out of patience, or the tests of patience would take a minute.
IMPATIENT = """
import tenants.transaction, web.app, web.live, web.serve, web.wire
web.live.HEARTBEAT_SECONDS, web.wire.UNANSWERED_MS = 1, 2_000
web.app.BODY_SECONDS = web.wire.HEAD_SECONDS = 1
web.wire.BODY_SECONDS = tenants.transaction.ACQUIRE_SECONDS = web.app.STATEMENT_SECONDS = 2
web.app.COMMAND_SECONDS = 3
web.serve.main()
"""
PATIENT = "import web.serve; web.serve.main()"


class Served:
    """The web process by itself, over this run's servers or those that `environment` names."""

    def __init__(self, folder: Path, *, is_patient: bool = False, **environment: str) -> None:
        self.script = PATIENT if is_patient else IMPATIENT
        self.port = two_free_ports()
        self.log = folder / "web.log"
        self.environment = {**os.environ, "PORT": str(self.port), **environment}

    def __enter__(self) -> Self:
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", self.script], cwd=ROOT, env=self.environment, stderr=log
            )
        url = f"http://127.0.0.1:{self.port}/healthz"
        eventually(lambda: self.process.poll() is not None or answers(url))
        if not answers(url):
            self.process.kill()
            pytest.fail(f"web did not start: {self.log.read_text()[-2_000:]}")
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(PATIENCE)

    def send(self, *parts: bytes, pause: float = 0.0, within: float = PATIENCE) -> bytes:
        """The bytes that come back for these, until the server closes or is silent; `pause` seconds between parts."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=within) as wire:
            back = b""
            try:
                for part in parts:
                    wire.sendall(part)
                    back += self._heard(wire, pause) if pause else b""
                while heard := wire.recv(65536):
                    back += heard
                    wire.settimeout(0.1)
            except (TimeoutError, ConnectionError):
                pass
            return back

    def _heard(self, wire: socket.socket, seconds: float) -> bytes:
        wire.settimeout(seconds)
        try:
            return wire.recv(65536)
        except TimeoutError:
            return b""

    def lines(self) -> list[dict[str, Any]]:
        """What it has logged. Raises ValueError when a line is not one JSON object."""
        return [json.loads(line) for line in self.log.read_text().splitlines()]


def status(back: bytes) -> int:
    """The status in an answer's first line; 0 when the server closed without a word."""
    return int(back.split(b" ", 2)[1]) if back else 0
