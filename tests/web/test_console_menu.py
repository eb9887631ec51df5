"""The menu of the console: in one order, by right, five places under the thumb."""

from tenants.staff import Role
from web.console_menu import PLACES, around


def test_the_owner_is_shown_every_place_once() -> None:
    keys = [place.key for place in around(Role.OWNER, "home")]

    assert keys == [place.key for place in PLACES]
    assert len(keys) == len(set(keys))


def test_four_places_and_more_are_under_the_thumb() -> None:
    assert [place.key for place in around(Role.MEMBER, "") if place.thumb] == ["home", "customers", "jobs", "invoices"]


def test_a_member_is_shown_no_place_they_may_not_open() -> None:
    assert "team" not in {place.key for place in around(Role.MEMBER, "")}


def test_what_waits_stands_beside_its_place() -> None:
    waiting = {
        place.key: place.waits for place in around(Role.OWNER, "", {"requests": 3, "messages": 100}) if place.waits
    }

    assert waiting == {"requests": "3", "messages": "99+"}
