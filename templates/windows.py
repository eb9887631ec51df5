"""Arrival windows as people say them: "Today, between 9 and 11 AM"."""

from datetime import date, datetime, timedelta

from babel import Locale
from babel.dates import format_time

from templates.filters import day
from templates.language import gettext as _
from templates.language import spoken


def window_words(starts_at: datetime, ends_at: datetime, today: date | None = None) -> str:
    """Day and hours of a window whose moments are in the company's time zone; with `today` as seen from that day."""
    start, end = _hours(starts_at, ends_at)
    on = starts_at.date()
    if ends_at.date() != on:
        return _("%(day)s, %(start)s to %(last_day)s, %(end)s", day=_day(on, today), start=clock(starts_at),
                 last_day=_day(ends_at.date(), today), end=clock(ends_at))  # fmt: skip
    if today == on:
        return _("Today, between %(start)s and %(end)s", start=start, end=end)
    if today and on - today == timedelta(days=1):
        return _("Tomorrow, between %(start)s and %(end)s", start=start, end=end)
    return _("%(day)s, between %(start)s and %(end)s", day=_day(on, today), start=start, end=end)


def hours_words(starts_at: datetime, ends_at: datetime) -> str:
    """The hours of a window alone."""
    start, end = _hours(starts_at, ends_at)
    return _("between %(start)s and %(end)s", start=start, end=end)


def clock(at: datetime) -> str:
    """The time of day, without minutes where there are none and nobody would say them: "9 AM"."""
    return format_time(at, _pattern(at, spoken()), locale=spoken())


def _hours(starts_at: datetime, ends_at: datetime) -> tuple[str, str]:
    """Both ends; the first says its half of the day only when it is another one: "9" and "11 AM"."""
    locale = spoken()
    pattern = _pattern(starts_at, locale)
    if (starts_at.date(), starts_at.hour // 12) == (ends_at.date(), ends_at.hour // 12):
        pattern = pattern.removesuffix("a").rstrip()
    return format_time(starts_at, pattern, locale=locale), clock(ends_at)


def _pattern(at: datetime, locale: str) -> str:
    short = str(Locale.parse(locale).time_formats["short"].pattern)
    return short.replace(":mm", "") if short.startswith("h") and not at.minute else short


def _day(on: date, today: date | None) -> str:
    return day(on, today or on)
