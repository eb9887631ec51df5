"""A job in words: its visits, photos and history, every string ready to print."""

from datetime import date, datetime
from typing import Any

from templates.filters import day, markdown, moment, status_words
from templates.language import gettext as _
from templates.language import marked
from templates.windows import window_words
from tenants.jobs import Document, VisitStatus
from tenants.sections import Section, shows
from tenants.tenant import Tenant
from web.words.jobs.photos import groups

EVENTS = {
    ("job", "scheduled"): marked("Job scheduled"),
    ("job", "started"): marked("Work started"),
    ("job", "completed"): marked("Work completed"),
    ("job", "canceled"): marked("Job canceled"),
    ("job", "reopened"): marked("The job goes on"),
    ("visit", "planned"): marked("Visit planned for %(when)s"),
    ("visit", "moved"): marked("Visit moved from %(before)s to %(when)s"),
    ("visit", "confirmed"): marked("%(by)s confirmed the visit of %(when)s"),
    ("visit", "done"): marked("Visit of %(when)s done"),
    ("visit", "missed"): marked("Visit of %(when)s missed"),
    ("visit", "canceled"): marked("Visit of %(when)s canceled"),
    ("visit", "reopened"): marked("Visit of %(when)s planned after all"),
}
FACTS = {"when": "starts_at", "before": "before"}


class JobPage:
    """One Document in words, as seen on `today`.

    With `shows_photos` every photo that staff have put there is shown, also while the work still goes on.
    """

    def __init__(self, tenant: Tenant, document: Document, today: date, *, shows_photos: bool) -> None:
        self.tenant = tenant
        self.document = document
        self.today = today
        self.photos = document.photos if shows_photos else []

    def context(self) -> dict[str, Any]:
        """What `show.html` wants."""
        document = self.document
        label, kind = status_words(document.status)
        first = next((visit for visit in document.visits if self._is_coming(visit)), None)
        place = (document.property_name or "", *(document.property_address or "").splitlines())
        return {
            "job": {
                "number": document.number,
                "title": document.title,
                "state_kind": kind,
                "state_words": label,
                "closed_words": self._closed_words(),
                "next": self._visit(first) if first else None,
                "visits": [self._visit(visit) for visit in self._others(first)],
                "place_lines": [line for line in place if line],
                "description": markdown(document.description) if document.description else None,
                "estimate": self._estimate(),
                "photo_groups": groups(document.id, self.photos),
                "events": self.events,
            },
        }

    def _is_coming(self, visit: dict[str, Any]) -> bool:
        """Of today or later: a visit of this morning is still to come, its people may be late."""
        is_coming: bool = visit["status"] == VisitStatus.SCHEDULED and visit["starts_at"].date() >= self.today
        return is_coming

    def _estimate(self) -> dict[str, str] | None:
        """The estimate the work was agreed in, where the company shows those and this one was sent."""
        document = self.document
        if document.estimate_number is None or not shows(self.tenant, Section.ESTIMATES):
            return None
        return {"href": f"/estimates/{document.estimate_id}", "number": document.estimate_number}

    def _others(self, first: dict[str, Any] | None) -> list[dict[str, Any]]:
        """The visits beside the next one: those to come, soonest first, then those that were, newest first."""
        others = [visit for visit in self.document.visits if visit is not first]
        coming = [visit for visit in others if self._is_coming(visit)]
        return coming + [visit for visit in reversed(others) if visit not in coming]

    def _visit(self, visit: dict[str, Any]) -> dict[str, Any]:
        label, kind = status_words(_visit_state(visit))
        base = f"/jobs/{self.document.id}/visits/{visit['id']}"
        return {
            "when_words": window_words(visit["starts_at"], visit["ends_at"], self.today),
            "when_iso": visit["starts_at"].isoformat(),
            "who": visit["who"],
            "note": visit["note"],
            "state_kind": kind,
            "state_words": label,
            "confirm": {"action": f"{base}/confirm", "sequence": visit["sequence"]} if visit["waits"] else None,
            "calendar_href": f"{base}.ics" if self._is_coming(visit) else None,
        }

    def _closed_words(self) -> str:
        closed_at = self.document.completed_at or self.document.canceled_at
        if closed_at is None:
            return ""
        on = day(closed_at.astimezone(self.tenant.zone).date(), self.today)
        if self.document.completed_at:
            return _("The work was completed on %(day)s.", day=on)
        return _("This job was canceled on %(day)s. Nobody comes any more.", day=on)

    @property
    def events(self) -> list[tuple[str, str, str]]:
        """What has happened, in words, oldest first: (when in words, when for machines, sentence)."""
        return [
            (moment(it["at"], self.tenant.time_zone, self.today), it["at"].isoformat(), self._event(it))
            for it in self.document.history
            if (it["about"], it["verb"]) in EVENTS
        ]

    def _event(self, entry: dict[str, Any]) -> str:
        """Days are enough, but for a visit that was moved: perhaps only by hours."""
        sentence, say = EVENTS[entry["about"], entry["verb"]], self._moment if entry["verb"] == "moved" else self._day
        words = {name: say(entry["facts"][fact]) for name, fact in FACTS.items() if fact in entry["facts"]}
        return _(sentence, by=entry["by"], **words)

    def _day(self, iso: str) -> str:
        return day(datetime.fromisoformat(iso).astimezone(self.tenant.zone).date(), self.today)

    def _moment(self, iso: str) -> str:
        return moment(datetime.fromisoformat(iso), self.tenant.time_zone, self.today)


def _visit_state(visit: dict[str, Any]) -> str:
    if visit["waits"]:
        return "to_confirm"
    if visit["status"] == VisitStatus.SCHEDULED and visit["confirmed"]:
        return "confirmed"
    return f"visit_{visit['status']}"
