"""The company's list of estimates in words."""

from typing import NamedTuple

from papers.estimate_words import when_words
from templates.filters import money, short_day, status_words
from templates.language import gettext as _
from tenants.estimate_book import Row
from tenants.estimates import State
from tenants.tenant import Tenant


class Listed(NamedTuple):
    """One estimate, every string ready to print."""

    href: str
    title: str
    number: str
    customer: str
    when_words: str
    when_iso: str
    state_kind: str
    state_words: str
    total_words: str


def state_words(state: str) -> tuple[str, str]:
    """As the company says it: it does not wait for an answer of its own."""
    label, kind = status_words("sent_to_answer" if state == State.SENT else state)
    return label, kind


def rows(found: list[Row], tenant: Tenant) -> list[Listed]:
    return [_row(row, tenant) for row in found]


def _row(row: Row, tenant: Tenant) -> Listed:
    today = tenant.today()
    label, kind = state_words(row.state)
    least = money(row.least, row.currency)
    decided = row.answered_at or row.listed_at
    on = decided.astimezone(tenant.zone).date()
    matters = row.valid_until if row.valid_until and not row.answered_at and row.state != "draft" else on
    words = short_day(on, today) if row.state == "draft" else when_words(State(row.state), matters, today, short_day)
    return Listed(
        href=f"/staff/estimates/{row.id}",
        title=row.title or _("Estimate"),
        number=row.number,
        customer=row.customer,
        when_words=words,
        when_iso=matters.isoformat(),
        state_kind=kind,
        state_words=label,
        total_words=least if row.least == row.most else _("from %(amount)s", amount=least),
    )
