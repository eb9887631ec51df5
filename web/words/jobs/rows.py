"""Jobs in lists, every string ready to print."""

from collections.abc import Iterable
from datetime import date

from templates.filters import day, status_words
from templates.language import gettext as _
from templates.windows import window_words
from tenants.jobs import JobStatus, Row
from web.words.listed import Listed


def rows(found: Iterable[Row], today: date) -> list[Listed]:
    """Rows of a list, each string made here once instead of in the template's loop."""
    return [_row(row, today) for row in found]


def _visit_words(row: Row, today: date) -> str:
    """When somebody comes next, and who: "Today, between 9 and 11 AM, Maria and Tom"."""
    if row.visit is None:
        return ""
    words = window_words(row.visit.starts_at, row.visit.ends_at, today)
    return _("%(when)s, %(who)s", when=words, who=row.visit.who) if row.visit.who else words


def _row(row: Row, today: date) -> Listed:
    label, kind = status_words("to_confirm" if row.waits else row.status)
    if row.visit and row.to_confirm and row.to_confirm > row.visit.starts_at:
        label = _("To confirm: %(day)s", day=day(row.to_confirm.date(), today))
    when = row.closed_at or (row.visit.starts_at if row.visit else row.created_at)
    return Listed(
        f"/jobs/{row.id}",
        row.title,
        row.number,
        _visit_words(row, today) or _when(row, today),
        when.isoformat(),
        "",
        kind,
        label,
        _("Confirm") if row.waits else _("See"),
    )


def _when(row: Row, today: date) -> str:
    if row.closed_at is None:
        return _("no visit planned yet") if row.status is JobStatus.SCHEDULED else _("no further visit planned")
    on = day(row.closed_at.date(), today)
    return _("completed %(day)s", day=on) if row.status is JobStatus.COMPLETED else _("canceled %(day)s", day=on)
