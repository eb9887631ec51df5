"""A figure, what it must reach, and the table of all of them."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

HEAD = ("what", "figure", "must", "stretch", "verdict")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured value; `must` and `stretch` are its target, None where it is only there to be read.

    With `low` a smaller value is a better one.
    """

    name: str
    value: float
    unit: str = ""
    must: float | None = None
    stretch: float | None = None
    low: bool = False

    @property
    def verdict(self) -> str:
        if self._reaches(self.stretch):
            return "stretch"
        return "" if self.must is None else "met" if self._reaches(self.must) else "MISSED"

    def _reaches(self, target: float | None) -> bool:
        if target is None:
            return False
        return self.value <= target if self.low else self.value >= target


def table(figures: Iterable[Figure]) -> str:
    rows = [HEAD, *(_row(figure) for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    return "\n".join("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)


def as_json(figures: Iterable[Figure]) -> list[dict[str, Any]]:
    return [{**asdict(figure), "verdict": figure.verdict} for figure in figures]


def _row(figure: Figure) -> tuple[str, ...]:
    sign = "<= " if figure.low else ">= "
    targets = ("" if target is None else f"{sign}{_words(target)}" for target in (figure.must, figure.stretch))
    return (figure.name, f"{_words(figure.value)} {figure.unit}".strip(), *targets, figure.verdict)


def _words(value: float) -> str:
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"
