"""Rendition: what is kept of a photo."""

from dataclasses import dataclass
from enum import StrEnum


class Size(StrEnum):
    """Pixels of the longest side, at most: 320, 1024, 2048."""

    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


@dataclass(frozen=True, slots=True)
class Rendition:
    """Pixels and nothing else: JPEG when large, PNG as a logo, WebP otherwise. `tone` is a logo's."""

    width: int
    height: int
    body: bytes
    tone: str = ""
