"""The base domain itself: what Porchlight is."""

from quart import Blueprint, Response

from web.pages import page

blueprint = Blueprint("site", __name__)


@blueprint.get("/")
async def home() -> Response:
    return page("site/home.html")
