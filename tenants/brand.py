"""A company's one colour, made readable on the light and on the dark ground."""

import math
import re
from dataclasses import dataclass
from typing import Self

Rgb = tuple[float, float, float]

# The least kind ground of each scheme (`--sunk` in portal.css): what reads on it reads on all the others.
LIGHT_GROUND = "#efe9de"
DARK_GROUND = "#2a2621"
LIGHT_INK = "#ffffff"
DARK_INK = "#151310"
READABLE = 4.5
STEPS = 200


@dataclass(frozen=True, slots=True)
class Brand:
    """The colour as chosen, and as shown on each ground with the ink that is written on it; all `#rrggbb`."""

    chosen: str
    light: str
    light_ink: str
    dark: str
    dark_ink: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Take exactly `#rrggbb`; ValueError for anything else, however harmless it looks."""
        if not re.fullmatch(r"#[0-9a-fA-F]{6}", text, re.ASCII):
            message = "A colour is written as # and six digits, like #1d4ed8."
            raise ValueError(message)
        chosen = text.lower()
        return cls(
            chosen,
            light=_moved(chosen, towards=0.0, ground=LIGHT_GROUND, ink=LIGHT_INK),
            light_ink=LIGHT_INK,
            dark=_moved(chosen, towards=1.0, ground=DARK_GROUND, ink=DARK_INK),
            dark_ink=DARK_INK,
        )


def stylesheet(brand: Brand) -> str:
    """Everything a portal's stylesheet says about its company; the only way a colour reaches CSS."""
    return (
        f":root{{--brand:{brand.light};--brand-ink:{brand.light_ink}}}"
        "@media screen and (prefers-color-scheme:dark){"
        f":root{{--brand:{brand.dark};--brand-ink:{brand.dark_ink}}}}}"
    )


def preview_stylesheet(brand: Brand) -> str:
    """The colour as chosen and as shown, for looking at both grounds on one page."""
    return (
        f".shown-light{{--brand:{brand.light};--brand-ink:{brand.light_ink}}}"
        f".shown-dark{{--brand:{brand.dark};--brand-ink:{brand.dark_ink}}}"
        f".swatch-chosen{{background:{brand.chosen}}}"
        f".swatch-light{{background:{brand.light}}}.swatch-dark{{background:{brand.dark}}}"
    )


def readability(shade: str, ground: str, ink: str) -> float:
    """The lesser contrast of the two that count: of the colour on its ground, and of text in it."""
    return min(contrast(shade, ground), contrast(shade, ink))


def contrast(one: str, other: str) -> float:
    """WCAG contrast of two `#rrggbb`, from 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _moved(colour: str, *, towards: float, ground: str, ink: str) -> str:
    """Find the nearest lightness that reads; black on the light ground and white on the dark one always do."""
    if _reads(colour, ground, ink):
        return colour
    lightness, chroma, hue = _oklch(_linear(colour))
    shades = (_shade(lightness + (towards - lightness) * step / STEPS, chroma, hue) for step in range(1, STEPS + 1))
    return next(shade for shade in shades if _reads(shade, ground, ink))


def _reads(shade: str, ground: str, ink: str) -> bool:
    return readability(shade, ground, ink) >= READABLE


def _shade(lightness: float, chroma: float, hue: float) -> str:
    """Keep the hue and give up as little chroma as the screen demands."""
    inside, outside = 0.0, chroma
    rgb = _from_oklch(lightness, chroma, hue)
    if not _on_screen(rgb):
        for _ in range(16):
            middle = (inside + outside) / 2
            inside, outside = (middle, outside) if _on_screen(_from_oklch(lightness, middle, hue)) else (inside, middle)
        rgb = _from_oklch(lightness, inside, hue)
    return "#" + "".join(f"{_encoded(value):02x}" for value in rgb)


def _on_screen(rgb: Rgb) -> bool:
    return all(-1e-4 <= value <= 1 + 1e-4 for value in rgb)


def _linear(colour: str) -> Rgb:
    red, green, blue = (_decoded(int(colour[at : at + 2], 16)) for at in (1, 3, 5))
    return red, green, blue


def _decoded(byte: int) -> float:
    value = byte / 255
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _encoded(value: float) -> int:
    value = min(max(value, 0.0), 1.0)
    return round(255 * (12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055))


def _luminance(colour: str) -> float:
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


# The OKLab matrices are Björn Ottosson's: https://bottosson.github.io/posts/oklab/
def _oklch(rgb: Rgb) -> tuple[float, float, float]:
    red, green, blue = rgb
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return lightness, math.hypot(a, b), math.atan2(b, a)


def _from_oklch(lightness: float, chroma: float, hue: float) -> Rgb:
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
