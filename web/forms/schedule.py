"""The form that makes the schedule of an agreement: the first day, how often, and when on the day."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from templates.language import gettext as _
from templates.language import marked
from tenants.errors import Invalid

UNITS = {"months": marked("months"), "weeks": marked("weeks")}
MOST_EVERY = 52
LONGEST_ARRIVAL = 80


class Rhythm(NamedTuple):
    """From `first_on` on, every so many months or weeks; `arrival` in the company's words."""

    first_on: date
    months: int
    weeks: int
    arrival: str


def read(typed: Mapping[str, str]) -> Rhythm:
    """Raises Invalid for the first field that cannot be used."""
    try:
        first_on = date.fromisoformat(typed.get("first_on", "").strip())
    except ValueError:
        raise Invalid("first_on", "Please choose a day, like 2026-12-31.") from None
    if not date(2000, 1, 1) <= first_on <= date(2100, 1, 1):
        raise Invalid("first_on", "Please choose a day of this century.")
    said = typed.get("every", "").strip()
    every = int(said) if said.isascii() and said.isdigit() and len(said) < 4 else 0
    if not 1 <= every <= MOST_EVERY:
        raise Invalid("every", "Please type a number between 1 and %(most)s.", most=MOST_EVERY)
    arrival = " ".join(typed.get("arrival", "").split())
    if len(arrival) > LONGEST_ARRIVAL:
        raise Invalid("arrival", "Please use %(most)s characters or fewer.", most=LONGEST_ARRIVAL)
    is_weeks = typed.get("unit") == "weeks"
    return Rhythm(first_on, 0 if is_weeks else every, every if is_weeks else 0, arrival)


def context(typed: Mapping[str, str], error: Invalid | None, sentence: str) -> dict[str, Any]:
    """What the form's page wants."""
    fields = ("first_on", "every", "arrival")
    return {
        "typed": {**dict.fromkeys(fields, ""), **typed},
        "units": [(value, _(words), typed.get("unit", "months") == value) for value, words in UNITS.items()],
        "errors": {**dict.fromkeys(fields, ""), **({error.field: sentence} if error else {})},
    }
