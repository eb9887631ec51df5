"""Days that documents name: of this century. Databases have a last day, and read it as no day at all."""

from datetime import date

from tenants.errors import Invalid

FIRST, LAST = date(2000, 1, 1), date(2100, 1, 1)


def check_day(field: str, on: date | None) -> None:
    """Raises Invalid(field)."""
    if on and not FIRST <= on <= LAST:
        raise Invalid(field, "Please choose a day of this century.")
