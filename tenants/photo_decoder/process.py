"""The decoder's process, seen from outside: started for one photo, believed in little, and ended."""

import asyncio
import json
import logging
import sys
from collections.abc import Collection, Mapping
from contextlib import suppress
from pathlib import Path

from tenants.errors import Invalid, Unavailable, marked
from tenants.photo_decoder.rendition import Rendition

log = logging.getLogger(__name__)

CHILD = Path(__file__).with_name("child.py")
DECODE_SECONDS = 20
PIECE_BYTES = 64 * 1024
MOST_RENDITION_BYTES = 8 * 1024 * 1024
TONES = {tone: tone for tone in ("", "dark", "light")}
UNREADABLE = marked("This file cannot be read as a photo. It may be damaged: please take or save it again.")
WHY = {
    "pixels": marked("This photo is too large to open. Please send one of at most 25 megapixels."),
    "broken": UNREADABLE,
}


async def run(purpose: str, kind: str, body: bytes | bytearray, sizes: Collection[str]) -> Mapping[str, Rendition]:
    """Have one picture decoded for `purpose`. Raises Invalid when that fails, Unavailable without a process for it."""
    try:
        child = await asyncio.create_subprocess_exec(
            # Isolated and with an empty environment: the child knows no secret and none of our modules.
            *(sys.executable, "-I", str(CHILD), purpose, kind),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={},
            limit=PIECE_BYTES,
        )
    except OSError as error:
        raise Unavailable("Photos cannot be opened just now.") from error
    try:
        async with asyncio.timeout(DECODE_SECONDS):
            _, found = await asyncio.gather(_give(child, body), _take(child, sizes))
    except (TimeoutError, asyncio.IncompleteReadError, ValueError, KeyError, TypeError) as error:
        log.warning("a photo ended its decoder", extra={"cause": type(error).__name__, "status": child.returncode})
        raise Invalid("photo", UNREADABLE) from error
    finally:
        await _end(child)
    return found


async def _give(child: asyncio.subprocess.Process, body: bytes | bytearray) -> None:
    """Hand over the photo piece by piece, so that no second copy of it waits in a buffer."""
    assert child.stdin  # noqa: S101 - as asked for
    with memoryview(body) as whole, suppress(ConnectionError):
        for start in range(0, len(whole), PIECE_BYTES):
            child.stdin.write(whole[start : start + PIECE_BYTES])
            await child.stdin.drain()
    child.stdin.close()


async def _take(child: asyncio.subprocess.Process, sizes: Collection[str]) -> Mapping[str, Rendition]:
    """What the child answers, believed only as far as it can be checked."""
    assert child.stdout  # noqa: S101 - as asked for
    head = json.loads(await child.stdout.readline())
    if "refused" in head:
        raise Invalid("photo", WHY[head["refused"]])
    found = {}
    for fact in head["renditions"]:
        if not 0 < fact["bytes"] <= MOST_RENDITION_BYTES:
            raise ValueError
        body = await child.stdout.readexactly(fact["bytes"])
        tone = TONES[fact.get("tone", "")]
        found[str(fact["size"])] = Rendition(int(fact["width"]), int(fact["height"]), body, tone)
    if set(found) != set(sizes):
        raise ValueError
    return found


async def _end(child: asyncio.subprocess.Process) -> None:
    # It kills, and it closes the pipes: one that was not read to its end would stay open after the child is dead.
    child._transport.close()  # type: ignore[attr-defined] # noqa: SLF001
    await child.wait()
