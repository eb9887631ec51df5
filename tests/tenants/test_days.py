"""Days that documents name: those that a database, and whoever counts on from them, can keep."""

from datetime import date

import pytest

from tenants.days import FIRST, LAST, check_day
from tenants.errors import Invalid


@pytest.mark.parametrize("on", [date.min, date(1999, 12, 31), date(2100, 1, 2), date.max])
def test_a_day_of_another_century_is_refused(on: date) -> None:
    with pytest.raises(Invalid):
        check_day("due_on", on)


@pytest.mark.parametrize("on", [None, FIRST, LAST])
def test_no_day_and_the_days_of_this_one_are_fine(on: date | None) -> None:
    check_day("due_on", on)
