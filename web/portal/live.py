"""What happens to a customer's records, told to a page of theirs that waits for it."""

from quart import Blueprint, Response

from web.door import here
from web.live import Stream
from web.live_answer import stream
from web.quiet import quiet
from web.signed_in import session_id, viewer

blueprint = Blueprint("live", __name__)


@blueprint.get("/live")
@quiet
async def live() -> Response:
    customer_id = viewer().customer_id
    return stream(Stream(here().id, session_id(), str(customer_id), customer_id))
