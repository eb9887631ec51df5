"""Lists that go on: the address of the older rows, there and back."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from tenants.errors import NotFound
from web import older

DAY = date(2026, 11, 25)
MOMENT = datetime(2026, 11, 25, 21, 0, 0, 5, tzinfo=UTC)


def test_a_whole_list_goes_nowhere() -> None:
    assert older.href("/invoices", [(DAY, uuid4())] * 2, 2) is None


def test_a_day_comes_back_as_it_went() -> None:
    row_id = uuid4()

    address = older.href("/invoices", [(DAY, row_id), (DAY, uuid4())], 1)

    assert address == f"/invoices?before=2026-11-25_{row_id}"
    assert older.than_day(address.partition("=")[2]) == (DAY, row_id)


def test_a_moment_comes_back_to_the_microsecond() -> None:
    row_id = uuid4()

    address = older.href("/jobs", [(MOMENT, row_id), (MOMENT, uuid4())], 1)

    assert address == f"/jobs?before=2026-11-25T21:00:00.000005Z_{row_id}"
    assert older.than_moment(address.partition("=")[2]) == (MOMENT, row_id)


@pytest.mark.parametrize("moment", ["", "2026-11-25", "2026-11-25T21:00:00", "0001-01-01T00:00:00+14:00"])
def test_a_moment_that_is_none_is_not_found(moment: str) -> None:
    with pytest.raises(NotFound):
        older.than_moment(f"{moment}_{uuid4()}")
