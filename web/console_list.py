"""A list of the console: what its address asks for, the chips that narrow it down, the ways to its other pages."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar
from uuid import UUID

from quart import request

from web import older
from web.words.chips import address, chips

F = TypeVar("F", bound=StrEnum)
NEWEST = (datetime(9999, 1, 1, tzinfo=UTC), UUID(int=2**128 - 1))
"""Before it stands every row."""


@dataclass(frozen=True, slots=True)
class Asked(Generic[F]):
    """What the address of a list asks for: which rows, with which words, from where on, and what else it `kept`."""

    path: str
    words: Mapping[F, str]
    shown: F
    search: str
    before: tuple[datetime, UUID]
    kept: Mapping[str, str] = field(default_factory=dict)

    def context(self, places: Sequence[tuple[datetime, UUID]], most: int) -> dict[str, Any]:
        """What the page wants beside its rows; `places` is where these stand, one too many when more follow."""
        default = next(iter(self.words))
        following = older.href("", places, most)
        return {
            "chips": chips(self.path, self.words, self.shown, search=self.search, **self.kept),
            "search": self.search,
            "kept": self.kept,
            "is_filtered": bool(self.search or self.kept) or self.shown is not default,
            "first_href": self._here() if self.before != NEWEST else None,
            "next_href": self._joined(following.removeprefix("?")) if following else None,
        }

    def _here(self) -> str:
        return address(self.path, self.words, self.shown, search=self.search, **self.kept)

    def _joined(self, query: str) -> str:
        here = self._here()
        return f"{here}{'&' if '?' in here else '?'}{query}"


def asked(path: str, words: Mapping[F, str], keeps: Iterable[str] = ()) -> Asked[F]:
    """What this request asks for; the first of `words` unless it says otherwise. Raises NotFound for no place.

    `keeps` are the names of what else narrows the list down.
    """
    kinds = {str(value): value for value in words}
    shown = kinds.get(request.args.get("show", ""), next(iter(words)))
    before = request.args.get("before")
    place = older.than_moment(before) if before else NEWEST
    kept = {name: value for name in keeps if (value := request.args.get(name, ""))}
    return Asked(path, words, shown, request.args.get("search", ""), place, kept)
