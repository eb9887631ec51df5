"""The agenda in words, day by day."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from templates.filters import day, status_words
from templates.language import gettext as _
from templates.windows import clock
from tenants.agreements import Planned
from tenants.jobs import InAgenda, VisitStatus
from web.words.jobs.record import visit_state
from web.words.reaching import map_href, reach


def days(
    found: Iterable[InAgenda], planned: Iterable[Planned], first_on: date, last_on: date, today: date
) -> list[dict[str, Any]]:
    """Every day from the first to the last with its visits, and what agreements include that has no hour yet."""
    rows, included = list(found), list(planned)
    span = [first_on + timedelta(days=ahead) for ahead in range((last_on - first_on).days + 1)]
    return [
        {
            "iso": on.isoformat(),
            "words": _("Today, %(day)s", day=day(on, today)) if on == today else day(on, today),
            "visits": [_visit(it) for it in rows if it.starts_at.date() == on],
            "planned": [_planned(it) for it in included if it.planned_on == on],
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
        **_reach(it),
        "state_kind": kind,
        "state_words": label,
        "is_scheduled": it.status is VisitStatus.SCHEDULED,
    }


def _planned(it: Planned) -> dict[str, Any]:
    agreement = f"/staff/agreements/{it.agreement_id}"
    named = {"title": it.title, "number": it.number, "customer": it.customer, "arrival": it.arrival}
    return {**named, "href": f"{agreement}#visits", "job_action": f"{agreement}/visits/{it.id}/job", **_reach(it)}


def _reach(it: InAgenda | Planned) -> dict[str, Any]:
    """Where it is, and whom to call there."""
    return {
        "place": ", ".join(it.address.splitlines()),
        "map_href": map_href(it.address) if it.address else "",
        "phone_href": reach("", "", it.phone)["phone_href"],
        "phone": it.phone,
    }
