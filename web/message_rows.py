"""Threads of messages in a list, in words."""

from collections.abc import Iterable

from templates.documents import document
from templates.filters import moment
from templates.language import gettext as _
from tenants import messages
from web.door import here
from web.message_thread import ANCHOR
from web.words.listed import Listed


def rows(found: Iterable[messages.Listed]) -> list[Listed]:
    return [_row(thread) for thread in found]


def _row(thread: messages.Listed) -> Listed:
    tenant = here()
    kind, state = _state(thread)
    called = _capital(document(thread.about, thread.number))
    return Listed(
        f"{messages.PATHS[thread.about]}/{thread.about_id}#{ANCHOR}",
        thread.title or called,
        called if thread.title else "",
        moment(thread.last_at, tenant.time_zone, tenant.today()),
        thread.last_at.isoformat(),
        "",
        kind,
        state,
        _("Read") if thread.is_new else _("See"),
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _state(thread: messages.Listed) -> tuple[str, str]:
    if thread.is_new:
        return "due", _("New message")
    if thread.author is messages.Author.STAFF:
        return "paid", _("Answered")
    return "quiet", _("Sent")
