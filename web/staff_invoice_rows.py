"""The company's list of invoices in words."""

from typing import NamedTuple
from urllib.parse import urlencode

from templates.filters import day, due_words, money, status_words
from templates.language import gettext as _
from templates.language import marked
from tenants.invoice_book import Filter, Row
from tenants.tenant import Tenant
from web.customer_rows import Chip

FILTERS = {
    Filter.ALL: marked("All"),
    Filter.DRAFT: marked("Drafts"),
    Filter.OPEN: marked("Open"),
    Filter.OVERDUE: marked("Overdue"),
    Filter.PAID: marked("Paid"),
    Filter.VOID: marked("Void"),
}


class Listed(NamedTuple):
    """One invoice, every string ready to print."""

    href: str
    title: str
    number: str
    customer: str
    when_words: str
    when_iso: str
    state_kind: str
    state_words: str
    total_words: str
    balance_words: str


def chips(path: str, shown: Filter, search: str) -> list[Chip]:
    return [
        Chip(_(label), _address(path, value, search), "" if value is Filter.ALL else value, value is shown)
        for value, label in FILTERS.items()
    ]


def rows(found: list[Row], tenant: Tenant) -> list[Listed]:
    return [_row(row, tenant) for row in found]


def _row(row: Row, tenant: Tenant) -> Listed:
    how, today = row.standing, tenant.today()
    label, kind = status_words(how.state)
    begun = row.issued_on or row.listed_at.astimezone(tenant.zone).date()
    owing = how.balance and row.due_on
    words = due_words(row.due_on, today) if owing and row.due_on else day(begun, today)
    return Listed(
        href=f"/staff/invoices/{row.id}",
        title=row.title or _("Invoice"),
        number=row.number,
        customer=row.customer,
        when_words=words,
        when_iso=(row.due_on if owing and row.due_on else begun).isoformat(),
        state_kind=kind,
        state_words=label,
        total_words=money(how.total, row.currency),
        balance_words=money(how.balance, row.currency) if how.balance else "",
    )


def _address(path: str, value: Filter, search: str) -> str:
    asked = {"show": "" if value is Filter.ALL else str(value), "search": search}
    query = urlencode({name: words for name, words in asked.items() if words})
    return f"{path}?{query}" if query else path
