"""Invoices in lists, and what is owed on them all: every string ready to print."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from templates.filters import day, due_words, money, status_words
from templates.language import gettext as _
from templates.language import ngettext
from tenants import invoices
from tenants.invoices import Row
from tenants.payments import least
from web.words.listed import Listed


def rows(found: Iterable[Row], today: date) -> list[Listed]:
    """Rows of a list, each string made here once instead of in the template's loop."""
    return [_row(row, today) for row in found]


def _row(row: Row, today: date) -> Listed:
    how = row.standing
    label, kind = status_words(how.state)
    open_ = bool(how.balance)
    when, words = _when(row, today)
    return Listed(
        f"/invoices/{row.id}",
        row.title or _("Invoice"),
        row.number,
        words,
        when.isoformat(),
        money(how.balance if open_ else how.total, row.currency),
        kind,
        label,
        _("Pay") if how.payable >= least(row.currency) else _("See"),
    )


def _when(row: Row, today: date) -> tuple[date, str]:
    """The day that matters, and in words."""
    if row.standing.balance:
        return row.due_on, due_words(row.due_on, today)
    if row.paid_on:
        return row.paid_on, _("paid %(day)s", day=day(row.paid_on, today))
    return row.issued_on, _("issued %(day)s", day=day(row.issued_on, today))


def owed_words(open_rows: list[Row]) -> dict[str, Any] | None:
    """What the customer owes, in words; None when nothing."""
    due = invoices.owed(open_rows)
    payable = [row for row in open_rows if row.standing.payable]
    if not due.amount:
        return None
    return {
        "amount_words": money(due.amount, open_rows[0].currency),
        "count": due.invoices,
        "href": f"/invoices/{payable[0].id}" if len(payable) == 1 else "/invoices",
        "overdue_words": ngettext("%(num)s overdue", "%(num)s overdue", due.overdue) if due.overdue else None,
    }
