"""Facts, as emails carry them, in words: in the language and the locale in force."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from templates.filters import day, due_words, method_words, money
from templates.language import raw_gettext
from templates.windows import window_words


class House(Protocol):
    """What of a company its letters need to know: its zone, and the absolute address of a path in its portal."""

    @property
    def zone(self) -> ZoneInfo: ...

    def url(self, path: str) -> str: ...


def one_line(text: str) -> str:
    """Names and reasons are one line: a break in one would start a paragraph in our name."""
    return " ".join(text.split())


def worded(house: House, today: date, name: str, fact: Any) -> dict[str, object]:
    """A raw fact as the letters say it: money as money, `due_on` as the day `due`, `path` as the address `link`.

    `due_days` is how far off that is. What ends in `_words` is a sentence of ours, said in the reader's language.
    """
    if isinstance(fact, dict):
        return {name: _structured(house, fact)}
    if name == "due_days":
        return {"due_words": due_words(today + timedelta(days=fact), today)}
    if name == "path":
        return {"link": house.url(fact)}
    if not isinstance(fact, str) or name == "note":
        return _under_both_names(name, fact)
    return _under_both_names(name, _said(today, name, fact))


def _said(today: date, name: str, fact: str) -> str:
    if name.endswith("_on") and fact:
        return day(date.fromisoformat(fact), today)
    if name == "method":
        return method_words(one_line(fact))
    return one_line(raw_gettext(fact) if name.endswith("_words") else fact)


def _structured(house: House, fact: Mapping[str, Any]) -> str:
    """An amount, or an arrival window."""
    if "starts_at" in fact:
        ends = (datetime.fromisoformat(fact[name]).astimezone(house.zone) for name in ("starts_at", "ends_at"))
        return window_words(*ends)
    return money(fact["amount"], fact["currency"])


def _under_both_names(name: str, words: object) -> dict[str, object]:
    return {name: words, name.removesuffix("_on"): words}
