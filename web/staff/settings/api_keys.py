"""Settings > API keys: what lets the company's other programs in, made and shown once, listed, revoked."""

from collections.abc import Mapping
from uuid import UUID, uuid4

from quart import Blueprint, Response, request

from tenants import api_keys
from tenants.api_keys import MadeBefore
from tenants.errors import Invalid
from tenants.rights import Right
from web.door import here
from web.forms import api_key as form
from web.forms.ids import id_of
from web.language import sentence
from web.pages import page
from web.signed_in import see_other
from web.staff_signed_in import member, needs
from web.words.api_keys import PATH, example, parts, row

blueprint = Blueprint("api_keys", __name__, url_prefix="/settings/api-keys")


@blueprint.get("")
@needs(Right.KEYS)
async def index() -> Response:
    found = [row(key, here()) for key in await api_keys.listed()]
    return page("staff/api_keys/index.html", place="settings", rows=found)


@blueprint.get("/new")
@needs(Right.KEYS)
async def new() -> Response:
    return _form({})


@blueprint.post("/new")
@needs(Right.KEYS)
async def make() -> Response:
    """The key is in this answer and never again: sent once more, the form leads to the page of the key it made."""
    typed = await request.form
    key_id, scopes = id_of(typed.get("id", "")) or uuid4(), form.read(typed)
    try:
        key, secret = await api_keys.make(typed.get("name", ""), scopes, member().staff_member_id, key_id)
    except Invalid as error:
        return _form(typed, error)
    except MadeBefore:
        return see_other(f"{PATH}/{key_id}")
    return page(
        "staff/api_keys/made.html",
        place="settings",
        name=key.name,
        secret=secret,
        example=example(here(), secret, scopes),
    )


@blueprint.get("/<uuid:key_id>")
@needs(Right.KEYS)
async def show(key_id: UUID) -> Response:
    key = await api_keys.one(key_id)
    return page("staff/api_keys/show.html", place="settings", key=row(key, here()), parts=parts(key.scopes))


@blueprint.get("/<uuid:key_id>/revoke")
@needs(Right.KEYS)
async def revoking(key_id: UUID) -> Response:
    key = await api_keys.one(key_id)
    if key.revoked_at:
        return see_other(f"{PATH}/{key_id}")
    return page("staff/api_keys/revoke.html", place="settings", key=row(key, here()))


@blueprint.post("/<uuid:key_id>/revoke")
@needs(Right.KEYS)
async def revoke(key_id: UUID) -> Response:
    await api_keys.revoke(key_id)
    return see_other(f"{PATH}/{key_id}")


def _form(typed: Mapping[str, str], error: Invalid | None = None) -> Response:
    return page(
        "staff/api_keys/new.html",
        422 if error else 200,
        place="settings",
        key_id=id_of(typed.get("id", "")) or uuid4(),
        name=typed.get("name", ""),
        choices=form.choices(typed),
        nouns=form.nouns(typed),
        errors={"name": "", "scopes": "", **({error.field: sentence(error)} if error else {})},
    )
