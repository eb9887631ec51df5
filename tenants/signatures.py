"""What a person signed with: a name they typed and, where they drew too, the strokes of their hand."""

from dataclasses import dataclass
from typing import Any, Self
from unicodedata import category

import orjson

from tenants.errors import Invalid

LONGEST_NAME = 120
MOST_TYPED = 64 * 1024
"""Bytes of a drawing as it comes in; looked at before it is read."""
MOST_STROKES = 60
MOST_POINTS = 4_000
WIDTH, HEIGHT = 1_000, 400
"""The sheet a signature is drawn on, whatever the size of the screen."""
# Of the signs without a shape of their own, the two that some scripts need between letters.
JOINERS = "\u200c\u200d"
# Letters and symbols that are blank.
BLANKS = frozenset("\u115f\u1160\u2800\u3164\uffa0")

Strokes = tuple[tuple[tuple[int, int], ...], ...]


@dataclass(frozen=True, slots=True)
class Signature:
    """`strokes` are lines of (x, y) on a sheet of 1,000 by 400; none when the name was typed only."""

    name: str
    strokes: Strokes = ()

    def stored(self) -> dict[str, Any]:
        """The signature as JSON."""
        return {"name": self.name, "strokes": [[list(point) for point in stroke] for stroke in self.strokes]}

    @classmethod
    def read(cls, data: dict[str, Any]) -> Self:
        """The signature that was stored."""
        return cls(data["name"], tuple(tuple((x, y) for x, y in stroke) for stroke in data["strokes"]))


def sign(name: str, drawn: str, required: bool) -> Signature | None:
    """The signature of a typed `name` and of `drawn`, a JSON list of strokes, which may be empty.

    A typed name alone is a signature, a drawing alone is none. None when nothing was given and nothing is `required`.
    Raises Invalid("signature", …).
    """
    name = plain_name(name)
    if len(name) > LONGEST_NAME:
        raise Invalid("signature", "A name can have 120 characters.")
    strokes = _strokes(drawn)
    if name:
        return Signature(name, strokes)
    if required or strokes:
        raise Invalid("signature", "Please type your name to sign.")
    return None


def path(strokes: Strokes) -> str:
    """The strokes as the data of an SVG path."""
    return " ".join(_line(stroke) for stroke in strokes)


def plain_name(typed: str) -> str:
    """A name on one line, without signs that cannot be seen or that turn others over."""
    kept = (" " if sign.isspace() else sign for sign in typed if sign.isspace() or _is_plain(sign))
    return " ".join("".join(kept).split()).strip(f"{JOINERS} ")


def _is_plain(sign: str) -> bool:
    # Some of Cf turn the letters around them over: a name that reads well could be another one.
    return sign in JOINERS or (category(sign) not in {"Cc", "Cf", "Cs"} and sign not in BLANKS)


def _strokes(drawn: str) -> Strokes:
    unreadable = Invalid("signature", "Your drawing could not be read. Please draw it again, or leave it empty.")
    if len(drawn) > MOST_TYPED:  # every sign of it is one byte or more
        raise Invalid("signature", "Your drawing is too long. Please draw it again, a little simpler.")
    if not drawn.strip():
        return ()
    try:
        given = orjson.loads(drawn)
    except ValueError:
        raise unreadable from None
    if not isinstance(given, list) or not all(isinstance(stroke, list) for stroke in given):
        raise unreadable
    if len(given) > MOST_STROKES or sum(map(len, given)) > MOST_POINTS:
        raise Invalid("signature", "Your drawing is too long. Please draw it again, a little simpler.")
    if not all(_is_point(point) for stroke in given for point in stroke):
        raise unreadable
    return tuple(tuple((x, y) for x, y in stroke) for stroke in given if stroke)


def _is_point(point: Any) -> bool:
    return (
        isinstance(point, list)
        and len(point) == 2
        and all(type(number) is int for number in point)
        and 0 <= point[0] <= WIDTH
        and 0 <= point[1] <= HEIGHT
    )


def _line(stroke: tuple[tuple[int, int], ...]) -> str:
    (x, y), *rest = stroke
    # A lone point is a line to itself: with round ends it is seen as a dot.
    return f"M{x} {y}" + "".join(f"L{x} {y}" for x, y in rest or [(x, y)])
