"""The ways to narrow a list down, and where each leads."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple, TypeVar
from urllib.parse import urlencode

from templates.language import gettext as _

F = TypeVar("F", bound=StrEnum)


class Chip(NamedTuple):
    """One way to narrow a list down."""

    label: str
    href: str
    value: str
    current: bool


def chips(path: str, words: Mapping[F, str], shown: F, **asked: str) -> list[Chip]:
    """One for each of `words`, the first of which is the whole list; what else was `asked` for stays."""
    return [
        Chip(_(label), address(path, words, value, **asked), _said(words, value), value is shown)
        for value, label in words.items()
    ]


def address(path: str, words: Mapping[F, str], shown: F, **asked: str) -> str:
    """Where the list is that shows this; what is empty is not said."""
    said = {"show": _said(words, shown), **asked}
    query = urlencode({name: value for name, value in said.items() if value})
    return f"{path}?{query}" if query else path


def _said(words: Mapping[F, str], value: F) -> str:
    return "" if value is next(iter(words)) else str(value)
