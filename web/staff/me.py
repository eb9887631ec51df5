"""The staff member's own page: who they are here, what they read in, and where they are signed in."""

from uuid import UUID

from quart import Blueprint, Response, request

from templates.filters import moment
from templates.language import LANGUAGES
from templates.language import gettext as _
from tenants import second_factor, sign_in, team
from tenants.errors import Invalid
from tenants.rights import Right
from web.door import here
from web.language import sentence
from web.pages import page
from web.profile_page import ListedDevice, language_choices
from web.signed_in import see_other
from web.staff_signed_in import demand_fresh, member, needs, signed_out
from web.team_rows import ROLES
from web.words import factor as factor_page

PATH = "/staff/me"

blueprint = Blueprint("me", __name__, url_prefix="/me")


@blueprint.get("")
@needs(Right.SELF)
async def show() -> Response:
    return await _show(member().name, member().language, saved=request.args.get("saved", ""))


@blueprint.post("")
@needs(Right.SELF)
async def save() -> Response:
    form = await request.form
    name, language = form.get("name", ""), form.get("language", "")
    try:
        await team.change(member().staff_member_id, name, language if language in LANGUAGES else "")
    except Invalid as error:
        return await _show(name, language, error)
    return see_other(f"{PATH}?saved=details")


@blueprint.post("/sessions/<uuid:ended_id>/revoke")
@needs(Right.SELF)
async def revoke(ended_id: UUID) -> Response:
    await team.end_session(member().staff_member_id, member().session_id, ended_id)
    return see_other(f"{PATH}#sessions")


@blueprint.post("/sign-out-everywhere")
@needs(Right.SELF)
async def sign_out_everywhere() -> Response:
    await team.sign_out_everywhere(member().staff_member_id, member().session_id)
    return signed_out()


@blueprint.post("/recovery-codes")
@needs(Right.SELF)
async def renew_recovery_codes() -> Response:
    """They are in this answer and never again."""
    demand_fresh()
    codes = await second_factor.renew_recovery_codes(member())
    return page("staff/factor/codes.html", codes=codes, next=PATH, is_new=False)


@blueprint.post("/second-factor/remove")
@needs(Right.SELF)
async def remove_second_factor() -> Response:
    demand_fresh()
    await second_factor.remove(member())
    return see_other(f"{PATH}#second-step")


async def _show(name: str, language: str, error: Invalid | None = None, saved: str = "") -> Response:
    return page(
        "staff/me.html",
        422 if error else 200,
        place="me",
        typed={"name": name, "language": language},
        errors={"name": sentence(error) if error else ""},
        language_choices=[("", _("The company's language")), *language_choices(here())[1:]],
        role_words=_(ROLES[member().role]),
        sessions=[_device(it) for it in await sign_in.staff_sessions(member().staff_member_id)],
        saved=saved,
        is_required=here().second_factor_required,
        **factor_page.since(await second_factor.counting(member().staff_member_id), here()),
    )


def _device(device: sign_in.Device) -> ListedDevice:
    seen = moment(device.seen_at, here().time_zone, here().today())
    is_this = device.id == member().session_id
    return ListedDevice(device.id, device.device, _("Last used %(moment)s", moment=seen), is_this)
