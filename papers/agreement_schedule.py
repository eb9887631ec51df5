"""The visits of an agreement in words: what was, what comes, what was missed, and how many are left."""

from datetime import date
from typing import Any

from templates.filters import day
from templates.language import gettext as _
from templates.language import marked, ngettext
from tenants.agreements import Document, Visit, VisitState

STATES = {
    VisitState.DONE: (marked("visit|Done"), "paid"),
    VisitState.NEXT: (marked("Next"), "on-its-way"),
    VisitState.PLANNED: (marked("Planned"), ""),
    VisitState.MISSED: (marked("Missed"), "declined"),
    VisitState.SKIPPED: (marked("Left out"), "quiet"),
}


def schedule(document: Document, today: date) -> dict[str, Any] | None:
    """The visits and, once it is signed, how many of them are used; None where an agreement has none."""
    total = max(document.visits_planned, len(document.visits))
    if not total:
        return None
    used = sum(visit.state is VisitState.DONE for visit in document.visits)
    skipped = sum(visit.state is VisitState.SKIPPED for visit in document.visits)
    missed = sum(visit.state is VisitState.MISSED for visit in document.visits) if document.signed_at else 0
    left = total - used - skipped
    begun = document.signed_at is not None
    return {
        "words": _words(used, total) if begun else ngettext("%(num)s visit", "%(num)s visits", total),
        "left_words": ngettext("%(num)s left", "%(num)s left", left) if begun else "",
        "used": used,
        "total": total,
        "begun": begun,
        "missed_words": _missed(missed),
        "visits": [_visit(visit, today) for visit in document.visits],
    }


def _words(used: int, total: int) -> str:
    return ngettext("%(used)s of %(num)s visit used", "%(used)s of %(num)s visits used", total, used=used)


def _missed(missed: int) -> str:
    if not missed:
        return ""
    return ngettext(
        "%(num)s visit did not take place on its day. We will arrange another one with you.",
        "%(num)s visits did not take place on their days. We will arrange others with you.",
        missed,
    )


def _visit(visit: Visit, today: date) -> dict[str, str]:
    label, kind = STATES[visit.state]
    on = visit.done_on or visit.planned_on
    moved = visit.done_on is not None and visit.done_on != visit.planned_on
    return {
        "when_words": day(on, today),
        "when_iso": on.isoformat(),
        "arrival": _("planned for %(day)s", day=day(visit.planned_on, today)) if moved else visit.arrival,
        "state_words": _(label),
        "state_kind": kind,
    }
