"""Agreements as the company sees them: in the list, and one with its schedule, money and history."""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from papers.agreement_schedule import STATES, schedule
from templates.cadences import price_words
from templates.filters import day, moment, money, short_day, status_words
from templates.language import gettext as _
from templates.language import marked
from tenants.agreements import AgreementStatus, Document, Filter, InList, VisitState
from tenants.customers import Contact, Customer
from tenants.tenant import Tenant
from web.words.agreements.billing import billing
from web.words.threads import thread_href

FILTERS = {
    Filter.CURRENT: marked("Current"),
    Filter.DRAFT: marked("Drafts"),
    Filter.TO_SIGN: marked("To answer"),
    Filter.RUNNING: marked("Running"),
    Filter.OVER: marked("Ended"),
}
EVENTS = {
    "sent": marked("%(by)s sent it"),
    "taken_back": marked("%(by)s took it back"),
    "signed": marked("%(by)s signed it"),
    "declined": marked("%(by)s declined it"),
    "answered_for": marked("%(by)s noted the customer's answer: %(how)s"),
    "ended": marked("%(by)s ended it"),
    "scheduled": marked("%(by)s planned %(visits)s visits"),
    "visit_done": marked("%(by)s marked the visit of %(day)s as done"),
    "visit_skipped": marked("%(by)s left out the visit of %(day)s"),
    "visit_unmarked": marked("%(by)s took back what was noted of the visit of %(day)s"),
}


class Listed(NamedTuple):
    """One agreement of the list, every string ready to print."""

    href: str
    title: str
    number: str
    customer: str
    price_words: str
    visits_words: str
    next_words: str
    state_kind: str
    state_words: str


def rows(found: Iterable[InList], today: date) -> list[Listed]:
    return [_row(row, today) for row in found]


def _row(row: InList, today: date) -> Listed:
    label, kind = status_words(row.state)
    return Listed(
        href=f"/staff/agreements/{row.id}",
        title=row.title,
        number=row.number,
        customer=row.customer,
        price_words=price_words(money(row.price, row.currency), row.cadence),
        visits_words=_("%(done)s of %(planned)s visits", done=row.done, planned=row.visits_planned)
        if row.visits_planned
        else "",
        next_words=_("next %(day)s", day=short_day(row.next_on, today))
        if row.next_on and row.state == "running"
        else "",
        state_kind=kind,
        state_words=label,
    )


def shown(tenant: Tenant, document: Document, customer: Customer, people: list[Contact]) -> dict[str, Any]:
    """What the page of one agreement wants."""
    today, status = tenant.today(), AgreementStatus(document.status)
    label, kind = status_words("draft" if status is AgreementStatus.DRAFT else document.state)
    days = [(_("Starts"), document.starts_on), (_("Renews"), document.renews_on), (_("Runs until"), document.ends_on)]
    return {
        "id": document.id,
        "number": document.number,
        "thread_href": thread_href("agreement", document.id, document.thread),
        "title": document.title,
        "status": str(status),
        "state_kind": kind,
        "state_words": label,
        "is_over": status is AgreementStatus.ENDED,
        "price_words": price_words(money(document.price, document.currency), document.cadence),
        "customer": {"name": customer.name, "href": f"/staff/customers/{customer.id}", "id": customer.id},
        "people": [(str(it.id), it.name) for it in people],
        "days": [(label, day(on, today), on.isoformat()) for label, on in days if on],
        "services": [(service.name, service.how_often) for service in document.services],
        "schedule": schedule(document, today),
        "visits": [_visit(document, visit, today) for visit in document.visits],
        "billing": billing(document, today),
        "events": [
            (moment(it["at"], tenant.time_zone, today), it["at"].isoformat(), _event(it, today))
            for it in document.history
            if it["verb"] in EVENTS
        ],
    }


def _visit(document: Document, visit: Any, today: date) -> dict[str, Any]:
    label, kind = STATES[visit.state]
    on = visit.done_on or visit.planned_on
    return {
        "at": f"/staff/agreements/{document.id}/visits/{visit.id}",
        "when_words": day(on, today),
        "when_iso": on.isoformat(),
        "arrival": visit.arrival,
        "state_kind": kind,
        "state_words": _(label),
        "is_due": visit.state in {VisitState.NEXT, VisitState.MISSED},
        "is_noted": visit.state in {VisitState.DONE, VisitState.SKIPPED},
    }


def _event(entry: dict[str, Any], today: date) -> str:
    facts = entry["facts"]
    on = facts.get("done_on") or facts.get("planned_on")
    return _(
        EVENTS[entry["verb"]],
        by=entry["by"] or _("Somebody"),
        how=facts.get("how", ""),
        visits=facts.get("visits", ""),
        day=day(date.fromisoformat(on), today) if on else "",
    )
