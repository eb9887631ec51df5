"""The list of customers in words."""

from typing import NamedTuple

from templates.filters import money
from templates.language import gettext as _
from templates.language import marked
from tenants.customer_book import Filter, Portal, Row
from tenants.tenant import Tenant

FILTERS = {
    Filter.ALL: marked("All"),
    Filter.OWING: marked("Owing"),
    Filter.OVERDUE: marked("Overdue"),
    Filter.NOT_INVITED: marked("Not invited"),
    Filter.INVITED: marked("Invited, never came"),
    Filter.BOUNCED: marked("Mail bounced"),
}
PORTAL = {
    Portal.NOBODY: ("quiet", marked("No contact")),
    Portal.NOT_INVITED: ("quiet", marked("Not invited")),
    Portal.INVITED: ("on-its-way", marked("Invited")),
    Portal.BOUNCED: ("declined", marked("Mail bounced")),
    Portal.SIGNED_IN: ("good", marked("Signed in")),
}


class Listed(NamedTuple):
    """One customer, every string ready to print."""

    id: str
    href: str
    name: str
    contact: str
    place: str
    balance_words: str
    is_overdue: bool
    portal_kind: str
    portal_words: str


def rows(found: list[Row], tenant: Tenant) -> list[Listed]:
    return [_row(row, tenant) for row in found]


def _row(row: Row, tenant: Tenant) -> Listed:
    kind, words = PORTAL[row.portal]
    contact = " · ".join(filter(None, (row.contact if row.contact != row.name else "", row.email)))
    return Listed(
        id=str(row.id),
        href=f"/staff/customers/{row.id}",
        name=row.name,
        contact=contact,
        place=(row.place or "").partition("\n")[0],
        balance_words=money(row.balance, tenant.currency) if row.balance else "",
        is_overdue=row.overdue,
        portal_kind=kind,
        portal_words=_(words),
    )
