"""The team: invited with name, address and role, given another role, taken out; the company handed over."""

from uuid import UUID

from quart import Blueprint, Response, abort, request

from tenants import api_keys, sign_in, team
from tenants.errors import Invalid, NotFound
from tenants.rights import Right, may
from tenants.staff import Role
from tenants.team import Invited
from web.door import here
from web.language import sentence
from web.pages import page
from web.signed_in import see_other
from web.staff_landing import HOME
from web.staff_signed_in import demand, member, needs, remember
from web.team_rows import acts, gone, keys, roles, row, rows

PATH = "/staff/team"

blueprint = Blueprint("team", __name__, url_prefix="/team")


@blueprint.get("")
@needs(Right.TEAM)
async def index() -> Response:
    mates, left = await team.listed(), await team.left()
    return page(
        "staff/team/index.html",
        place="team",
        rows=rows(mates, here()),
        left=[gone(it, here()) for it in left],
        is_required=here().second_factor_required,
        without=sum(not mate.has_factor for mate in mates),
        can_decide=may(member().role, Right.ROLES),
        can_audit=may(member().role, Right.AUDIT),
    )


@blueprint.post("/second-factor")
@needs(Right.ROLES)
async def ask_for_a_factor() -> Response:
    """Only a button that says which way it goes turns the switch."""
    wanted = (await request.form).get("second_factor", "")
    if wanted not in {"required", "optional"}:
        abort(400)
    await team.ask_everybody_for_a_factor(wanted == "required", member().staff_member_id)
    return see_other(f"{PATH}#second-step")


@blueprint.post("/<uuid:staff_member_id>/let-in")
@needs(Right.ROLES)
async def let_in(staff_member_id: UUID) -> Response:
    await team.let_in_without(staff_member_id, member().staff_member_id)
    return see_other(f"{PATH}/{staff_member_id}")


@blueprint.post("/<uuid:staff_member_id>/refuse-loss")
@needs(Right.ROLES)
async def refuse_loss(staff_member_id: UUID) -> Response:
    await team.refuse_loss(staff_member_id, member().staff_member_id)
    return see_other(f"{PATH}/{staff_member_id}")


@blueprint.get("/invite")
@needs(Right.TEAM)
async def new() -> Response:
    """Empty, or filled in for somebody who was taken out of the team and is to come back."""
    again = request.args.get("again", "")
    found = next((it for it in await team.left() if str(it.id) == again), None)
    return _form(Invited(found.name, found.email) if found else Invited("", ""))


@blueprint.post("/invite")
@needs(Right.TEAM)
async def invite() -> Response:
    form = await request.form
    wanted = Invited(form.get("name", ""), form.get("email", ""), _role(form.get("role", "")))
    if wanted.role is not Role.MEMBER:
        demand(Right.ROLES)
    try:
        invited = await team.invite(wanted, member().staff_member_id)
    except Invalid as error:
        return _form(wanted, error)
    return see_other(f"{PATH}/{invited.id}")


@blueprint.get("/<uuid:staff_member_id>")
@needs(Right.TEAM)
async def show(staff_member_id: UUID) -> Response:
    return await _show(staff_member_id)


@blueprint.post("/<uuid:staff_member_id>/invite-again")
@needs(Right.TEAM)
async def invite_again(staff_member_id: UUID) -> Response:
    await team.invite_again(staff_member_id, member().staff_member_id)
    return see_other(f"{PATH}/{staff_member_id}")


@blueprint.post("/<uuid:staff_member_id>/role")
@needs(Right.ROLES)
async def change_role(staff_member_id: UUID) -> Response:
    await team.one(staff_member_id)
    role = _role((await request.form).get("role", ""))
    await team.change_role(staff_member_id, role, member().staff_member_id, member().session_id)
    if staff_member_id != member().staff_member_id:
        return see_other(f"{PATH}/{staff_member_id}")
    return await _renewed(PATH if may(role, Right.TEAM) else HOME)


@blueprint.post("/<uuid:staff_member_id>/remove")
@needs(Right.TEAM)
async def remove(staff_member_id: UUID) -> Response:
    """What only an owner may do wants the proof that an owner's acts want."""
    if (await team.one(staff_member_id)).role is not Role.MEMBER:
        demand(Right.ROLES)
    await team.remove(staff_member_id, member().staff_member_id)
    return see_other(PATH)


@blueprint.get("/<uuid:staff_member_id>/hand-over")
@needs(Right.ROLES)
async def handing_over(staff_member_id: UUID) -> Response:
    return await _hand_over(staff_member_id)


@blueprint.post("/<uuid:staff_member_id>/hand-over")
@needs(Right.ROLES)
async def hand_over(staff_member_id: UUID) -> Response:
    typed = (await request.form).get("company", "")
    if " ".join(typed.split()).casefold() != " ".join(here().name.split()).casefold():
        error = Invalid("company", "Please type the name of the company as it stands here.")
        return await _hand_over(staff_member_id, typed, error)
    await team.hand_over(staff_member_id, member().staff_member_id, member().session_id)
    return await _renewed(PATH)


async def _renewed(path: str) -> Response:
    """With another role of one's own comes another reference."""
    response = see_other(path)
    remember(response, await sign_in.renew(member().session_id, by_factor=False))
    return response


async def _show(staff_member_id: UUID) -> Response:
    mate = await team.one(staff_member_id)
    return page(
        "staff/team/show.html",
        place="team",
        mate=row(mate, here()),
        roles=roles(mate.role),
        keys=keys(mate, await api_keys.made_by(mate.id)),
        **acts(mate),
    )


async def _hand_over(staff_member_id: UUID, typed: str = "", error: Invalid | None = None) -> Response:
    mate, giver = await team.one(staff_member_id), await team.one(member().staff_member_id)
    if not acts(mate)["can_hand_over"]:
        raise NotFound
    return page(
        "staff/team/hand_over.html",
        422 if error else 200,
        place="team",
        mate=row(mate, here()),
        keys=keys(giver, await api_keys.made_by(giver.id)),
        typed=typed,
        error=sentence(error) if error else "",
    )


def _form(typed: Invited, error: Invalid | None = None) -> Response:
    return page(
        "staff/team/invite.html",
        422 if error else 200,
        place="team",
        typed=typed,
        roles=roles(typed.role),
        errors={"name": "", "email": "", **({error.field: sentence(error)} if error else {})},
    )


def _role(given: str) -> Role:
    """The role as a form names it. Raises Invalid."""
    try:
        return Role(given)
    except ValueError:
        raise Invalid("role", "Please choose a role.") from None
