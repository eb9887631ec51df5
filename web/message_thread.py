"""The thread at the end of a document's page: what was written, and the form to write in."""

from collections.abc import Awaitable, Callable
from typing import Any

from quart import Response, request

from templates.filters import moment
from tenants import messages
from tenants.errors import Invalid, TooMany
from web.door import here
from web.language import sentence
from web.signed_in import see_other, viewer
from web.viewing import is_looking

ANCHOR = "messages"

Again = Callable[..., Awaitable[Response]]


async def context(found: str | None, base: str, *, typed: str = "", error: str = "") -> dict[str, Any]:
    """What `components/thread.html` wants for the document at the path `base`, and the note that it was looked at.

    `found` is what messages.thread_of gave.
    """
    talk = messages.talk(found, viewer().contact_id)
    if talk and talk.has_news and not is_looking():
        await messages.saw(talk.id, viewer().contact_id)
    return {
        "thread": {
            "action": f"{base}/messages",
            "messages": [_shown(said) for said in talk.messages] if talk else [],
            "typed": typed,
            "error": error,
            "longest": messages.LONGEST,
        }
    }


async def take(about: messages.About, again: Again) -> Response:
    """Take what was typed; `again(status, typed=…, error=…)` is the document's page once more, with what is wrong."""
    typed = (await request.form).get("body", "")
    try:
        await messages.say(about, viewer().contact_id, viewer().name, typed)
    except (Invalid, TooMany) as error:
        return await again(error.status, typed=typed, error=sentence(error))
    return see_other(f"{messages.PATHS[about.table]}/{about.id}#{ANCHOR}")


def _shown(said: messages.Said) -> dict[str, Any]:
    tenant = here()
    return {
        "name": said.name,
        "is_company": said.author is messages.Author.STAFF,
        "is_new": said.is_new,
        "lines": said.body.split("\n") if said.body else [],
        "left_out": said.left_out,
        "when_words": moment(said.at, tenant.time_zone, tenant.today()),
        "when_iso": said.at.isoformat(),
    }
