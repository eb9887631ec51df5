"""Finding one's portals: a person is mailed theirs, a stranger is told nothing."""

from quart import Blueprint, Response, g, request

from templates.language import spoken
from tenants import site_requests
from tenants.errors import Invalid
from tenants.site_requests import Purpose
from web import address
from web.language import sentence
from web.pages import page
from web.signed_in import see_other

blueprint = Blueprint("find", __name__, url_prefix="/find")


@blueprint.get("")
async def start() -> Response:
    return page("site/find.html", email="", error=None)


@blueprint.post("")
async def ask() -> Response:
    """One answer for every address: whether somebody is there, only the mail tells."""
    typed = (await request.form).get("email", "")
    network = address.network(g.address)
    try:
        await site_requests.ask(Purpose.FIND, typed, browser="", network=network, language=spoken())
    except Invalid as error:
        return page("site/find.html", 422, email=typed, error=sentence(error))
    return see_other("/find/sent")


@blueprint.get("/sent")
async def sent() -> Response:
    return page("site/found.html")
