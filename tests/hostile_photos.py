"""Files nobody should be able to hurt us with, made by code: each has a name that says what it tries."""

import io
import random
import struct
import zlib
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo
from pillow_heif import from_pillow

Hostile = Iterator[tuple[str, bytes]]


def made_once(make: Callable[[], Hostile]) -> Callable[[], tuple[tuple[str, bytes], ...]]:
    """Some take a second to make, and many tests want one of them."""
    return cache(lambda: tuple(make()))


PNG = b"\x89PNG\r\n\x1a\n"
SCRIPT = b"<script>document.title='broken in'</script>"
FOREIGN = {
    "nothing": b"",
    "one byte": b"\xff",
    "zeros": bytes(4096),
    "text": b"this is no photo\n" * 50,
    "gif": b"GIF89a\x01\x00\x01\x00\x80\x00\x00" + SCRIPT,
    "gif that is a script": b"GIF89a/*" + SCRIPT + b"*/=1;alert(1)",
    "gif of ten thousand frames": b"GIF89a\x10\x00\x10\x00\x00\x00\x00" + b"\x21\xf9\x04\x00\x01\x00\x00\x00" * 10_000,
    "bmp": b"BM" + struct.pack("<IHHIIiiHH", 54, 0, 0, 54, 40, 60_000, 60_000, 1, 24),
    "tiff, little end first": b"II*\x00\x08\x00\x00\x00" + b"\xff" * 64,
    "tiff, big end first": b"MM\x00*\x00\x00\x00\x08" + b"\xff" * 64,
    "photoshop": b"8BPS\x00\x01" + bytes(6) + b"\x00\x03\x00\x00\xff\xff\x00\x00\xff\xff\x00\x08\x00\x03",
    "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(/etc/passwd) (r) file\n",
    "pdf": b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj",
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'>" + SCRIPT + b"</svg>",
    "svg after a declaration": b"<?xml version='1.0'?><svg><foreignObject>" + SCRIPT + b"</foreignObject></svg>",
    "xml bomb": b"<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'>]><svg>&b;</svg>",
    "html": b"<!doctype html>" + SCRIPT,
    "windows icon": b"\x00\x00\x01\x00\x01\x00" + b"\xff" * 16,
    "mac icons": b"icns\xff\xff\xff\xffic09",
    "fits": b"SIMPLE  =                    T" + b" " * 50,
    "jpeg 2000": b"\x00\x00\x00\x0cjP  \r\n\x87\n",
    "jpeg xl": b"\x00\x00\x00\x0cJXL \r\n\x87\n",
    "avif": b"\x00\x00\x00\x1cftypavif" + bytes(16),
    "mp4": b"\x00\x00\x00\x18ftypisom" + bytes(16),
    "quicktime": b"\x00\x00\x00\x14ftypqt  " + bytes(16),
    "camera raw": b"FUJIFILMCCD-RAW 0201",
    "wav": b"RIFF\xff\xff\xff\xffWAVEfmt ",
    "avi": b"RIFF\xff\xff\xff\xffAVI LIST",
    "portable map": b"P6 99999 99999 255\n",
    "paintbrush": b"\x0a\x05\x01\x08\x00\x00\x00\x00\xff\xff\xff\xff",
    "direct draw": b"DDS |\x00\x00\x00" + b"\xff" * 120,
    "sun raster": b"\x59\xa6\x6a\x95" + b"\xff" * 28,
    "windows metafile": b"\xd7\xcd\xc6\x9a" + bytes(18),
    "zip": b"PK\x03\x04" + bytes(26),
    "gzip bomb": zlib.compress(bytes(10_000_000), 9, 31),
    "program": b"\x7fELF\x02\x01\x01" + bytes(57),
    "windows program": b"MZ\x90\x00" + bytes(60),
    "shell": b"#!/bin/sh\nrm -rf /\n",
    "php": b"<?php system($_GET['c']);",
    "jpeg after a space": b" \xff\xd8\xff\xe0" + bytes(64),
    "png with its line ends changed": PNG.replace(b"\r\n", b"\n") + bytes(64),
    "webp in big-endian": b"RIFX\x00\x00\x00\x10WEBPVP8 ",
}  # fmt: skip


@cache
def photos() -> dict[str, bytes]:
    """A harmless photo of every kind we take, 160 x 120."""
    image = Image.linear_gradient("L").resize((160, 120)).convert("RGB")
    made = {kind: io.BytesIO() for kind in ("jpeg", "png", "webp", "heic")}
    for kind in ("jpeg", "png", "webp"):
        image.save(made[kind], kind)
    from_pillow(image).save(made["heic"])
    return {kind: file.getvalue() for kind, file in made.items()}


@made_once
def refused() -> Hostile:
    """Files that cannot be taken, whatever is done with them."""
    yield from FOREIGN.items()
    yield from bombs()
    yield from shapeless()
    yield from truncated()


@made_once
def bombs() -> Hostile:
    """Little to send, much to unpack."""
    for width, height in ((50_000, 50_000), (2**31 - 1, 2**31 - 1), (25_000_001, 1), (1, 25_000_001), (5001, 5000)):
        yield f"png that says {width} x {height}", a_png(width, height, zlib.compress(bytes(60_000)))
    jpeg = photos()["jpeg"]
    at = jpeg.index(b"\xff\xc0") + 5
    yield "jpeg that says 65500 x 65500", jpeg[:at] + b"\xff\xdc\xff\xdc" + jpeg[at + 4 :]
    heic = photos()["heic"]
    at = heic.index(b"ispe") + 8
    yield "heic that says 60000 x 60000", heic[:at] + struct.pack(">II", 60_000, 60_000) + heic[at + 8 :]
    yield "webp that says 16383 x 16383", a_webp(b"VP8L", b"\x2f" + struct.pack("<I", 0x0FFFFFFF) + bytes(9))
    yield "webp canvas of 16384 x 16384", a_webp(b"VP8X", bytes(4) + b"\xff\x3f\x00" * 2)
    file = io.BytesIO()
    Image.new("RGBA", (5000, 4999), (1, 2, 3, 4)).save(file, "WEBP", lossless=True, method=0)
    yield "webp of one colour that fills the memory", file.getvalue()
    packer = zlib.compressobj(9)
    bomb = b"".join(packer.compress(bytes(1_000_000)) for _ in range(200)) + packer.flush()
    yield "png whose note unpacks to 200 MB", a_png(8, 8, b"", (b"zTXt", b"x\x00\x00" + bomb))
    yield "png whose colours unpack to 200 MB", a_png(8, 8, b"", (b"iCCP", b"x\x00\x00" + bomb))


def shapeless() -> Hostile:
    """The right first bytes, and then nothing that could be a picture."""
    noise = random.Random(1).randbytes(4096)
    for kind, body in photos().items():
        yield f"{kind}, its first twelve bytes", body[:12]
        yield f"{kind} that is noise", body[:12] + noise
    for width, height in ((0, 0), (0, 5), (5, 0)):
        yield f"png of {width} x {height}", a_png(width, height, zlib.compress(bytes(100)))
    yield "png without pixels", a_png(100, 100, b"")
    yield "png of an unknown depth", a_png(8, 8, zlib.compress(bytes(300)), depth=7)
    yield "png with a chunk of 2 GB", PNG + struct.pack(">I", 2**31 - 1) + b"IHDR" + bytes(13)
    yield "jpeg of nothing but restarts", b"\xff\xd8\xff" + b"\xd0\xff" * 5000
    yield "webp whose length is a lie", b"RIFF\xff\xff\xff\x7fWEBPVP8 \xff\xff\xff\x7f" + noise
    yield "heic of boxes in boxes", b"\x00\x00\x00\x18ftypheic" + bytes(12) + b"\x00\x00\x00\x08meta" * 3000


def truncated() -> Hostile:
    for kind, body in photos().items():
        for tenths in (2, 4, 6, 8):
            yield f"{kind}, {tenths} tenths of it", body[: len(body) * tenths // 10]


def damaged() -> Hostile:
    """Photos with bytes changed at random: some can still be read, none may do harm."""
    dice = random.Random(7)
    for kind, body in photos().items():
        for number in range(4):
            broken = bytearray(body)
            for _ in range(12):
                broken[dice.randrange(12, len(broken))] = dice.randrange(256)
            yield f"{kind} with damage {number}", bytes(broken)


@made_once
def disguised() -> Hostile:
    """Real photos that are something else too: they are taken, and what they carry is not."""
    jpeg, png = photos()["jpeg"], photos()["png"]
    for kind, body in photos().items():
        yield f"{kind} and a page after it", body + SCRIPT
        yield f"{kind} and an archive after it", body + b"PK\x03\x04" + SCRIPT
    yield "jpeg with a page in its comment", jpeg[:2] + a_segment(0xFE, SCRIPT) + jpeg[2:]
    yield "jpeg with a program in its EXIF", jpeg[:2] + a_segment(0xE1, b"Exif\x00\x00" + SCRIPT) + jpeg[2:]
    yield "jpeg with a document in front", jpeg[:2] + a_segment(0xFE, b"%PDF-1.4 " + SCRIPT) + jpeg[2:]
    yield (
        "jpeg with colours that are a page",
        jpeg[:2] + a_segment(0xE2, b"ICC_PROFILE\x00\x01\x01" + SCRIPT) + jpeg[2:],
    )
    yield "jpeg that names further frames", jpeg[:2] + a_segment(0xE2, b"MPF\x00II*\x00\x08\x00\x00\x00") + jpeg[2:]
    yield "png with a page in a note", png[:33] + a_chunk(b"tEXt", b"Comment\x00" + SCRIPT) + png[33:]


@cache
def laden() -> dict[str, bytes]:
    """One real photo of each kind that carries all at once: where it was taken, markup wherever words fit, and a page
    and an archive behind it; one of them is a script as well, to whoever runs it."""
    image = Image.linear_gradient("L").resize((160, 120)).convert("RGB")
    exif = Image.Exif()
    exif[0x010E], exif[0x010F] = SCRIPT.decode(), "<svg onload=ran()>"
    exif.get_ifd(0x8825).update({1: "N", 2: (51.0, 30.0, 0.0), 3: "W", 4: (0.0, 7.0, 0.0)})
    colors = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes() + SCRIPT
    notes = PngInfo()
    notes.add_text("Comment", SCRIPT.decode())
    notes.add_itxt("XML:com.adobe.xmp", f"<x:xmpmeta>{SCRIPT.decode()}</x:xmpmeta>", zip=True)
    more: dict[str, dict[str, Any]] = {
        "jpeg": {"comment": SCRIPT, "xmp": SCRIPT},
        "png": {"pnginfo": notes, "save_all": True, "append_images": [image.rotate(90)]},  # and it moves
        "webp": {"xmp": SCRIPT, "save_all": True, "append_images": [image.rotate(90)]},
        "heic": {"xmp": SCRIPT},
    }
    made = {kind: io.BytesIO() for kind in more}
    for kind, file in made.items():
        saved = from_pillow(image) if kind == "heic" else image
        saved.save(file, **({} if kind == "heic" else {"format": kind}), exif=exif, icc_profile=colors, **more[kind])
    found = {kind: file.getvalue() + SCRIPT + b"PK\x03\x04" for kind, file in made.items()}
    return {**found, "jpeg that is a script": _a_script(photos()["jpeg"])}


def _a_script(jpeg: bytes) -> bytes:
    """The length of its first comment is what begins a comment of JavaScript."""
    code = b"*/=1;globalThis.ran?.();document.title='broken in';/*"
    return jpeg[:2] + b"\xff\xfe/*" + code.ljust(int.from_bytes(b"/*") - 2) + jpeg[2:] + b"*/"


def a_png(width: int, height: int, data: bytes, extra: tuple[bytes, bytes] | None = None, *, depth: int = 8) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, depth, 2, 0, 0, 0)
    notes = a_chunk(*extra) if extra else b""
    return PNG + a_chunk(b"IHDR", header) + notes + a_chunk(b"IDAT", data) + a_chunk(b"IEND", b"")


def a_chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def a_webp(name: bytes, data: bytes) -> bytes:
    return b"RIFF" + struct.pack("<I", len(data) + 12) + b"WEBP" + name + struct.pack("<I", len(data)) + data


def a_segment(marker: int, data: bytes) -> bytes:
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(data) + 2) + data
