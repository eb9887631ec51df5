"""A staff member's way to another email address: asked for with a fresh proof, taken by the link mailed there."""

from quart import Blueprint, Response, request

from tenants import team
from tenants.errors import Invalid
from tenants.rights import Right
from web.language import sentence
from web.pages import page
from web.signed_in import see_other
from web.staff_signed_in import demand_fresh, member, needs

PATH = "/staff/me/email"

blueprint = Blueprint("own_address", __name__, url_prefix="/me/email")


@blueprint.get("")
@needs(Right.SELF)
async def show() -> Response:
    demand_fresh()
    return _show("")


@blueprint.post("")
@needs(Right.SELF)
async def ask() -> Response:
    demand_fresh()
    typed = (await request.form).get("email", "")
    try:
        asked = await team.ask_for_address(member(), typed)
    except Invalid as error:
        return _show(typed, error)
    return page("staff/own_address_sent.html", place="me", new_email=asked)


@blueprint.get("/<token>")
@needs(Right.SELF)
async def offer(token: str) -> Response:
    return page("staff/own_address_taken.html", place="me", token=token, new_email=team.address_in(token, member()))


@blueprint.post("/<token>")
@needs(Right.SELF)
async def take(token: str) -> Response:
    await team.take_address(token, member())
    return see_other("/staff/me?saved=address")


def _show(typed: str, error: Invalid | None = None) -> Response:
    errors = {"email": sentence(error) if error else ""}
    return page("staff/own_address.html", 422 if error else 200, place="me", typed=typed, errors=errors)
