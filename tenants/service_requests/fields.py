"""The fields of the form, each by itself: what it says, or what is wrong with it."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from tenants.errors import Invalid
from tenants.service_requests.request import PARTS_OF_DAY, Urgency

LONGEST_NAME = 120
LONGEST_PHONE = 40
LONGEST_WHAT = 5_000
AHEAD = timedelta(days=366)


def name(typed: Mapping[str, str]) -> str:
    said = _line(typed.get("name", ""))
    if not said:
        raise Invalid("name", "Please type your name.")
    if len(said) > LONGEST_NAME:
        raise Invalid("name", "Please type a shorter name.")
    return said


def phone(typed: Mapping[str, str]) -> str:
    number = _line(typed.get("phone", ""))
    if len(number) > LONGEST_PHONE:
        raise Invalid("phone", "Please type one phone number.")
    return number


def what(typed: Mapping[str, str]) -> str:
    lines = typed.get("what", "").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    said = "\n".join(_visible(line).rstrip() for line in lines).strip()
    if not said:
        raise Invalid("what", "Please tell us what we can do for you.")
    if len(said) > LONGEST_WHAT:
        raise Invalid("what", "Please say it in at most 5,000 characters.")
    return said


def urgency(typed: str) -> Urgency:
    try:
        return Urgency(typed)
    except ValueError:
        raise Invalid("urgency", "Please choose how urgent it is.") from None


def place(typed: str, properties: Collection[UUID]) -> UUID | None:
    if not typed and len(properties) < 2:
        return next(iter(properties), None)
    chosen = next((it for it in properties if str(it) == typed), None)
    if chosen is None:
        raise Invalid("property", "Please choose where the work is.")
    return chosen


def wish(typed: Mapping[str, str], number: int, today: date) -> dict[str, Any] | None:
    day, part = typed.get(f"day{number}", "").strip(), typed.get(f"part{number}", "") or PARTS_OF_DAY[0]
    if not day:
        return None
    try:
        on = date.fromisoformat(day)
    except ValueError:
        raise Invalid(f"day{number}", "Please choose a day, like 2026-12-31.") from None
    if on < today:
        raise Invalid(f"day{number}", "This day is over. Please choose another one.")
    if on > today + AHEAD:
        raise Invalid(f"day{number}", "Please choose a day within a year.")
    if part not in PARTS_OF_DAY:
        raise Invalid(f"part{number}", "Please choose a time of day.")
    return {"on": on.isoformat(), "part": part}


def _line(text: str) -> str:
    return " ".join(_visible(text).split())


def _visible(text: str) -> str:
    """Signs that cannot be seen become spaces: one might turn the line around in a letter."""
    return "".join(sign if sign.isprintable() else " " for sign in text)
