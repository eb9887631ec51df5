"""More: the places that the menu has no room for."""

from quart import Blueprint, Response

from web import menu
from web.door import here
from web.pages import page

blueprint = Blueprint("more", __name__)


@blueprint.get("/more")
async def show() -> Response:
    return page("portal/more.html", place="more", places=menu.under_more(here()))
