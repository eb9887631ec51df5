"""The menu of the console: what a role may open, the most used under the thumb on a phone, the rest under More."""

from collections.abc import Mapping
from typing import NamedTuple

from templates.language import gettext as _
from templates.language import marked
from tenants.rights import Right, may
from tenants.staff import Role

NOTHING: Mapping[str, int] = {}
MOST = 100
AT_THE_THUMB = frozenset({"home", "customers", "jobs", "invoices"})
"""With More they are five: what a thumb can tell apart at the foot of a phone."""


class Place(NamedTuple):
    """`key` is what a page calls its own place; `thumb` says that it has room at the foot of a phone.

    `waits` is how much waits there, empty where nothing does.
    """

    key: str
    label: str
    href: str
    icon: str
    right: Right = Right.SEE
    current: bool = False
    waits: str = ""

    @property
    def thumb(self) -> bool:
        return self.key in AT_THE_THUMB


PLACES = (
    Place("home", marked("Home"), "/staff", "home"),
    Place("customers", marked("Customers"), "/staff/customers", "person"),
    Place("requests", marked("Requests"), "/staff/requests", "service-request"),
    Place("estimates", marked("Estimates"), "/staff/estimates", "estimate"),
    Place("jobs", marked("Jobs"), "/staff/jobs", "job"),
    Place("visits", marked("Visits"), "/staff/visits", "calendar"),
    Place("invoices", marked("Invoices"), "/staff/invoices", "invoice"),
    Place("agreements", marked("Agreements"), "/staff/agreements", "agreement"),
    Place("payments", marked("Payments"), "/staff/payments", "payment"),
    Place("messages", marked("Messages"), "/staff/messages", "message"),
    Place("emails", marked("Emails"), "/staff/emails", "email"),
    Place("team", marked("Team"), "/staff/team", "team", Right.TEAM),
    Place("settings", marked("Settings"), "/staff/settings", "settings"),
)
"""From what comes in, over the work, to the money and the house itself."""


def around(role: Role, current: str, waiting: Mapping[str, int] = NOTHING) -> list[Place]:
    """The places a staff member of `role` may go to; `current` is the key of the place the page belongs to.

    `waiting` counts, by key, what waits in a place.
    """
    return [
        place._replace(label=_(place.label), current=place.key == current, waits=_counted(waiting.get(place.key, 0)))
        for place in PLACES
        if may(role, place.right)
    ]


def _counted(waits: int) -> str:
    return f"{MOST - 1}+" if waits >= MOST else str(waits or "")
