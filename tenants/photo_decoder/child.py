"""One picture, from standard input to renditions on standard output: a process of its own, which imports no app.

Its arguments say what it is to become, a photo or a logo, and what it is: by first bytes, since Pillow's own guess
hands some JPEGs to other decoders.

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

from PIL import Image, ImageChops, ImageCms, ImageOps, JpegImagePlugin, PngImagePlugin, TiffImagePlugin, WebPImagePlugin
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
PNG: dict[str, Any] = {"format": "PNG", "optimize": True}
WEIGHTS = (0.2126, 0.7152, 0.0722)
OPAQUE = 255
# The large one is what people keep and pass on, so it is a JPEG; the others are only looked at.
SIZES = (("large", 2048, JPEG), ("medium", 1024, WEBP), ("small", 320, WEBP))

# A logo: twice what a page shows on a fine screen, and light enough for every mail and paper.
LOGO = (640, 240)
LOGO_BYTES = 96 << 10
INDISTINCT = 12  # of 255: what a margin may differ from its corner
SEEN = 24  # of 255: how opaque a pixel is that is seen
DARK, LIGHT = 0.09, 0.62


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


def logo(image: Image.Image) -> tuple[list[dict[str, object]], bytes]:
    """The sign without its margins, on the ground it has or on none, as one PNG."""
    image.draft("RGB", (2 * LOGO[0], 2 * LOGO[0]))
    image.thumbnail((4 * LOGO[0], 4 * LOGO[0]), Image.Resampling.LANCZOS)
    with suppress(Exception):
        image = ImageOps.exif_transpose(image)
    has_ground = not image.has_transparency_data
    image = _trimmed(_in_srgb(_on_white(image) if image.mode.startswith("I;16") else image))
    image.thumbnail(LOGO, Image.Resampling.LANCZOS)
    body = _light(image.convert("RGB") if has_ground else image)
    fact = {"size": "logo", "width": image.width, "height": image.height, "bytes": len(body)}
    return [{**fact, "tone": "" if has_ground else _tone(image)}], body


def _in_srgb(image: Image.Image) -> Image.Image:
    """With its transparency, which a profile knows nothing of."""
    profile, layered = image.info.get("icc_profile"), image.convert("RGBA")
    with suppress(Exception):
        srgb = ImageCms.createProfile("sRGB")
        plain = ImageCms.profileToProfile(layered.convert("RGB"), io.BytesIO(profile or b""), srgb, outputMode="RGB")
        if plain:
            plain.putalpha(layered.getchannel("A"))
            return plain
    return layered


def _trimmed(image: Image.Image) -> Image.Image:
    """Without margins that show nothing: transparent, or of one colour with the corner."""
    alpha = image.getchannel("A")
    box = alpha.point([255 * (value > SEEN) for value in range(256)]).getbbox()
    if alpha.getextrema()[0] == OPAQUE:
        plain = image.convert("RGB")
        margin = Image.new("RGB", image.size, plain.getpixel((0, 0)))
        differs = ImageChops.difference(plain, margin).convert("L")
        box = differs.point([255 * (value > INDISTINCT) for value in range(256)]).getbbox()
    return image.crop(box) if box else image


def _tone(image: Image.Image) -> str:
    """Whether the sign is dark or light throughout, so that only the other ground shows it."""
    small = image.resize((64, 64), Image.Resampling.BOX)
    raw = small.tobytes()
    pixels = [raw[at : at + 3] for at in range(0, len(raw), 4) if raw[at + 3] > SEEN]
    light = sorted(sum(part * (it / 255) ** 2.2 for part, it in zip(WEIGHTS, pixel, strict=True)) for pixel in pixels)
    if light and light[len(light) // 2] <= DARK:
        return "dark"
    return "light" if light and light[len(light) // 4] >= LIGHT else ""


def _light(image: Image.Image) -> bytes:
    """As a PNG; one that is heavy with colours gives some of them up."""
    canvas = Image.new(image.mode, image.size)
    canvas.paste(image)
    body = _saved(canvas, PNG)
    return body if len(body) <= LOGO_BYTES else _saved(canvas.quantize(256, Image.Quantize.FASTOCTREE), PNG)


def _saved(image: Image.Image, encoding: dict[str, Any]) -> bytes:
    file = io.BytesIO()
    image.save(file, **encoding)
    return file.getvalue()


def answer(purpose: str, kind: str, body: bytes) -> tuple[dict[str, object], bytes]:
    try:
        image = opened(kind, body)
        facts, files = logo(image) if purpose == "logo" else encoded(cleaned(image, SIZES[0][1]))
    except (TooManyPixels, MemoryError):
        return {"refused": "pixels"}, b""
    except Exception:  # noqa: BLE001 - a broken file makes decoders raise anything at all
        return {"refused": "broken"}, b""
    return {"renditions": facts}, files


def main(purpose: str, kind: str, source: BinaryIO, target: BinaryIO) -> None:
    warnings.simplefilter("ignore")
    options.DECODE_THREADS = 1
    Image.MAX_IMAGE_PIXELS = None  # ours is checked before anything is decoded
    shut_in()
    head, files = answer(purpose, kind, source.read())
    target.write(json.dumps(head).encode() + b"\n" + files)
    target.flush()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.stdin.buffer, sys.stdout.buffer)
