"""Days as lists write them: 2026-11-29, or in the order of the company's country."""

import re
from contextlib import suppress
from datetime import date

from babel.dates import get_date_format

from tenants.errors import Invalid
from tenants.isolation import acting

EARLIEST, LATEST = date(1990, 1, 1), date(2100, 1, 1)
LONGEST = 30


def day_of(field: str, text: str) -> date:
    """The day that is meant. Raises Invalid(field): what is no day of the calendar is never guessed at."""
    with suppress(ValueError):
        on = _read(text[:LONGEST])
        if EARLIEST <= on < LATEST:
            return on
    raise Invalid(field, "Please write the day like %(example)s.", example="2026-11-29")


def _read(text: str) -> date:
    if iso := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)(?:[T ].*)?", text, re.ASCII):
        return date(*map(int, iso.groups()))
    found = re.fullmatch(r"(\d{1,4})[./-](\d{1,2})[./-](\d{2,4})\.?", text, re.ASCII)
    if not found:
        raise ValueError
    pattern = str(get_date_format("short", acting().tenant.locale)).lower()
    order = sorted("ymd", key=pattern.find)
    parts = dict(zip(order, map(int, found.groups()), strict=True))
    year = parts["y"] + 2000 if parts["y"] < 100 else parts["y"]
    return date(year, parts["m"], parts["d"])
