"""Bytes no browser sends, to a served Porchlight: refused in good order, never with a 5xx, and forgotten in time."""

import gzip
import re
import socket
from collections.abc import Iterator

import pytest

from tests.patience import PATIENCE, a_moment
from tests.raw import Served, status
from tests.world import World

FORM = b"Content-Type: application/x-www-form-urlencoded\r\nSec-Fetch-Site: same-origin\r\n"
ODD = {
    "nothing": b"\r\n\r\n",
    "noise": bytes(range(256)) * 4,
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"x" * 300,
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "HTTP/0.9": b"GET /\r\n\r\n",
    "HTTP/9.9": b"GET / HTTP/9.9\r\nHost: @\r\n\r\n",
    "HTTP/1.0 without a host": b"GET / HTTP/1.0\r\n\r\n",
    "no host": b"GET / HTTP/1.1\r\n\r\n",
    "two hosts": b"GET / HTTP/1.1\r\nHost: @\r\nHost: evil.test\r\n\r\n",
    "absolute form": b"GET http://evil.test/sign-in HTTP/1.1\r\nHost: @\r\n\r\n",
    "absolute form without a path": b"GET http://evil.test HTTP/1.1\r\nHost: @\r\n\r\n",
    "asterisk": b"OPTIONS * HTTP/1.1\r\nHost: @\r\n\r\n",
    "query alone": b"GET ?x HTTP/1.1\r\nHost: @\r\n\r\n",
    "no slash": b"GET sign-in HTTP/1.1\r\nHost: @\r\n\r\n",
    "CONNECT": b"CONNECT evil.test:443 HTTP/1.1\r\nHost: @\r\n\r\n",
    "TRACE": b"TRACE / HTTP/1.1\r\nHost: @\r\n\r\n",
    "unknown method": b"BREW /sign-in HTTP/1.1\r\nHost: @\r\n\r\n",
    "lower case method": b"get /sign-in HTTP/1.1\r\nHost: @\r\n\r\n",
    "space in the path": b"GET /sign in HTTP/1.1\r\nHost: @\r\n\r\n",
    "raw UTF-8 path": "GET /ärger HTTP/1.1\r\nHost: @\r\n\r\n".encode(),
    "invalid UTF-8 path": b"GET /%ff%fe HTTP/1.1\r\nHost: @\r\n\r\n",
    "overlong UTF-8": b"GET /%c0%ae%c0%ae/ HTTP/1.1\r\nHost: @\r\n\r\n",
    "surrogate": b"GET /%ed%a0%80?x=%ed%a0%80 HTTP/1.1\r\nHost: @\r\n\r\n",
    "NUL": b"GET /sign-in/%00 HTTP/1.1\r\nHost: @\r\n\r\n",
    "NUL in the query": b"GET /sign-in?next=%00 HTTP/1.1\r\nHost: @\r\n\r\n",
    "raw query": b"GET /sign-in?next=\xff\xfe HTTP/1.1\r\nHost: @\r\n\r\n",
    "slashes": b"GET //evil.test//sign-in HTTP/1.1\r\nHost: @\r\n\r\n",
    "dots": b"GET /static/%2e%2e/%2e%2e/settings.py HTTP/1.1\r\nHost: @\r\n\r\n",
    "half an escape": b"GET /%2 HTTP/1.1\r\nHost: @\r\n\r\n",
    "host of dots": b"GET / HTTP/1.1\r\nHost: ..\r\n\r\n",
    "host of bytes": b"GET / HTTP/1.1\r\nHost: \xff\xfe\r\n\r\n",
    "odd header": b"GET / HTTP/1.1\r\nHost: @\r\n: x\r\nA B: c\r\n\r\n",
    "folded header": b"GET /sign-in HTTP/1.1\r\nHost: @\r\nX: a\r\n b\r\n\r\n",
    "NUL in a header": b"GET /sign-in HTTP/1.1\r\nHost: @\r\nX: a\x00b\r\n\r\n",
    "lone LF": b"GET /sign-in HTTP/1.1\nHost: @\n\n",
    "upgrade": b"GET /sign-in HTTP/1.1\r\nHost: @\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
    "h2c": b"GET /sign-in HTTP/1.1\r\nHost: @\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: A\r\n\r\n",
    "huge header": b"GET / HTTP/1.1\r\nHost: @\r\nX: " + b"x" * 100_000 + b"\r\n\r\n",
    "many headers": b"GET / HTTP/1.1\r\nHost: @\r\n" + b"X: y\r\n" * 20_000 + b"\r\n",
    "huge path": b"GET /" + b"x" * 100_000 + b" HTTP/1.1\r\nHost: @\r\n\r\n",
    "large cookie": b"GET /sign-in HTTP/1.1\r\nHost: @\r\nCookie: __Host-session=" + b"x" * 10_000 + b"\r\n\r\n",
    "two lengths": b"POST /sign-in HTTP/1.1\r\nHost: @\r\n"
    + FORM
    + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    "length and chunks": b"POST /sign-in HTTP/1.1\r\nHost: @\r\n"
    + FORM
    + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "negative length": b"POST /sign-in HTTP/1.1\r\nHost: @\r\n" + FORM + b"Content-Length: -1\r\n\r\n",
    "length of letters": b"POST /sign-in HTTP/1.1\r\nHost: @\r\n" + FORM + b"Content-Length: ten\r\n\r\n",
    "length beyond numbers": b"POST /sign-in HTTP/1.1\r\nHost: @\r\n"
    + FORM
    + b"Content-Length: "
    + b"9" * 40
    + b"\r\n\r\n",
    "bad chunk": b"POST /sign-in HTTP/1.1\r\nHost: @\r\n" + FORM + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
    "two megabytes": b"POST /sign-in HTTP/1.1\r\nHost: @\r\n"
    + FORM
    + b"Content-Length: 2000000\r\n\r\n"
    + b"x" * 2_000_000,
    "chunks without end": b"POST /sign-in HTTP/1.1\r\nHost: @\r\n"
    + FORM
    + b"Transfer-Encoding: chunked\r\n\r\n"
    + (b"8000\r\n" + b"x" * 0x8000 + b"\r\n") * 20,
    "files without end": b"POST /sign-in HTTP/1.1\r\nHost: @\r\nSec-Fetch-Site: same-origin\r\n"
    b"Content-Type: multipart/form-data; boundary=b\r\nTransfer-Encoding: chunked\r\n\r\n"
    + (b"8000\r\n" + b"x" * 0x8000 + b"\r\n")
    * 20,
    "packed form": b"POST /sign-in HTTP/1.1\r\nHost: @\r\n"
    + FORM
    + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(gzip.compress(b"email=a"))
    + gzip.compress(b"email=a"),
    "smuggled": b"POST /sign-in HTTP/1.1\r\nHost: @\r\n"
    + FORM
    + b"Transfer-Encoding: chunked, identity\r\nContent-Length: 4\r\n\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\n\r\n",
}


@pytest.fixture(scope="module")
def served(database: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with Served(tmp_path_factory.mktemp("served")) as served:
        yield served


def at(world: World, request: bytes) -> bytes:
    return request.replace(b"@", f"{world.acme.tenant.slug}.localhost".encode())


@pytest.mark.parametrize("what", ODD)
async def test_it_never_answers_with_a_fault_of_its_own(served: Served, world: World, what: str) -> None:
    back = served.send(at(world, ODD[what]))

    assert status(back) < 500
    assert not re.search(rb"(?im)^server:|uvicorn|quart|python|traceback", back)
    assert b"Acme" not in back or b"evil.test" not in back


async def test_its_own_answers_carry_the_headers(served: Served, world: World) -> None:
    back = served.send(at(world, b"GET /nothing HTTP/1.1\r\nHost: @\r\nConnection: close\r\n\r\n"))

    assert status(back) == 404
    assert b"\r\ncontent-security-policy: default-src 'none'" in back.lower()
    assert back.lower().count(b"\r\ncache-control: no-store\r\n") == 1


async def test_a_body_that_drips_is_given_up(served: Served, world: World) -> None:
    head = b"POST /sign-in HTTP/1.1\r\nHost: @\r\n" + FORM + b"Content-Length: 100\r\n\r\n"
    assert status(served.send(at(world, head), *[b"x"] * 20, pause=0.1)) == 408


async def test_a_body_shorter_than_said_is_given_up(served: Served, world: World) -> None:
    head = b"POST /sign-in HTTP/1.1\r\nHost: @\r\n" + FORM + b"Content-Length: 100\r\n\r\nemail=a"
    assert status(served.send(at(world, head))) == 408


DRIPPING = {
    "a head": b"GET / HTTP/1.1\r\n",
    "a body nobody reads": b"GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n",
    "the head of a second request": b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\n",
    "nothing": b"",
}


@pytest.mark.parametrize("what", DRIPPING)
async def test_a_connection_that_drips_is_closed(served: Served, what: str) -> None:
    with socket.create_connection(("127.0.0.1", served.port)) as wire:
        wire.sendall(DRIPPING[what])
        with pytest.raises(ConnectionError):
            for _ in range(int(PATIENCE * 10)):
                wire.sendall(b"X: y\r\n" if what != "nothing" else b"")
                if what == "nothing" and not wire.recv(1):
                    raise ConnectionError
                await a_moment(0.1)


async def test_it_goes_on_after_all_that(served: Served, world: World) -> None:
    back = served.send(at(world, b"GET /sign-in HTTP/1.1\r\nHost: @\r\nConnection: close\r\n\r\n"))

    assert status(back) == 200
    assert [line for line in served.lines() if line["level"] in {"error", "critical"}] == []
