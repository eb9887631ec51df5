"""The menu of the console: in one order, by right, five places under the thumb."""

from tenants.staff import Role
from web.console_menu import ORDER, PLACES, around


def test_every_place_has_its_rank() -> None:
    assert {place.key for place in PLACES} <= set(ORDER)


def test_it_is_in_order_whatever_order_it_is_written_down_in() -> None:
    keys = [place.key for place in around(Role.OWNER, "home")]

    assert keys == sorted(keys, key=ORDER.index)


def test_four_places_and_more_are_under_the_thumb() -> None:
    assert [place.key for place in around(Role.MEMBER, "") if place.thumb] == ["home", "customers", "jobs", "invoices"]


def test_a_member_is_shown_no_place_they_may_not_open() -> None:
    assert "team" not in {place.key for place in around(Role.MEMBER, "")}


def test_what_waits_stands_beside_its_place() -> None:
    waiting = {
        place.key: place.waits for place in around(Role.OWNER, "", {"requests": 3, "messages": 100}) if place.waits
    }

    assert waiting == {"requests": "3", "messages": "99+"}
