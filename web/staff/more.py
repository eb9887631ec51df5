"""What the foot of a phone has no room for."""

from quart import Blueprint, Response

from tenants.rights import Right
from web.pages import page
from web.staff_signed_in import needs

blueprint = Blueprint("more", __name__)


@blueprint.get("/more")
@needs(Right.SELF)
async def more() -> Response:
    return page("staff/more.html", place="more")
