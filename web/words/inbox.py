"""The company's inbox in words: the list of threads, and one of them with its messages."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from templates.documents import document
from templates.filters import moment
from templates.language import gettext as _
from templates.language import marked
from tenants.messages import PATHS, About, Author, Box, Conversation, InInbox, Via, Written
from tenants.sections import shows_path
from tenants.staff import console_path
from tenants.tenant import Tenant
from web.words.listed import when

BOXES = {Box.TO_ANSWER: marked("To answer"), Box.UNREAD: marked("Unread"), Box.ALL: marked("All")}
LONGEST = 120


class Listed(NamedTuple):
    """One thread, every string ready to print."""

    href: str
    customer: str
    record: str
    last: str
    when_words: str
    when_iso: str
    state_kind: str
    state_words: str


def rows(found: Iterable[InInbox], tenant: Tenant) -> list[Listed]:
    return [_row(row, tenant) for row in found]


def shown(found: Conversation, tenant: Tenant) -> dict[str, Any]:
    """One thread for its page."""
    thread = found.thread
    return {
        "id": str(thread.id),
        "customer": {"name": found.customer, "href": f"/staff/customers/{thread.customer_id}"},
        "record": {"name": named(thread.about, thread.number, thread.title),
                   "href": console_path(thread.about, thread.about_id)},
        "waits": thread.waiting_since is not None,
        "seen": thread.last_at.isoformat(),
        "is_hidden": not shows_path(tenant, PATHS[thread.about]),
        "messages": [_message(it, tenant) for it in found.messages],
    }  # fmt: skip


def offered(about: About) -> dict[str, str]:
    """A record one can write about, as a row of choices."""
    return {
        "href": f"/staff/messages/new?about={about.table}&id={about.id}",
        "name": named(about.table, about.number, about.title),
    }


def named(table: str, number: str, title: str) -> str:
    words = document(table, number, title)
    words = f"{words} · {title}" if title and title != words else words
    return words[:1].upper() + words[1:]


def _message(it: Written, tenant: Tenant) -> dict[str, Any]:
    return {
        "name": it.name,
        "is_company": it.author is Author.STAFF,
        "lines": it.body.split("\n") if it.body else [],
        "left_out": it.left_out,
        "by_mail": it.via is Via.MAIL,
        "when_words": moment(it.at, tenant.time_zone, tenant.today()),
        "when_iso": it.at.isoformat(),
    }


def _row(row: InInbox, tenant: Tenant) -> Listed:
    body = " ".join(row.body.split())
    body = body if len(body) <= LONGEST else f"{body[: LONGEST - 1].rstrip()}…"
    kind, state = _state(row)
    return Listed(
        f"/staff/messages/{row.id}",
        row.customer,
        named(row.about, row.number, row.title),
        f"{row.name}: {body}",
        when(row.last_at, tenant),
        row.last_at.isoformat(),
        kind,
        state,
    )


def _state(row: InInbox) -> tuple[str, str]:
    if row.is_new:
        return "due", _("New message")
    if row.waits:
        return "due", _("To answer")
    return ("paid", _("Answered")) if row.author is Author.STAFF else ("quiet", _("No answer needed"))
