"""Whether an address of a portal is to be had, told while it is typed."""

from quart import Blueprint, Response, g, jsonify, request

from templates.language import gettext as _
from templates.language import marked
from tenants import founding, site_requests, slugs
from tenants.errors import Invalid
from tenants.slugs import Standing
from web import address
from web.language import sentence

STANDINGS = {
    Standing.FREE: marked("This address is free."),
    Standing.TAKEN: founding.TAKEN,
    Standing.NOT_ALLOWED: slugs.NOT_ALLOWED,
}

blueprint = Blueprint("portal_address", __name__, url_prefix="/sign-up")


@blueprint.post("/address")
async def look_up() -> Response:
    """Whether an address of a portal is to be had, while it is typed; nothing but that."""
    typed = (await request.form).get("slug", "")
    standing = await site_requests.slug_standing(typed, address.network(g.address))
    words = _(STANDINGS[standing])
    if standing is Standing.NOT_ALLOWED:
        words = _why_not(typed)
    return jsonify(standing=standing, words=words)


def _why_not(typed: str) -> str:
    try:
        slugs.check(typed)
    except Invalid as error:
        return sentence(error)
    return _(slugs.NOT_ALLOWED)
