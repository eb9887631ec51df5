"""The days a statement is about."""

import re
from datetime import date
from typing import NamedTuple

from tenants.errors import Invalid

MOST_YEARS = 10
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Period(NamedTuple):
    """Both days belong to it."""

    starts_on: date
    ends_on: date


def period(starts: str, ends: str, today: date) -> Period:
    """The period between two ISO dates as typed. Raises Invalid("from") or Invalid("to")."""
    found = Period(_day("from", starts), _day("to", ends))
    if found.ends_on > today:
        raise Invalid("to", "Please choose a day that is not in the future.")
    if found.starts_on > found.ends_on:
        raise Invalid("from", "Please choose a first day that is not after the last one.")
    if found.ends_on.year - found.starts_on.year > MOST_YEARS:
        raise Invalid("from", "Please choose a period of %(years)s years or less.", years=MOST_YEARS)
    return found


def _day(field: str, typed: str) -> date:
    try:
        if DAY.fullmatch(typed.strip()):
            return date.fromisoformat(typed.strip())
    except ValueError:
        pass
    raise Invalid(field, "Please choose a day.")
