"""An agreement in words, as the portal shows it: every string ready to print."""

from datetime import date
from typing import Any

from markupsafe import Markup

from papers.agreement_schedule import schedule
from papers.agreement_words import AgreementWords
from templates.filters import status_words, terms
from templates.language import gettext as _
from templates.language import marked
from tenants.agreements import State
from web.words.agreements import billing as agreement_billing
from web.words.agreements.answer import Typed, form, outcome

EVENTS = {
    "sent": marked("Agreement sent"),
    "taken_back": marked("Taken back to be changed"),
    "signed": marked("Signed by %(name)s"),
    "declined": marked("Declined by %(name)s"),
    "answered_for": marked("Noted by %(name)s as you told us"),
    "ended": marked("Agreement ended"),
    "visit_done": marked("Visit of %(day)s done"),
    "visit_skipped": marked("Visit planned for %(day)s left out"),
}


class AgreementPage(AgreementWords):
    """All that `_document.html` wants."""

    def context(self, base: str, typed: Typed | None = None) -> dict[str, Any]:
        """What `_document.html` wants; `base` is the path of this agreement, which its actions hang below."""
        return {
            "agreement": self._agreement(base),
            "answer": form(self.document, base, typed or Typed()) if self.waits else None,
            "outcome": outcome(self.document, self.moment),
            "schedule": schedule(self.document, self.today),
            "billing": agreement_billing.billing(self.document, self.today),
            "notice": None,
        }

    def _agreement(self, base: str) -> dict[str, Any]:
        document, frozen = self.document, self.document.frozen
        label, kind = status_words(document.state)
        return {
            "number": document.number,
            "title": document.title,
            "state_kind": kind,
            "state_words": label,
            "price_words": self.price_words,
            "facts": self.facts,
            "services": self.services,
            "terms": terms(document.terms) if document.terms and not self.waits else None,
            "events": self.events,
            "from_lines": [Markup.escape(text) for text in (frozen["company"], *frozen["address"])],
            "to_lines": [Markup.escape(text) for text in frozen["bill_to"]],
            "service_lines": [Markup.escape(text) for text in frozen["service"]] or None,
            "renews": _other(document.renews, marked("Continues agreement %(number)s")),
            "renewed_by": _other(document.renewed_by, marked("Continued by agreement %(number)s")),
            "pdf_href": f"{base}.pdf",
        }

    @property
    def facts(self) -> list[tuple[str, str, str]]:
        """The days that matter: label, words, and the day as machines write it."""
        document = self.document
        coming = next((visit.planned_on for visit in document.visits if visit.state == "next"), None)
        is_over = document.state in {State.ENDED, State.DECLINED}
        has_begun = document.signed_at is not None and document.starts_on < self.today
        named = [
            (_("Next visit"), None if is_over or self.waits else coming),
            (_("Started") if has_begun else _("Starts"), document.starts_on),
            (_("Renews"), None if is_over else document.renews_on),
            (_("Runs until"), document.ends_on),
        ]
        return [(label, self.day(on), on.isoformat()) for label, on in named if on]

    @property
    def events(self) -> list[tuple[str, str, str]]:
        return [
            (self.moment(entry["at"]), entry["at"].isoformat(), self._event(entry))
            for entry in self.document.history
            if entry["verb"] in EVENTS
        ]

    def _event(self, entry: dict[str, Any]) -> str:
        on = entry["facts"].get("done_on") or entry["facts"].get("planned_on")
        return _(EVENTS[entry["verb"]], name=entry["by"], day=self.day(date.fromisoformat(on)) if on else "")


def _other(found: dict[str, Any] | None, words: str) -> dict[str, str] | None:
    return found and {"href": f"/agreements/{found['id']}", "words": _(words, number=found["number"])}
