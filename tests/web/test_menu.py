"""The menu: five places at most, nothing of a hidden section, the rest under More."""

import pytest

from tenants.sections import Section
from tenants.tenant import Tenant
from web import menu


def keys(tenant: Tenant) -> list[str]:
    return [place.key for place in menu.around(tenant, "")]


def everything(tenant: Tenant) -> list[str]:
    return keys(tenant) + [place.key for place in menu.under_more(tenant)]


def test_it_has_room_for_five() -> None:
    assert keys(Tenant()) == ["home", "invoices", "estimates", "jobs", "more"]


def test_what_has_no_room_is_under_more() -> None:
    assert everything(Tenant())[5:7] == ["agreements", "service_requests"]


@pytest.mark.parametrize("section", Section)
def test_a_hidden_section_is_nowhere(section: Section) -> None:
    assert section in everything(Tenant())
    assert section not in everything(Tenant(**{f"shows_{section}": False}))


def test_invoices_cannot_be_hidden() -> None:
    nothing = Tenant(**{f"shows_{section}": False for section in Section})

    assert keys(nothing) == ["home", "invoices", "more"]


def test_nothing_is_twice() -> None:
    found = everything(Tenant())

    assert len(found) == len(set(found))


def test_it_says_where_one_is() -> None:
    current = [place.key for place in menu.around(Tenant(), "jobs") if place.current]

    assert current == ["jobs"]


def test_a_place_under_more_is_at_more() -> None:
    current = [place.key for place in menu.around(Tenant(), "statement") if place.current]

    assert current == ["more"]
