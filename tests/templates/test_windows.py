"""Arrival windows in words, in both languages, on both sides of midnight and of a change of the clocks."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from templates.language import speaking
from templates.windows import clock, hours_words, window_words

CHICAGO = ZoneInfo("America/Chicago")
FRIDAY = date(2026, 12, 4)


def at(hour: int, minute: int = 0, day: int = 4) -> datetime:
    return datetime(2026, 12, day, hour, minute, tzinfo=CHICAGO)


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "words"),
    [
        (at(9), at(11), "between 9 and 11 AM"),
        (at(9, 30), at(11), "between 9:30 and 11 AM"),
        (at(11), at(13), "between 11 AM and 1 PM"),
        (at(12), at(14), "between 12 and 2 PM"),
        (at(0), at(2), "between 12 and 2 AM"),
    ],
)
def test_it_says_the_hours_as_people_do(starts_at: datetime, ends_at: datetime, words: str) -> None:
    assert hours_words(starts_at, ends_at).replace("\u202f", " ") == words


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (FRIDAY, "Today, between 9 and 11 AM"),
        (date(2026, 12, 3), "Tomorrow, between 9 and 11 AM"),
        (date(2026, 12, 1), "Friday, December 4, between 9 and 11 AM"),
        (date(2026, 12, 5), "Friday, December 4, between 9 and 11 AM"),
        (date(2025, 12, 4), "Friday, December 4, 2026, between 9 and 11 AM"),
        (None, "Friday, December 4, between 9 and 11 AM"),
    ],
)
def test_it_says_the_day_as_seen_from_another(today: date | None, words: str) -> None:
    assert window_words(at(9), at(11), today).replace("\u202f", " ") == words


def test_it_says_both_days_of_a_night() -> None:
    words = window_words(at(22), at(1, day=5), FRIDAY).replace("\u202f", " ")

    assert words == "Friday, December 4, 10 PM to Saturday, December 5, 1 AM"


def test_it_speaks_spanish() -> None:
    with speaking("es_US"):
        words = window_words(at(9), at(11), FRIDAY)

    assert words.replace("\N{NO-BREAK SPACE}", " ").replace("\u202f", " ") == "Hoy, de 9 a 11 a.m."


def test_it_counts_to_twenty_four_where_people_do() -> None:
    with speaking("es"):
        assert clock(at(14)) == "14:00"


@pytest.mark.parametrize(("day", "hour"), [("2026-03-08", 15), ("2026-11-01", 16)])
def test_it_is_right_on_the_day_the_clocks_change(day: str, hour: int) -> None:
    """Nine in Chicago is not the same moment in summer and in winter; it is always nine."""
    local = datetime.fromisoformat(f"{day}T09:00").replace(tzinfo=CHICAGO)
    moment = local.astimezone(UTC)

    assert moment.hour == hour - 1
    assert clock(moment.astimezone(CHICAGO)).replace("\u202f", " ") == "9 AM"
