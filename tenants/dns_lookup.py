"""Questions to the DNS: the texts, the alias and the addresses of a name. The only file that speaks it (RFC 1035).

Nobody is spoken to but the resolver in the settings, or the system's own.
"""

import asyncio
import secrets
import socket
import struct
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple, Self

from settings import settings
from tenants.errors import Unavailable

A, CNAME, TXT, AAAA = 1, 5, 16, 28
PATIENCE_SECONDS = 2.0
TRIES = 2
PORT = 53
NO_SUCH_NAME = 3
MOST_JUMPS = 20


class Answers(NamedTuple):
    """What the DNS says of a name: its texts, what it is an alias of, its addresses; empty where there is none."""

    texts: frozenset[str]
    aliases: frozenset[str]
    addresses: frozenset[str]


class Unreadable(Exception):
    """The answer is none to our question."""


async def ask(name: str, kind: int) -> Answers:
    """What the resolver says. Raises Unavailable when it does not, or cannot."""
    number = secrets.randbelow(65_536)
    question = _question(number, name, kind)
    for _ in range(TRIES):
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                return _answers(await _over_udp(question), number, question)
        except (OSError, TimeoutError, Unreadable, struct.error, IndexError, UnicodeError):
            continue
    raise Unavailable("The DNS does not answer just now. Please try again in a moment.")


def _question(number: int, name: str, kind: int) -> bytes:
    labels = b"".join(bytes([len(label)]) + label.encode("ascii") for label in name.split("."))
    return struct.pack("!6H", number, 0x0100, 1, 0, 0, 0) + labels + b"\0" + struct.pack("!2H", kind, 1)


async def _over_udp(question: bytes) -> bytes:
    """The answer, by TCP when it is too long for a datagram. A connected socket hears nobody but the resolver."""
    loop = asyncio.get_running_loop()
    transport, listening = await loop.create_datagram_endpoint(Listening, remote_addr=resolver())
    try:
        transport.sendto(question)
        answer = await listening.heard
    finally:
        transport.close()
    return await _over_tcp(question) if len(answer) > 2 and answer[2] & 0x02 else answer


async def _over_tcp(question: bytes) -> bytes:
    reader, writer = await asyncio.open_connection(*resolver())
    try:
        writer.write(struct.pack("!H", len(question)) + question)
        (length,) = struct.unpack("!H", await reader.readexactly(2))
        return await reader.readexactly(length)
    except asyncio.IncompleteReadError as error:
        raise Unreadable from error
    finally:
        writer.close()


class Listening(asyncio.DatagramProtocol):
    def __init__(self) -> None:
        self.heard: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

    def datagram_received(self, data: bytes, _: object) -> None:
        if not self.heard.done():
            self.heard.set_result(data)

    def error_received(self, exc: Exception) -> None:
        if not self.heard.done():
            self.heard.set_exception(exc)


class Name(NamedTuple):
    """A name as it stands in an answer, and where what follows it begins."""

    text: str
    end: int

    @classmethod
    def at(cls, answer: bytes, place: int) -> Self:
        labels, end = [], 0
        for _ in range(MOST_JUMPS * 10):
            length = answer[place]
            if length & 0xC0:
                end = end or place + 2
                place = struct.unpack_from("!H", answer, place)[0] & 0x3FFF
            elif length:
                labels.append(answer[place + 1 : place + 1 + length].decode("ascii"))
                place += 1 + length
            else:
                return cls(".".join(labels).lower(), end or place + 1)
        raise Unreadable


def _answers(answer: bytes, number: int, question: bytes) -> Answers:
    got, flags, questions, count = struct.unpack_from("!4H", answer)
    asked = answer[12 : len(question)]
    if got != number or not flags & 0x8000 or questions != 1 or asked.lower() != question[12:].lower():
        raise Unreadable
    if flags & 0x0F not in {0, NO_SUCH_NAME}:
        raise Unreadable
    found = list(_records(answer, len(question), count))
    return Answers(
        frozenset(text for kind, text in found if kind == TXT),
        frozenset(text for kind, text in found if kind == CNAME),
        frozenset(text for kind, text in found if kind in {A, AAAA}),
    )


def _records(answer: bytes, place: int, count: int) -> Iterator[tuple[int, str]]:
    for _ in range(count):
        place = Name.at(answer, place).end
        kind, _, _, length = struct.unpack_from("!HHIH", answer, place)
        place += 10
        yield kind, _words(answer, kind, place, length)
        place += length


def _words(answer: bytes, kind: int, place: int, length: int) -> str:
    data = answer[place : place + length]
    if kind == TXT:
        return b"".join(_strings(data)).decode("utf-8", "replace")
    if kind == CNAME:
        return Name.at(answer, place).text
    if kind in {A, AAAA}:
        return socket.inet_ntop(socket.AF_INET if kind == A else socket.AF_INET6, data)
    return ""


def _strings(data: bytes) -> Iterator[bytes]:
    """The pieces of at most 255 bytes that a text is made of."""
    place = 0
    while place < len(data):
        yield data[place + 1 : place + 1 + data[place]]
        place += 1 + data[place]


@cache
def resolver() -> tuple[str, int]:
    """DNS_RESOLVER, or the first that the system has."""
    if named := settings().dns_resolver:
        host, _, port = named.rpartition(":") if named.count(":") == 1 else (named, "", "")
        return host or named, int(port or PORT)
    lines = Path("/etc/resolv.conf").read_text(encoding="utf-8").splitlines()
    return next((words[1], PORT) for words in map(str.split, lines) if words[:1] == ["nameserver"] and len(words) > 1)
