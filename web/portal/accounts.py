"""Picking the customer to look at, for a person who belongs to several."""

from uuid import UUID

from quart import Blueprint, Response, abort, request

from tenants import sign_in
from web.pages import page
from web.portal.landing import own_path
from web.signed_in import see_other, session_id

blueprint = Blueprint("accounts", __name__)


@blueprint.get("/accounts")
async def index() -> Response:
    choices = await sign_in.choices(session_id())
    return page("portal/accounts.html", choices=choices, next=own_path(request.args.get("next", "")))


@blueprint.post("/accounts")
async def pick() -> Response:
    form = await request.form
    if not await sign_in.pick(session_id(), _id(form.get("contact_id", ""))):
        abort(404)
    return see_other(own_path(form.get("next", "")))


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        abort(404)
