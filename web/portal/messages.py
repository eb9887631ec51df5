"""Messages: every thread of the customer, so that none is hidden at the end of some document."""

from quart import Blueprint, Response, request

from templates.documents import document
from templates.filters import moment
from templates.language import gettext as _
from tenants import messages
from tenants.sections import shows_path
from web import older
from web.door import here
from web.listed import Listed
from web.message_thread import ANCHOR
from web.pages import page
from web.signed_in import viewer

blueprint = Blueprint("messages", __name__, url_prefix="/messages")


@blueprint.get("")
async def index() -> Response:
    before = older.than_moment(request.args["before"]) if "before" in request.args else None
    shown = [about for about, path in messages.PATHS.items() if shows_path(here(), path)]
    found = await messages.listed(viewer().customer_id, viewer().contact_id, shown, before)
    return page(
        "portal/messages.html",
        place="messages",
        rows=[_row(thread) for thread in found[: messages.PAGE]],
        newer_href="/messages" if before else None,
        older_href=older.href("/messages", [(row.last_at, row.id) for row in found], messages.PAGE),
    )


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
        _("See"),
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _state(thread: messages.Listed) -> tuple[str, str]:
    if thread.is_new:
        return "due", _("New message")
    if thread.author is messages.Author.STAFF:
        return "paid", _("Answered")
    return "quiet", _("Sent")
