"""Codes to scan: for pages and paper as SVG, for print shops as files."""

from functools import lru_cache
from io import BytesIO

import segno

QUIET = 4
"""Modules of white around a code; without them some cameras do not find it."""
PIXELS = 24
"""A module of the picture: more than a thousand pixels in all, sharp on a poster."""


@lru_cache(maxsize=256)
def inline(url: str) -> str:
    """The code that opens `url`, as SVG without a margin: what stands around it is white already."""
    return code(url).svg_inline(border=0, omitsize=True)


def svg(url: str) -> bytes:
    return _saved(url, "svg", scale=10)


def png(url: str) -> bytes:
    return _saved(url, "png", scale=PIXELS)


def code(url: str) -> segno.QRCode:
    # Any mask reads as well; trying all eight takes three times as long and holds the interpreter.
    return segno.make_qr(url, error="m", mask=0)


def _saved(url: str, kind: str, *, scale: int) -> bytes:
    file = BytesIO()
    code(url).save(file, kind=kind, scale=scale, border=QUIET, light="white")
    return file.getvalue()
