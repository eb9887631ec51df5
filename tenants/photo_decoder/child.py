"""One photo, from standard input to three renditions on standard output: a process of its own, which imports no app.

Its one argument says what the photo is: by first bytes, since Pillow's own guess hands some JPEGs to other decoders.

It shuts itself in before it looks at the first byte: no file, no socket, little memory, a few seconds.
"""

import io
import json
import os
import resource
import sys
import warnings
from contextlib import suppress
from typing import Any, BinaryIO

from PIL import Image, ImageCms, ImageOps, JpegImagePlugin, PngImagePlugin, TiffImagePlugin, WebPImagePlugin
from pillow_heif import HeifImageFile, options

MOST_PIXELS = 25_000_000
MEMORY_BYTES = 320 << 20
CPU_SECONDS = 8
NICENESS = 5
LIMITS = (
    (resource.RLIMIT_AS, MEMORY_BYTES),
    (resource.RLIMIT_CPU, CPU_SECONDS),
    (resource.RLIMIT_FSIZE, 0),
    (resource.RLIMIT_CORE, 0),
    (resource.RLIMIT_NOFILE, 0),
)
READERS: dict[str, Any] = {
    "jpeg": JpegImagePlugin.JpegImageFile,
    "png": PngImagePlugin.PngImageFile,
    "webp": WebPImagePlugin.WebPImageFile,
    "heif": HeifImageFile,
}
JPEG: dict[str, Any] = {"format": "JPEG", "quality": 82, "progressive": True}
WEBP: dict[str, Any] = {"format": "WEBP", "quality": 78, "method": 4}
# The large one is what people keep and pass on, so it is a JPEG; the others are only looked at.
SIZES = (("large", 2048, JPEG), ("medium", 1024, WEBP), ("small", 320, WEBP))


class TooManyPixels(Exception):
    """The header says so, or the memory for them was not there."""


def shut_in() -> None:
    """Give up what decoding does not need, after importing all of what it does."""
    Image.preinit()
    TiffImagePlugin.ImageFileDirectory_v2()
    os.nice(NICENESS)
    for limit, most in LIMITS:
        with suppress(ValueError):  # macOS knows no limit of address space
            resource.setrlimit(limit, (most, most))


def opened(kind: str, body: bytes) -> Image.Image:
    """The photo behind its header, nothing decoded yet. Raises TooManyPixels."""
    image: Image.Image = READERS[kind](io.BytesIO(body))
    if image.width * image.height > MOST_PIXELS:
        raise TooManyPixels
    return image


def cleaned(image: Image.Image, longest: int) -> Image.Image:
    """Upright, in sRGB, on white, at most `longest` pixels a side, and nothing but its pixels."""
    profile = image.info.get("icc_profile")
    image.draft("RGB", (longest, longest))
    image.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    # The pixels are read: whatever is wrong with what stands beside them, the photo can be shown.
    with suppress(Exception):
        image = ImageOps.exif_transpose(image)
    image = _on_white(image)
    with suppress(Exception):
        srgb = ImageCms.createProfile("sRGB")
        image = ImageCms.profileToProfile(image, io.BytesIO(profile or b""), srgb, outputMode="RGB") or image
    canvas = Image.new("RGB", image.size)
    canvas.paste(image.convert("RGB"))
    return canvas


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I;16"):
        return image.point(lambda value: value / 256).convert("L")  # convert alone would cut off at 255
    if not image.has_transparency_data:
        return image
    layered = image.convert("RGBA")
    canvas = Image.new("RGB", image.size, "white")
    canvas.paste(layered, mask=layered)
    return canvas


def encoded(image: Image.Image) -> tuple[list[dict[str, object]], bytes]:
    """What is said of each rendition, and their bytes one after another. `image` shrinks on the way."""
    facts: list[dict[str, object]] = []
    files = io.BytesIO()
    for size, longest, encoding in SIZES:
        image.thumbnail((longest, longest), Image.Resampling.LANCZOS)
        start = files.tell()
        files.write(_saved(image, encoding))
        facts.append({"size": size, "width": image.width, "height": image.height, "bytes": files.tell() - start})
    return facts, files.getvalue()


def _saved(image: Image.Image, encoding: dict[str, Any]) -> bytes:
    file = io.BytesIO()
    image.save(file, **encoding)
    return file.getvalue()


def answer(kind: str, body: bytes) -> tuple[dict[str, object], bytes]:
    try:
        facts, files = encoded(cleaned(opened(kind, body), SIZES[0][1]))
    except (TooManyPixels, MemoryError):
        return {"refused": "pixels"}, b""
    except Exception:  # noqa: BLE001 - a broken file makes decoders raise anything at all
        return {"refused": "broken"}, b""
    return {"renditions": facts}, files


def main(kind: str, source: BinaryIO, target: BinaryIO) -> None:
    warnings.simplefilter("ignore")
    options.DECODE_THREADS = 1
    Image.MAX_IMAGE_PIXELS = None  # ours is checked before anything is decoded
    shut_in()
    head, files = answer(kind, source.read())
    target.write(json.dumps(head).encode() + b"\n" + files)
    target.flush()


if __name__ == "__main__":
    main(sys.argv[1], sys.stdin.buffer, sys.stdout.buffer)
