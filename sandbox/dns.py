"""A DNS for this machine: it knows what it was told at /dns, and answers on UDP at the sandbox's port."""

import asyncio
import socket
import struct
from collections import Counter, defaultdict
from html import escape
from typing import cast

from quart import Blueprint, redirect, request
from quart.typing import ResponseReturnValue

A, CNAME, TXT = 1, 5, 16
KINDS = {"A": A, "CNAME": CNAME, "TXT": TXT}
NO_SUCH_NAME, FAILED = 3, 2

PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>DNS</title>
<style>body{{font:1.125rem/1.6 system-ui,sans-serif;max-width:44rem;margin:8vh auto;padding:0 1.5rem}}
input,select,button{{font:inherit;padding:.4rem;margin:.2rem 0;width:100%;box-sizing:border-box}}
td{{padding:.3rem .6rem;word-break:break-all}}</style>
<h1>The DNS</h1>
<p>Names that this machine answers for, as if their owner had entered them.</p>
<form method="post"><label>Name <input name="name" required></label>
<label>Kind <select name="kind"><option>TXT<option>CNAME<option>A</select></label>
<label>Value <input name="value" required></label><button>Enter</button></form>
<table>{rows}</table>
</html>
"""

blueprint = Blueprint("dns", __name__, url_prefix="/dns")
records: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
asked: Counter[str] = Counter()
"""How often it was asked for each name."""
broken: set[str] = set()
"""Names for which it fails, as a DNS does that is down."""


@blueprint.get("")
async def show() -> str:
    kinds = {number: kind for kind, number in KINDS.items()}
    rows = "".join(
        f"<tr><td>{escape(name)}<td>{kinds[kind]}<td>{escape(value)}"
        for (name, kind), values in sorted(records.items())
        for value in values
    )
    return PAGE.format(rows=rows)


@blueprint.post("")
async def enter() -> ResponseReturnValue:
    form = await request.form
    records[form["name"].strip().lower(), KINDS[form["kind"]]].append(form["value"].strip())
    return redirect("/dns", 303)


@blueprint.post("/control")
async def control() -> ResponseReturnValue:
    """For tests: {"name", "kind", "values"} replaces what a name says, {"broken": [names]} lets it fail."""
    told = await request.get_json()
    if "broken" in told:
        broken.clear()
        broken.update(told["broken"])
    else:
        records[told["name"].lower(), KINDS[told["kind"]]] = told["values"]
    return "", 204


@blueprint.get("/asked/<name>")
async def times_asked(name: str) -> str:
    """For tests: how often it was asked for this name."""
    return str(asked[name.lower()])


async def listen(host: str, port: int) -> asyncio.DatagramTransport:
    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(Answering, local_addr=(host, port))
    return transport


class Answering(asyncio.DatagramProtocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # Before Python 3.12 asyncio's own is no instance of the class it stands for.
        self.transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        if len(data) > 12:
            self.transport.sendto(answer(data), addr)


def answer(question: bytes) -> bytes:
    """What the records say to one question."""
    name, end = _name(question)
    asked[name] += 1
    (kind,) = struct.unpack_from("!H", question, end)
    values = records.get((name, kind), [])
    is_known = any(known == name and told for (known, _), told in records.items())
    code = FAILED if name in broken else 0 if is_known else NO_SUCH_NAME
    said = [] if name in broken else [_record(kind, value) for value in values]
    head = question[:2] + struct.pack("!5H", 0x8180 | code, 1, len(said), 0, 0)
    return head + question[12 : end + 4] + b"".join(said)


def _name(question: bytes) -> tuple[str, int]:
    labels, place = [], 12
    while length := question[place]:
        labels.append(question[place + 1 : place + 1 + length].decode("ascii", "replace"))
        place += 1 + length
    return ".".join(labels).lower(), place + 1


def _record(kind: int, value: str) -> bytes:
    data = value.encode()
    if kind == TXT:
        data = b"".join(
            bytes([len(piece)]) + piece for piece in (data[at : at + 255] for at in range(0, len(data), 255))
        )
    elif kind == CNAME:
        data = b"".join(bytes([len(label)]) + label for label in data.split(b".")) + b"\0"
    else:
        data = socket.inet_aton(value)
    return struct.pack("!HHHIH", 0xC00C, kind, 1, 60, len(data)) + data
