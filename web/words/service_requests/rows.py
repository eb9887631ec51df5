"""Service requests in lists, every string ready to print."""

from collections.abc import Iterable
from datetime import date

from templates.filters import day
from templates.language import gettext as _
from templates.language import marked
from tenants.service_requests import RequestStatus, Row
from web.words.listed import Listed
from web.words.service_requests.states import state_words


def rows(found: Iterable[Row], today: date) -> list[Listed]:
    return [_row(row, today) for row in found]


def _row(row: Row, today: date) -> Listed:
    label, kind = state_words(row.status, is_declined=row.is_declined)
    is_draft = row.status is RequestStatus.DRAFT
    begun = marked("begun %(day)s") if is_draft else marked("asked %(day)s")
    return Listed(
        "/service-requests/new" if is_draft else f"/service-requests/{row.id}",
        row.title or _("Service request"),
        row.number,
        _(begun, day=day(row.on, today)),
        row.on.isoformat(),
        "",
        kind,
        label,
        _("Go on") if is_draft else _("See"),
    )
