"""The days a statement is about, as typed."""

from datetime import date

import pytest

from tenants.errors import Invalid
from tenants.statements import Period, period

TODAY = date(2026, 11, 25)


def test_it_takes_two_days() -> None:
    assert period("2026-01-01", " 2026-11-25 ", TODAY) == Period(date(2026, 1, 1), TODAY)


@pytest.mark.parametrize(
    ("starts", "ends", "field"),
    [
        ("", "2026-11-25", "from"),
        ("yesterday", "2026-11-25", "from"),
        ("20260101", "2026-11-25", "from"),
        ("2026-02-30", "2026-11-25", "from"),
        ("٢٠٢٦-٠١-٠١", "2026-11-25", "from"),
        ("2026-01-01", "", "to"),
        ("2026-01-01", "2026-11-26", "to"),
        ("2026-03-02", "2026-03-01", "from"),
        ("2015-12-31", "2026-01-01", "from"),
    ],
)
def test_it_says_which_day_cannot_be_used(starts: str, ends: str, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        period(starts, ends, TODAY)

    assert refused.value.field == field
