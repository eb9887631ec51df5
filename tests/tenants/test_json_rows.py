"""Rows out of JSON: what a name ends in says what its value is."""

from datetime import UTC, date, datetime
from uuid import uuid4

from tenants.json_rows import typed


def test_it_reads_ids_days_and_moments() -> None:
    row_id, moment = uuid4(), datetime(2026, 11, 25, 21, 0, tzinfo=UTC)

    row = typed({"id": str(row_id), "due_on": "2026-12-09", "at": moment.isoformat(), "paid_at": moment.isoformat()})

    assert row == {"id": row_id, "due_on": date(2026, 12, 9), "at": moment, "paid_at": moment}


def test_it_leaves_everything_else_as_it_is() -> None:
    row = {"title": "2026-12-09", "paid_at": None, "total": 12_000, "facts": {"due_on": "2026-12-09"}}

    assert typed(row) == row
