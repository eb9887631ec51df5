"""The contact's own page: who they are here, how they are reached, and where they are signed in."""

from typing import Any
from uuid import UUID

from quart import Blueprint, Response, abort, request

from templates.language import LANGUAGES
from tenants import email_changes, profiles, sign_in
from tenants.errors import Invalid
from tenants.topics import offered
from web.door import here
from web.pages import page
from web.profile_page import context
from web.signed_in import see_other, session_id, signed_out, viewer

blueprint = Blueprint("profile", __name__, url_prefix="/profile")


@blueprint.get("")
async def show() -> Response:
    return await _show(saved=request.args.get("saved", ""))


@blueprint.post("")
async def save() -> Response:
    form = await request.form
    language = form.get("language", "")
    typed = {"name": form.get("name", ""), "phone": form.get("phone", "")}
    try:
        await profiles.save(viewer().contact_id, **typed, language=language if language in LANGUAGES else "")
    except Invalid as error:
        return await _show(error, **typed, language=language)
    return see_other("/profile?saved=details#details")


@blueprint.post("/email")
async def change_email() -> Response:
    typed = (await request.form).get("email", "")
    try:
        await email_changes.ask(viewer().contact_id, session_id(), typed)
    except Invalid as error:
        return await _show(error, email=typed)
    return see_other("/profile#email-address")


@blueprint.post("/email/withdraw")
async def withdraw_email() -> Response:
    await email_changes.withdraw(viewer().contact_id)
    return see_other("/profile#email-address")


@blueprint.post("/letters")
async def choose_letters() -> Response:
    form = await request.form
    await profiles.do_without(viewer().contact_id, [topic for topic in offered(here()) if topic not in form])
    return see_other("/profile?saved=letters#letters")


@blueprint.post("/sessions/<uuid:ended_id>/revoke")
async def revoke(ended_id: UUID) -> Response:
    if not await sign_in.revoke(session_id(), ended_id):
        abort(404)
    return see_other("/profile")


@blueprint.post("/sign-out-everywhere")
async def sign_out_everywhere() -> Response:
    await sign_in.sign_out_everywhere(session_id())
    return signed_out()


async def _show(error: Invalid | None = None, saved: str = "", **typed: Any) -> Response:
    found = await profiles.one(viewer().contact_id, session_id())
    shown = context(here(), found, session_id(), error, typed)
    return page(
        "portal/profile.html",
        422 if error else 200,
        place="profile",
        saved=saved,
        several=viewer().can_switch,
        customer_name=viewer().customer_name,
        **shown,
    )
