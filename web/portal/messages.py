"""Messages: every thread of the customer, so that none is hidden at the end of some document."""

from quart import Blueprint, Response, request

from tenants import messages
from web import message_rows, older
from web.door import here
from web.pages import page
from web.signed_in import viewer

blueprint = Blueprint("messages", __name__, url_prefix="/messages")


@blueprint.get("")
async def index() -> Response:
    before = older.than_moment(request.args["before"]) if "before" in request.args else None
    abouts = messages.abouts(here())
    found = await messages.listed(viewer().customer_id, viewer().contact_id, abouts, before)
    return page(
        "portal/messages.html",
        place="messages",
        rows=message_rows.rows(found[: messages.PAGE]),
        newer_href="/messages" if before else None,
        older_href=older.href("/messages", [(row.last_at, row.id) for row in found], messages.PAGE),
    )
