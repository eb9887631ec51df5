"""The answer that stays open: to a page that asks for a stream of what happens."""

from typing import cast

from quart import Response, current_app, request

from tenants.errors import NotFound
from web.live import Hub, Stream, said

EVENTS = "text/event-stream"
LONGEST_MARK = 120


def stream(opened: Stream) -> Response:
    """Tell the page what happens from now on. Raises NotFound for whoever wants a page here, and TooMany."""
    if EVENTS not in request.headers.get("Accept", ""):
        raise NotFound
    hub = cast("Hub", current_app.extensions["live"])
    hub.enter(opened, request.headers.get("Last-Event-ID", "")[:LONGEST_MARK])
    response = Response(said(hub, opened), content_type=f"{EVENTS}; charset=utf-8")
    response.headers["X-Accel-Buffering"] = "no"
    response.timeout = None
    return response
