"""The words every template may use: money, days, moments, states and formatted text."""

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

import nh3
from babel import Locale
from babel.dates import format_date, format_skeleton, format_time
from babel.numbers import format_decimal, format_percent, get_currency_symbol, get_decimal_symbol, get_group_symbol
from markdown_it import MarkdownIt
from markupsafe import Markup, escape

from templates.language import gettext as _
from templates.language import marked, ngettext, raw_gettext, spoken

# Decimal places as in tenants.money, which this floor may not import; a test holds the two together.
PLACES = {
    **dict.fromkeys("BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF UGX VND VUV XAF XOF XPF".split(), 0),  # noqa: SIM905
    **dict.fromkeys("BHD JOD KWD OMR TND".split(), 3),  # noqa: SIM905
}
LONGEST_TEXT = 5_000
"""Characters of formatted text that are shown; the rest is cut."""
LONGEST_TERMS = 20_000
"""Characters of terms, which are never cut: the domain takes no longer ones."""


class _Shape(NamedTuple):
    """How one currency is written in one locale."""

    before: tuple[str, str]
    after: tuple[str, str]
    places: int
    decimal_mark: str
    group_mark: str
    group_here: re.Pattern[str]


def _before(prefix: str, symbol: str) -> str:
    # CLDR's currencySpacing, which Babel leaves out: letters do not touch digits, CHF 5 and not CHF5.
    gap = "\N{NO-BREAK SPACE}" if prefix.endswith("¤") and symbol[-1:].isalpha() else ""
    return prefix.replace("¤", symbol) + gap


@lru_cache(maxsize=512)
def _shape(currency: str, locale: str) -> _Shape:
    pattern = Locale.parse(locale).currency_formats["standard"]
    symbol = get_currency_symbol(currency, locale)
    last, rest = pattern.grouping
    return _Shape(
        before=(_before(pattern.prefix[0], symbol), _before(pattern.prefix[1], symbol)),
        after=(pattern.suffix[0].replace("¤", symbol), pattern.suffix[1].replace("¤", symbol)),
        places=PLACES.get(currency, 2),
        decimal_mark=get_decimal_symbol(locale),
        group_mark=get_group_symbol(locale),
        group_here=re.compile(rf"\B(?=(?:\d{{{rest}}})*\d{{{last}}}$)"),
    )


def money(amount: int, currency: str, locale: str = "") -> str:
    """`amount` in minor units as people of `locale` (else the one in force) write it: 124000 USD is "$1,240.00"."""
    shape = _shape(currency, locale or spoken())
    digits = str(abs(amount)).rjust(shape.places + 1, "0")
    whole, fraction = (digits[: -shape.places], digits[-shape.places :]) if shape.places else (digits, "")
    written = shape.group_here.sub(shape.group_mark, whole) + (shape.decimal_mark + fraction if fraction else "")
    minus = amount < 0
    return f"{shape.before[minus]}{written}{shape.after[minus]}"


def written(currency: str, locale: str = "") -> dict[str, str | int | tuple[str, str]]:
    """How `money` writes a currency, for a script that does the same; pairs are for amounts above and below zero."""
    shape = _shape(currency, locale or spoken())
    return {
        "before": shape.before,
        "after": shape.after,
        "places": shape.places,
        "decimal": shape.decimal_mark,
        "group": shape.group_mark,
        "groups": shape.group_here.pattern,
    }


def percent(rate: int) -> str:
    """`rate` in basis points as people write it: 825 is "8.25%"."""
    return format_percent(Decimal(rate).scaleb(-4), locale=spoken(), decimal_quantization=False)


@lru_cache(maxsize=64)
def _without_year(locale: str) -> str:
    skeletons = Locale.parse(locale).datetime_skeletons
    short = next(str(skeletons[key]) for key in ("MMMMEEEEd", "MMMMEd", "MMMEd") if key in skeletons)
    return re.sub(r"M{3,}", "MMMM", re.sub(r"E+|ccc", "EEEE", short))


def day(on: date, today: date | None = None, locale: str = "") -> str:
    """Weekday, day and month; the year too unless it is `today`'s: "Friday, December 4"."""
    return _day(on, today is not None and on.year == today.year, locale or spoken())


@lru_cache(maxsize=4096)
def _day(on: date, within: bool, locale: str) -> str:
    return format_date(on, _without_year(locale) if within else "full", locale=locale)


def short_day(on: date, today: date, locale: str = "") -> str:
    """For a narrow column, day and month; the year too unless it is `today`'s: "Dec 4"."""
    return str(format_skeleton("MMMd" if on.year == today.year else "yMMMd", on, locale=locale or spoken()))


def quantity(number: Decimal) -> str:
    """How many, without zeros at its end: "1.5"."""
    return f"{number.normalize():f}".replace(".", get_decimal_symbol(spoken()))


def count(number: int) -> str:
    """How many, as it is read: "1,240"."""
    return format_decimal(number, locale=spoken())


def method_words(method: str) -> str:
    """A stored means of payment, like "Bank account •••• 6789" or "Check #1042": names of banks stay as they are."""
    name, mark, ending = method.partition(" •••• " if " •••• " in method else " #")
    return f"{raw_gettext(name)}{mark}{ending}"


def place_words(place: str | None, places: int) -> str:
    """The first of so many places: "12 Elm Street and 2 more"."""
    more = places - 1
    if not place or more < 1:
        return place or ""
    return ngettext("%(place)s and %(num)s more", "%(place)s and %(num)s more", more, place=place)


def due_words(due_on: date, today: date, say: Callable[[date, date], str] = day) -> str:
    """How far off it is, as people say it: "due tomorrow", "due Friday, December 4", "overdue by 4 days"."""
    ahead = (due_on - today).days
    if ahead < 0:
        return ngettext("overdue by %(num)s day", "overdue by %(num)s days", -ahead)
    if ahead == 0:
        return _("due today")
    return _("due tomorrow") if ahead == 1 else _("due %(day)s", day=say(due_on, today))


def moment(at: datetime, tz: str, today: date | None = None, locale: str = "") -> str:
    """Say the day and time of `at` (aware) in the zone named `tz`: "Friday, December 4, 3:30 PM"."""
    local = at.astimezone(ZoneInfo(tz))
    return f"{day(local.date(), today, locale)}, {format_time(local.time(), 'short', locale=locale or spoken())}"


class Status(NamedTuple):
    """A word for people and the name of its colour and shape in the stylesheet."""

    label: str
    kind: str


STATUSES = {
    "draft": Status(marked("Draft"), "quiet"),
    "due": Status(marked("Due"), "due"),
    "overdue": Status(marked("invoice|Overdue"), "overdue"),
    "partly_paid": Status(marked("Partly paid"), "due"),
    "on_its_way": Status(marked("On its way"), "on-its-way"),
    "paid": Status(marked("invoice|Paid"), "paid"),
    "void": Status(marked("invoice|Void"), "quiet"),
    "refunded": Status(marked("invoice|Refunded"), "quiet"),
    "disputed": Status(marked("Disputed"), "declined"),
    "scheduled": Status(marked("Scheduled"), "on-its-way"),
    "in_progress": Status(marked("In progress"), "on-its-way"),
    "completed": Status(marked("Completed"), "paid"),
    "canceled": Status(marked("Canceled"), "quiet"),
    "to_confirm": Status(marked("To confirm"), "due"),
    "confirmed": Status(marked("Confirmed"), "paid"),
    "visit_scheduled": Status(marked("Planned"), "on-its-way"),
    "visit_done": Status(marked("visit|Done"), "paid"),
    "visit_missed": Status(marked("Missed"), "declined"),
    "visit_canceled": Status(marked("Visit canceled"), "quiet"),
    "to_sign": Status(marked("To answer"), "due"),
    "starts_later": Status(marked("Starts later"), "on-its-way"),
    "running": Status(marked("Running"), "good"),
    "ended": Status(marked("Ended"), "quiet"),
    "to_answer": Status(marked("Waiting for your answer"), "due"),
    "sent_to_answer": Status(marked("Waiting for an answer"), "on-its-way"),
    "changes_asked": Status(marked("Changes asked for"), "on-its-way"),
    "accepted": Status(marked("Accepted"), "paid"),
    "declined": Status(marked("Declined"), "declined"),
    "expired": Status(marked("Expired"), "quiet"),
}


def status_words(state: str) -> Status:
    """Label and kind of a record's state; KeyError for a state we do not have."""
    label, kind = STATUSES[state]
    return Status(_(label), kind)


MOST_SIGNS = {"[*<&": 1_000, "\n": 1_500, "_`": 3_000}
"""Nobody formats a text with more of them than this; whoever writes 20,000 times "[" wants to keep us busy."""

_commonmark = MarkdownIt("commonmark", {"html": False, "maxNesting": 10})
_allowed = nh3.Cleaner(
    tags={"p", "br", "strong", "em", "ul", "ol", "li", "a"},
    attributes={"a": {"href"}, "*": set()},
    url_schemes={"http", "https", "mailto", "tel"},
    url_relative="deny",
    link_rel="noopener nofollow",
)


@lru_cache(maxsize=256)
def markdown(text: str) -> Markup:
    """Render the first 5,000 characters of CommonMark: emphasis, lists and links, no raw HTML, no images."""
    return _rendered(text[:LONGEST_TEXT])


@lru_cache(maxsize=64)
def terms(text: str) -> Markup:
    """Render terms as `markdown` does, but whole: nobody agrees to what is not shown."""
    return _rendered(text[:LONGEST_TERMS])


def _rendered(text: str) -> Markup:
    """What has too many signs is shown as it was typed: that takes a tenth of the time."""
    has_many = any(sum(map(text.count, signs)) > most for signs, most in MOST_SIGNS.items())
    return Markup(_allowed.clean(_as_typed(text) if has_many else _commonmark.render(text)))  # noqa: S704  cleaned in the same breath


def _as_typed(text: str) -> str:
    paragraphs = [str(escape(it)).replace("\n", "<br>\n") for it in re.split(r"\n\s*\n", text.strip())]
    return "".join(f"<p>{it}</p>\n" for it in paragraphs)
