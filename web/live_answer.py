"""The answer that stays open: to a page that asks for a stream of what happens."""

from typing import cast

from quart import Response, current_app, request

from tenants.errors import NotFound
from web.live import Hub, Stream, said

EVENTS = "text/event-stream"
LONGEST_MARK = 120


def last_heard() -> str:
    """The mark for a page that is begun now, and will want to know what happened since."""
    hub: Hub | None = current_app.extensions.get("live")
    return hub.mark if hub else ""


def stream(opened: Stream) -> Response:
    """Tell the page what happened since it was begun, or since what it heard last, and what happens from now on.

    Raises NotFound for whoever wants a page here, and TooMany.
    """
    if EVENTS not in request.headers.get("Accept", ""):
        raise NotFound
    hub = cast("Hub", current_app.extensions["live"])
    hub.check_room(opened)
    last_mark = request.headers.get("Last-Event-ID") or request.args.get("since", "")
    response = Response(said(hub, opened, last_mark[:LONGEST_MARK]), content_type=f"{EVENTS}; charset=utf-8")
    response.headers["X-Accel-Buffering"] = "no"
    response.timeout = None
    return response
