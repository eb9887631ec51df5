"""What happens in the company, told to the console's pages while they are open."""

from quart import Blueprint, Response

from tenants.rights import Right
from web.door import here
from web.live import Stream
from web.live_answer import stream
from web.quiet import quiet
from web.staff_signed_in import member, needs

blueprint = Blueprint("live", __name__)


@blueprint.get("/live")
@quiet
@needs(Right.SEE)
async def live() -> Response:
    return stream(Stream(here().id, member().session_id, str(member().role)))
