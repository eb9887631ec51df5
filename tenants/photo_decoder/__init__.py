"""What came in as a photo becomes clean renditions, as a logo one PNG; each in a process of its own that may die."""

import asyncio
from collections.abc import Collection, Mapping

from tenants.errors import Invalid, Unavailable
from tenants.photo_decoder import process
from tenants.photo_decoder.rendition import Rendition, Size

__all__ = ["Rendition", "Size", "decode", "decode_logo"]

AT_ONCE = 2
WAIT_SECONDS = 20
STARTS = ((b"\xff\xd8\xff", "jpeg"), (b"\x89PNG\r\n\x1a\n", "png"))
HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")

_places = asyncio.Semaphore(AT_ONCE)


async def decode(body: bytes | bytearray) -> Mapping[Size, Rendition]:
    """A rendition of every size. Raises Invalid for what is no photo of ours, Unavailable when there is no room."""
    kind = _kind(bytes(body[:12]))
    if kind is None:
        raise Invalid("photo", "Please choose a photo: a JPEG, PNG, WebP or HEIC file.")
    found = await _decoded("photo", kind, body, tuple(Size))
    return {Size(size): rendition for size, rendition in found.items()}


async def decode_logo(body: bytes | bytearray) -> Rendition:
    """The company's sign as a PNG, transparent where it was. Raises Invalid("logo") and Unavailable."""
    kind = _kind(bytes(body[:12]))
    if kind is None and b"<svg" in bytes(body[:4096]).lower():
        raise Invalid("logo", "An SVG file cannot be taken. Please save the logo as a PNG and choose that.")
    if kind is None:
        raise Invalid("logo", "Please choose a picture: a PNG, JPEG, WebP or HEIC file.")
    try:
        return (await _decoded("logo", kind, body, ("logo",)))["logo"]
    except Invalid as error:
        raise Invalid("logo", error.message, **error.values) from error


async def _decoded(
    purpose: str, kind: str, body: bytes | bytearray, sizes: Collection[str]
) -> Mapping[str, Rendition]:  # fmt: skip
    try:
        async with asyncio.timeout(WAIT_SECONDS):
            await _places.acquire()
    except TimeoutError as error:
        raise Unavailable("Many photos are arriving just now.") from error
    try:
        return await process.run(purpose, kind, body, sizes)
    finally:
        _places.release()


def _kind(start: bytes) -> str | None:
    """The allow-list, by the first twelve bytes; None for everything that is not on it."""
    for sign, kind in STARTS:
        if start.startswith(sign):
            return kind
    if start[:4] == b"RIFF" and start[8:] == b"WEBP":
        return "webp"
    if start[4:8] == b"ftyp" and start[8:] in HEIF_BRANDS:
        return "heif"
    return None
