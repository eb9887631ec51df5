"""Jobs in a line or two, as the company reads them, and what has happened to them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from templates.filters import day, moment, status_words
from templates.language import gettext as _
from templates.language import marked
from templates.windows import window_words
from tenants.jobs import Filter, InList, Job
from tenants.tenant import Tenant

FILTERS = {
    Filter.OPEN: marked("Open"),
    Filter.TODAY: marked("Today"),
    Filter.WEEK: marked("This week"),
    Filter.MINE: marked("Mine"),
    Filter.SCHEDULED: marked("Scheduled"),
    Filter.IN_PROGRESS: marked("In progress"),
    Filter.COMPLETED: marked("Completed"),
    Filter.CANCELED: marked("Canceled"),
}
EVENTS = {
    ("job", "scheduled"): marked("%(by)s made this job"),
    ("job", "changed"): marked("%(by)s changed what it says"),
    ("job", "started"): marked("%(by)s started the work"),
    ("job", "completed"): marked("%(by)s completed it"),
    ("job", "canceled"): marked("%(by)s canceled it"),
    ("job", "reopened"): marked("%(by)s reopened it"),
    ("job", "billed"): marked("%(by)s made an invoice of it"),
    ("job", "photo_removed"): marked("%(by)s removed a photo"),
    ("visit", "planned"): marked("%(by)s planned a visit for %(when)s"),
    ("visit", "moved"): marked("%(by)s moved the visit from %(before)s to %(when)s"),
    ("visit", "confirmed"): marked("%(by)s confirmed the visit of %(when)s"),
    ("visit", "done"): marked("%(by)s marked the visit of %(when)s as done"),
    ("visit", "missed"): marked("%(by)s marked the visit of %(when)s as missed"),
    ("visit", "canceled"): marked("%(by)s canceled the visit of %(when)s"),
    ("visit", "reopened"): marked("%(by)s planned the visit of %(when)s again"),
}
FACTS = {"when": "starts_at", "before": "before"}


class Listed(NamedTuple):
    """One job of the list, every string ready to print."""

    href: str
    title: str
    number: str
    customer: str
    place: str
    visit_words: str
    who: str
    state_kind: str
    state_words: str


def rows(found: Iterable[InList], tenant: Tenant) -> list[Listed]:
    return [_row(row, tenant) for row in found]


def _row(row: InList, tenant: Tenant) -> Listed:
    label, kind = status_words(row.status)
    visit = row.visit
    return Listed(
        href=f"/staff/jobs/{row.id}",
        title=row.title,
        number=row.number,
        customer=row.customer,
        place=row.place.partition("\n")[0],
        visit_words=window_words(visit.starts_at, visit.ends_at, tenant.today()) if visit else "",
        who=visit.who if visit else "",
        state_kind=kind,
        state_words=label,
    )


def listed_job(job: Job, tenant: Tenant) -> dict[str, Any]:
    """One job in a short list, every string ready to print."""
    label, kind = status_words(job.status)
    on = job.created_at.astimezone(tenant.zone).date()
    return {
        "href": f"/staff/jobs/{job.id}",
        "title": job.title,
        "number": job.number,
        "when_words": day(on, tenant.today()),
        "when_iso": on.isoformat(),
        "state_kind": kind,
        "state_words": label,
    }


def events(history: Iterable[dict[str, Any]], tenant: Tenant) -> list[tuple[str, str, str]]:
    """What has happened, in words, oldest first: (when in words, when for machines, sentence)."""
    return [
        (moment(it["at"], tenant.time_zone, tenant.today()), it["at"].isoformat(), _event(it, tenant))
        for it in history
        if (it["about"], it["verb"]) in EVENTS
    ]


def _event(entry: dict[str, Any], tenant: Tenant) -> str:
    def said(iso: str) -> str:
        return moment(datetime.fromisoformat(iso), tenant.time_zone, tenant.today())

    words = {name: said(entry["facts"][fact]) for name, fact in FACTS.items() if fact in entry["facts"]}
    return _(EVENTS[entry["about"], entry["verb"]], by=entry["by"] or _("Somebody"), **words)
