"""The company's list of invoices in words."""

from typing import NamedTuple

from templates.filters import due_words, money, short_day, status_words
from templates.language import gettext as _
from templates.language import marked
from tenants.invoice_book import Filter, Row
from tenants.tenant import Tenant

FILTERS = {
    Filter.ALL: marked("invoice|All"),
    Filter.DRAFT: marked("Drafts"),
    Filter.OPEN: marked("Open"),
    Filter.OVERDUE: marked("invoice|Overdue"),
    Filter.PAID: marked("invoice|Paid"),
    Filter.VOID: marked("invoice|Void"),
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


def rows(found: list[Row], tenant: Tenant) -> list[Listed]:
    return [_row(row, tenant) for row in found]


def _row(row: Row, tenant: Tenant) -> Listed:
    how, today = row.standing, tenant.today()
    label, kind = status_words(how.state)
    begun = row.issued_on or row.listed_at.astimezone(tenant.zone).date()
    owing = how.balance and row.due_on
    words = due_words(row.due_on, today, say=short_day) if owing and row.due_on else short_day(begun, today)
    return Listed(
        href=f"/staff/invoices/{row.id}",
        title=row.title or _("Invoice"),
        number=row.number or _("Draft"),
        customer=row.customer,
        when_words=words,
        when_iso=(row.due_on if owing and row.due_on else begun).isoformat(),
        state_kind=kind,
        state_words=label,
        total_words=money(how.total, row.currency),
        balance_words=money(how.balance, row.currency) if how.balance else "",
    )
