"""The menu of the portal: at most five places, and what does not fit under More."""

from typing import NamedTuple

from templates.language import gettext as _
from templates.language import marked
from tenants.sections import Section, shows
from tenants.tenant import Tenant

MOST = 5
"""What a thumb can tell apart at the foot of a phone."""


class Place(NamedTuple):
    """`key` is what a page calls its own place."""

    key: str
    label: str
    href: str
    icon: str
    current: bool = False


HOME = Place("home", marked("Home"), "/", "home")
INVOICES = Place("invoices", marked("Invoices"), "/invoices", "invoice")
SECTIONS = {
    Section.ESTIMATES: Place("estimates", marked("Estimates"), "/estimates", "estimate"),
    Section.JOBS: Place("jobs", marked("Jobs"), "/jobs", "job"),
    Section.AGREEMENTS: Place("agreements", marked("Agreements"), "/agreements", "agreement"),
    Section.SERVICE_REQUESTS: Place("service_requests", marked("Requests"), "/service-requests", "service-request"),
}
MESSAGES = Place("messages", marked("Messages"), "/messages", "message")
STATEMENT = Place("statement", marked("Statement"), "/statement", "statement")
PROFILE = Place("profile", marked("Profile"), "/profile", "person")
MORE = Place("more", marked("More"), "/more", "more")


def around(tenant: Tenant, current: str) -> list[Place]:
    """The menu as the company shows it; `current` is the key of the place the page belongs to."""
    menu, rest = _divided(tenant)
    is_under_more = any(place.key == current for place in rest)
    return [
        place._replace(label=_(place.label), current=place.key == current or (is_under_more and place is MORE))
        for place in menu
    ]


def under_more(tenant: Tenant) -> list[Place]:
    """What the menu has no room for."""
    return [place._replace(label=_(place.label)) for place in _divided(tenant)[1]]


def _divided(tenant: Tenant) -> tuple[list[Place], list[Place]]:
    found = [HOME, INVOICES, *(place for section, place in SECTIONS.items() if shows(tenant, section))]
    room = MOST - 1
    return [*found[:room], MORE], [*found[room:], MESSAGES, STATEMENT, PROFILE]
