"""Estimates in lists, every string ready to print."""

from collections.abc import Iterable
from datetime import date

from papers.estimate_words import state_words, when_words
from templates.filters import money
from templates.language import gettext as _
from tenants.estimates import Row
from web.words.listed import Listed


def rows(found: Iterable[Row], today: date) -> list[Listed]:
    """Rows of a list, each string made here once instead of in the template's loop."""
    return [_row(row, today) for row in found]


def _row(row: Row, today: date) -> Listed:
    label, kind = state_words(row.state)
    when = row.answered_on or row.valid_until
    return Listed(
        f"/estimates/{row.id}",
        row.title or _("Estimate"),
        row.number,
        when_words(row.state, when, today),
        when.isoformat(),
        _amount_words(row),
        kind,
        label,
        _("Answer") if row.waits else _("See"),
    )


def _amount_words(row: Row) -> str:
    least = money(row.least, row.currency)
    return least if row.least == row.most else _("from %(amount)s", amount=least)
