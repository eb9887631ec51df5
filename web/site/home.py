"""The base domain itself: what Porchlight is, shown."""

from quart import Blueprint, Response

from web.pages import page

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
async def show() -> Response:
    return page("site/home.html")
