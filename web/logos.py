"""Logos go out to everybody at the company's host: under names that change with their content, and nothing else."""

from quart import Blueprint, Response

from tenants import logos
from web.assets import FOREVER

blueprint = Blueprint("logos", __name__)


@blueprint.get("/logo/<mark>.png")
async def show(mark: str) -> Response:
    logo = await logos.find(mark)
    response = Response(bytes(logo.body), content_type="image/png")
    response.headers["Cache-Control"] = FOREVER
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    # Mail is read at other sites, and shows it.
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
