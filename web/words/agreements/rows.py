"""Agreements in lists, every string ready to print."""

from collections.abc import Iterable
from datetime import date

from templates.cadences import price_words
from templates.filters import day, money, status_words
from templates.language import gettext as _
from tenants.agreements import Row, State
from web.words.listed import Listed


def rows(found: Iterable[Row], today: date) -> list[Listed]:
    """Rows of a list, each string made here once instead of in the template's loop."""
    return [_row(row, today) for row in found]


def _row(row: Row, today: date) -> Listed:
    label, kind = status_words(row.state)
    when, words = _when(row, today)
    return Listed(
        f"/agreements/{row.id}",
        row.title,
        row.number,
        words,
        when.isoformat(),
        price_words(money(row.price, row.currency), row.cadence),
        kind,
        label,
        _("Answer") if row.waits else _("See"),
    )


def _when(row: Row, today: date) -> tuple[date, str]:
    """The day that matters in this state, and what is on it."""
    if row.state is State.TO_SIGN:
        return row.issued_on, _("sent %(day)s", day=day(row.issued_on, today))
    if row.state is State.DECLINED:
        on = row.ends_on or row.starts_on
        return on, _("declined %(day)s", day=day(on, today))
    if row.state is State.ENDED:
        on = row.ends_on or row.starts_on
        return on, _("ended %(day)s", day=day(on, today))
    if row.next_on:
        return row.next_on, _("next visit %(day)s", day=day(row.next_on, today))
    if row.state is State.STARTS_LATER:
        return row.starts_on, _("starts %(day)s", day=day(row.starts_on, today))
    return row.starts_on, _("since %(day)s", day=day(row.starts_on, today))
