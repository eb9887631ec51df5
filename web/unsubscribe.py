"""The way out of a letter's topic. Mail programs press it for their people, so the address itself is the proof."""

from quart import Blueprint, Response, request

from templates.language import gettext as _
from tenants import unsubscribe
from tenants.unsubscribe import Wish
from web.pages import page
from web.profile_page import TOPICS

blueprint = Blueprint("unsubscribe", __name__)


@blueprint.get("/unsubscribe/<proof>")
async def show(proof: str) -> Response:
    """Ask first: whatever opens links by itself changes nothing."""
    return _page(await unsubscribe.behind(proof), is_done=False)


@blueprint.post("/unsubscribe/<proof>")
async def stop(proof: str) -> Response:
    return _page(await unsubscribe.stop(proof), is_done=True)


def _page(wish: Wish | None, *, is_done: bool) -> Response:
    topic = _(TOPICS[wish.topic]) if wish else ""
    status = 200 if wish else 410
    shown = page("portal/unsubscribe.html", status, action=request.path, topic=topic, is_done=is_done)
    shown.headers["Referrer-Policy"] = "no-referrer"
    return shown
