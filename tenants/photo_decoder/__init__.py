"""What came in as a photo becomes three clean renditions, each photo in a process of its own that may die of it."""

import asyncio
from collections.abc import Mapping

from tenants.errors import Invalid, Unavailable
from tenants.photo_decoder import process
from tenants.photo_decoder.rendition import Rendition, Size

__all__ = ["Rendition", "Size", "decode"]

AT_ONCE = 2
WAIT_SECONDS = 20
STARTS = ((b"\xff\xd8\xff", "jpeg"), (b"\x89PNG\r\n\x1a\n", "png"))
HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")

_places = asyncio.Semaphore(AT_ONCE)


async def decode(body: bytes | bytearray) -> Mapping[Size, Rendition]:
    """A rendition of every size. Raises Invalid for what is no photo of ours, Unavailable when there is no room."""
    kind = _kind(bytes(body[:12]))
    try:
        async with asyncio.timeout(WAIT_SECONDS):
            await _places.acquire()
    except TimeoutError as error:
        raise Unavailable("Many photos are arriving just now.") from error
    try:
        return await process.run(kind, body)
    finally:
        _places.release()


def _kind(start: bytes) -> str:
    """The allow-list, by the first twelve bytes. Raises Invalid for everything that is not on it."""
    for sign, kind in STARTS:
        if start.startswith(sign):
            return kind
    if start[:4] == b"RIFF" and start[8:] == b"WEBP":
        return "webp"
    if start[4:8] == b"ftyp" and start[8:] in HEIF_BRANDS:
        return "heif"
    raise Invalid("photo", "Please choose a photo: a JPEG, PNG, WebP or HEIC file.")
