"""iCalendar files as calendars read them: escaped, folded, in UTC, one id and a growing number."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from sandbox.servers import Servers
from templates.language import speaking
from tenants.jobs import Entry, VisitStatus
from tenants.tenant import Tenant
from web.calendars import _file

MAY = datetime(2026, 5, 4, 14, 0, tzinfo=UTC)
ID = UUID(int=7)
EVIL = 'Tom; "Maria", \\ and\r\nBEGIN:VEVENT\r\nSUMMARY:stolen'


@pytest.fixture(autouse=True)
def english(servers: Servers) -> Iterator[None]:
    with speaking("en_US"):
        yield


def an_entry(**more: Any) -> Entry:
    return Entry(
        **{
            "id": ID,
            "job_id": UUID(int=8),
            "starts_at": MAY,
            "ends_at": MAY + timedelta(hours=2),
            "who": "Maria and Tom",
            "note": "",
            "status": VisitStatus.SCHEDULED,
            "sequence": 0,
            "created_at": MAY,
            "changed_at": MAY,
            "is_open": False,
            "number": "J1001",
            "title": "Furnace replaced",
            "address": "12 Elm Street\nOak Park, IL 60302",
            **more,
        }
    )


def written(*entries: Entry) -> bytes:
    tenant = Tenant(slug="acme", name="Acme", time_zone="America/Chicago")
    return _file(tenant, entries)


def read(*entries: Entry) -> Any:
    (event,) = Calendar.from_ical(written(*entries)).walk("VEVENT")
    return event


def test_its_lines_end_and_fold_as_the_format_wants() -> None:
    body = written(an_entry(title="Ñandú " * 40))

    assert body.count(b"\n") == body.count(b"\r\n")
    assert max(len(line) for line in body.split(b"\r\n")) <= 75
    assert str(read(an_entry(title="Ñandú " * 40))["summary"]) == "Acme: " + "Ñandú " * 40


def test_words_cannot_become_lines_of_the_file() -> None:
    body = written(an_entry(who=EVIL, note=EVIL, title=EVIL, address=EVIL, number="J1"))

    assert body.count(b"\r\nBEGIN:VEVENT\r\n") == 1
    assert body.count(b"\r\nSUMMARY") == 1


def test_its_moments_are_in_utc() -> None:
    body = written(an_entry(starts_at=MAY.astimezone(ZoneInfo("America/Chicago"))))

    assert b"DTSTART:20260504T140000Z" in body
    assert b"DTEND:20260504T160000Z" in body


@pytest.mark.parametrize(("day", "utc"), [("2026-03-07", "150000"), ("2026-03-08", "140000"), ("2026-11-01", "150000")])
def test_nine_stays_nine_when_the_clocks_change(day: str, utc: str) -> None:
    nine = datetime.fromisoformat(f"{day}T09:00").replace(tzinfo=ZoneInfo("America/Chicago"))
    body = written(an_entry(starts_at=nine, ends_at=nine + timedelta(hours=2)))

    assert f"DTSTART:{day.replace('-', '')}T{utc}Z".encode() in body
    assert "between 9 and 11" in str(read(an_entry(starts_at=nine, ends_at=nine + timedelta(hours=2)))["description"])


def test_the_same_visit_is_the_same_file() -> None:
    assert written(an_entry()) == written(an_entry())


def test_its_id_does_not_depend_on_the_companys_address() -> None:
    assert str(read(an_entry())["uid"]) == f"{ID}@porchlight"


@pytest.mark.parametrize(
    ("status", "is_open", "said"),
    [
        (VisitStatus.SCHEDULED, False, "CONFIRMED"),
        (VisitStatus.SCHEDULED, True, "TENTATIVE"),
        (VisitStatus.DONE, True, "CONFIRMED"),
        (VisitStatus.MISSED, False, "CONFIRMED"),
        (VisitStatus.CANCELED, True, "CANCELLED"),
    ],
)
def test_it_says_how_certain_it_is(status: VisitStatus, is_open: bool, said: str) -> None:
    assert str(read(an_entry(status=status, is_open=is_open))["status"]) == said


def test_it_says_where_and_who() -> None:
    event = read(an_entry(note="Gas is off."))

    assert str(event["location"]) == "12 Elm Street, Oak Park, IL 60302"
    assert str(event["description"]).replace("\u202f", " ") == (
        "We arrive between 9 and 11 AM.\nWho comes: Maria and Tom\nGas is off.\nJob J1001"
    )


def test_it_says_nothing_of_a_place_it_does_not_know() -> None:
    assert "location" not in read(an_entry(address=""))
