"""An estimate in words, as the portal and a share link show it: every string ready to print."""

from contextlib import suppress
from typing import Any

from papers.estimate_words import EstimateWords, escaped, state_words, when_words
from templates.filters import day, markdown, terms
from templates.language import gettext as _
from tenants.errors import Invalid
from tenants.estimates import Choice, choose, form_of
from web.words.estimates import answer as estimate_answer
from web.words.estimates import history as estimate_history
from web.words.estimates import outcome as estimate_outcome
from web.words.estimates.choice import Typed, is_open


class EstimatePage(EstimateWords):
    """All that `_document.html` wants."""

    def context(self, base: str, typed: Typed | None = None, *, name: str = "") -> dict[str, Any]:
        """`base` is the path of this estimate, which its actions hang below.

        `typed` is what stands in the form; without it the company's suggestions do, and the `name` of who is here.
        """
        choice = self.choice
        if typed:
            with suppress(Invalid):  # what is wrong with it stands beside its field
                choice = choose(self.contents, typed.fields)
        typed = typed or Typed({**form_of(self.contents, choice), "name": name}, {})
        return {
            "estimate": self._estimate(base, choice),
            "differences": estimate_history.differences(self) if self.is_open else None,
            "answer": estimate_answer.answer(self, base, choice, typed) if self.is_open else None,
            "outcome": estimate_outcome.outcome(self, base),
            "fresh": estimate_outcome.fresh(self, base),
            "notice": None,
        }

    def _estimate(self, base: str, choice: Choice) -> dict[str, Any]:
        document, frozen = self.document, self.document.frozen
        label, kind = state_words(document.state)
        return {
            "number": document.number,
            "title": self.title,
            "state_kind": kind,
            "state_words": label,
            "is_from": not self.is_picked(choice),
            "headline_words": self.money(self.total(choice)),
            "when_words": when_words(document.state, self.when, self.today),
            "when_iso": self.when.isoformat(),
            "asked": estimate_history.asked(self),
            "from_lines": escaped((frozen["company"], *frozen["address"])),
            "to_lines": escaped(frozen["bill_to"]),
            "service_lines": escaped(frozen["service"]) or None,
            "number_words": estimate_history.number_words(self),
            "sent_words": _("Sent %(day)s", day=day(self.on(document.version_sent_at))),
            "valid_words": _("Valid until %(day)s", day=day(document.valid_until)),
            "note": markdown(self.contents.note) if self.contents.note else None,
            "terms": terms(self.contents.terms) if self.contents.terms and not self.is_open else None,
            **self._lines(choice),
            "events": estimate_history.events(self),
            "pdf_href": f"{base}.pdf",
            "notes_opening": not base.startswith("/staff/"),
        }

    def _lines(self, choice: Choice) -> dict[str, Any]:
        """The lines and what they come to; while there is something to choose, those that stay whatever is chosen."""
        certain = [item for item in self.contents.items if not is_open(item)]
        if not (self.is_open and (self.contents.options or len(certain) < len(self.contents.items))):
            return {"lines": self.lines(choice), "totals": self.totals(choice), "lines_title": ""}
        title = _("In every option") if self.contents.options else _("Always included")
        return {
            "lines": [self.line(item.line, item.line.description) for item in certain],
            "totals": [],
            "lines_title": title,
        }
