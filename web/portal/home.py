"""Home: what waits first, then the latest of everything the company shows."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, NamedTuple

from quart import Blueprint, Response

from templates.language import gettext as _
from templates.language import marked
from templates.windows import window_words
from tenants import home, jobs
from tenants.sections import Section
from web import message_rows
from web.door import here
from web.pages import page, welcome_of
from web.signed_in import viewer
from web.words.agreements import rows as agreement_rows
from web.words.estimates import rows as estimate_rows
from web.words.invoices import rows as invoice_rows
from web.words.invoices.rows import owed_words
from web.words.jobs import rows as job_rows
from web.words.service_requests import rows as service_request_rows

blueprint = Blueprint("home", __name__)
LATEST = 3
ANSWERED = frozenset({Section.ESTIMATES, Section.AGREEMENTS})
ROWS: dict[Section, Callable[[Any, date], Sequence[Any]]] = {
    Section.ESTIMATES: estimate_rows.rows,
    Section.JOBS: job_rows.rows,
    Section.AGREEMENTS: agreement_rows.rows,
    Section.SERVICE_REQUESTS: service_request_rows.rows,
}
TITLES = {
    Section.ESTIMATES: (marked("Estimates"), marked("All estimates")),
    Section.JOBS: (marked("Jobs"), marked("All jobs")),
    Section.AGREEMENTS: (marked("Agreements"), marked("All agreements")),
    Section.SERVICE_REQUESTS: (marked("Requests"), marked("All requests")),
}


class Latest(NamedTuple):
    """What came last of one section, and the way to all of it."""

    title: str
    all_words: str
    href: str
    rows: Sequence[Any]


@blueprint.get("/")
async def show() -> Response:
    tenant, today = here(), here().today()
    found = await home.of(viewer().customer_id, viewer().contact_id, today)
    visited = jobs.today_visit(found.sections.get(Section.JOBS, []), today)
    payable = [row for row in found.open_invoices if _is_to_pay(row)]
    return page(
        "portal/home.html",
        place="home",
        greeting_name=next(iter(viewer().name.split()), ""),
        welcome=welcome_of(tenant),
        visit=_visit(visited, today) if visited else None,
        owed=owed_words(found.open_invoices),
        attention=[*invoice_rows.rows(payable, today), *_waiting(found, today), *message_rows.rows(found.new_messages)],
        sections=_latest(found, today),
        ask_href="/service-requests/new" if Section.SERVICE_REQUESTS in found.sections else None,
        empty=not (found.open_invoices or found.closed_invoices or any(found.sections.values())),
    )


def _visit(row: jobs.Row, today: date) -> dict[str, str] | None:
    if row.visit is None:
        return None
    when = window_words(row.visit.starts_at, row.visit.ends_at, today)
    return {"href": f"/jobs/{row.id}", "when_words": when, "who": row.visit.who, "what_words": row.title}


def _waiting(found: home.Home, today: date) -> list[Any]:
    """What is to be answered, signed or confirmed."""
    return [
        listed
        for section, rows in found.sections.items()
        for listed in ROWS[section]([row for row in rows if _waits(section, row)], today)
    ]


def _is_to_pay(row: Any) -> bool:
    return bool(row.standing.payable) and viewer().billing


def _waits(section: Section, row: Any) -> bool:
    """Whether the row waits for whoever looks: not for an answer that others give."""
    return bool(row.waits) and (viewer().approve or section not in ANSWERED)


def _latest(found: home.Home, today: date) -> list[Latest]:
    others = [row for row in found.open_invoices if not _is_to_pay(row)] + found.closed_invoices
    latest = [Latest(_("Invoices"), _("All invoices"), "/invoices", invoice_rows.rows(others[:LATEST], today))]
    for section, rows in found.sections.items():
        title, all_words = TITLES[section]
        listed = ROWS[section]([row for row in rows if not _waits(section, row)][:LATEST], today)
        latest.append(Latest(_(title), _(all_words), section.path, listed))
    return [part for part in latest if part.rows]
