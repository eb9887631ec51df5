"""The agenda in words, day by day."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from templates.filters import day, status_words
from templates.language import gettext as _
from templates.windows import clock
from tenants.jobs import InAgenda, VisitStatus
from web.job_record import visit_state
from web.request_page import map_href, reach


def days(found: Iterable[InAgenda], first_on: date, last_on: date, today: date) -> list[dict[str, Any]]:
    """Every day from the first to the last with its visits."""
    rows = list(found)
    span = [first_on + timedelta(days=ahead) for ahead in range((last_on - first_on).days + 1)]
    return [
        {
            "iso": on.isoformat(),
            "words": _("Today, %(day)s", day=day(on, today)) if on == today else day(on, today),
            "visits": [_visit(it) for it in rows if it.starts_at.date() == on],
        }
        for on in span
    ]


def _visit(it: InAgenda) -> dict[str, Any]:
    label, kind = status_words(visit_state(it.status, waits=it.is_open, confirmed=it.is_confirmed))
    return {
        "at": f"/staff/jobs/{it.job_id}/visits/{it.id}",
        "job_href": f"/staff/jobs/{it.job_id}",
        "time_words": _("%(start)s to %(end)s", start=clock(it.starts_at), end=clock(it.ends_at)),
        "time_iso": it.starts_at.isoformat(),
        "title": it.title,
        "number": it.number,
        "customer": it.customer,
        "who": it.who,
        "note": it.note,
        "place": ", ".join(it.address.splitlines()),
        "map_href": map_href(it.address) if it.address else "",
        "phone_href": reach("", "", it.phone)["phone_href"],
        "phone": it.phone,
        "state_kind": kind,
        "state_words": label,
        "is_scheduled": it.status is VisitStatus.SCHEDULED,
    }
