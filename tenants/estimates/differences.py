"""What is different between two versions, as plain figures for the page to say in words."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from tenants.estimates.choosing import span
from tenants.estimates.contents import Contents, Deposit, Item, Option

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class LineChange:
    """A line that came (no `old`), went (no `new`) or changed its figures; `option` is its package's name, or empty."""

    option: str
    old: Item | None
    new: Item | None


@dataclass(frozen=True, slots=True)
class Differences:
    """Pairs are old and new, None where nothing changed. `totals` are the least, `most` the most a choice comes to."""

    lines: tuple[LineChange, ...] = ()
    options: tuple[tuple[Option | None, Option | None], ...] = ()
    title: tuple[str, str] | None = None
    terms: tuple[str, str] | None = None
    note: tuple[str, str] | None = None
    deposit: tuple[Deposit | None, Deposit | None] | None = None
    valid_until: tuple[date | None, date | None] | None = None
    totals: tuple[int, int] | None = None
    most: tuple[int, int] | None = None

    def __bool__(self) -> bool:
        return self != Differences()

    @property
    def kind(self) -> str:
        """What matters most of it: total, lines, deposit, terms, validity, words; empty when nothing changed."""
        ranked = {
            "total": self.totals,
            "lines": self.lines or self.options or self.most,
            "deposit": self.deposit,
            "terms": self.terms,
            "validity": self.valid_until,
            "words": self.title or self.note,
        }
        return next((kind for kind, found in ranked.items() if found), "")


def differences(old: Contents, new: Contents) -> Differences:
    """What changed from `old` to `new`. Lines are the same when they say the same in the same package."""
    (least_was, most_was), (least, most) = span(old), span(new)
    return Differences(
        lines=tuple(_lines("", old.items, new.items)) + tuple(_option_lines(old, new)),
        options=tuple(_options(old, new)),
        title=_pair(old.title, new.title),
        terms=_pair(old.terms, new.terms),
        note=_pair(old.note, new.note),
        deposit=_pair(old.deposit, new.deposit),
        valid_until=_pair(old.valid_until, new.valid_until),
        totals=_pair(least_was, least),
        most=_pair(most_was, most),
    )


def _pair(old: Value, new: Value) -> tuple[Value, Value] | None:
    return None if old == new else (old, new)


def _lines(option: str, old: Iterable[Item], new: Iterable[Item]) -> Iterator[LineChange]:
    left: defaultdict[str, list[Item]] = defaultdict(list)
    for item in old:
        left[item.line.description].append(item)
    for item in new:
        same = left[item.line.description]
        was = same.pop(0) if same else None
        if was is None or replace(was, key=item.key) != item:
            yield LineChange(option, was, item)
    for rest in left.values():
        yield from (LineChange(option, gone, None) for gone in rest)


def _option_lines(old: Contents, new: Contents) -> Iterator[LineChange]:
    """Lines of packages that are in both; of one that came or went, its name says enough."""
    were = {option.key: option for option in old.options}
    for option in new.options:
        if option.key in were:
            yield from _lines(option.name, were[option.key].items, option.items)


def _options(old: Contents, new: Contents) -> Iterator[tuple[Option | None, Option | None]]:
    were, are = ({option.key: option for option in contents.options} for contents in (old, new))
    for key in {**were, **are}:
        was, is_now = were.get(key), are.get(key)
        if was is None or is_now is None or (was.name, was.description) != (is_now.name, is_now.description):
            yield was, is_now
