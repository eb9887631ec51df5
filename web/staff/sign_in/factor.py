"""The second step of signing in: proved with the phone or a recovery code, set up, or waited for when it is lost."""

from quart import Blueprint, Response, abort, request

from templates.language import gettext as _
from templates.language import marked
from tenants import second_factor, sign_in
from tenants.errors import NotFound
from tenants.second_factor import Proof
from tenants.sign_in import Stage
from web.door import here
from web.pages import page
from web.signed_in import see_other
from web.staff_landing import by_way_of, own_path
from web.staff_signed_in import GOES_ON, demand_fresh, half, half_way, remember
from web.words import factor as factor_page

PATH = GOES_ON[Stage.FACTOR]
SET_UP = GOES_ON[Stage.SETUP]
REFUSED = {
    Proof.WRONG: marked("That code does not count. Wait for the next one on your phone, and type that."),
    Proof.PAUSED: marked("Too many codes were typed. Please try again in ten minutes."),
}

blueprint = Blueprint("factor", __name__, url_prefix="/factor")


@blueprint.get("")
async def ask() -> Response:
    wanted = own_path(request.args.get("next", ""))
    if half().stage is not Stage.FACTOR:
        return see_other(by_way_of(GOES_ON[Stage.SETUP], wanted) if half().stage is Stage.SETUP else wanted)
    return await _ask(wanted)


@blueprint.post("")
async def prove() -> Response:
    form = await request.form
    wanted = own_path(form.get("next", ""))
    proof = await second_factor.prove(half(), form.get("code", ""))
    if proof is not Proof.GIVEN:
        return await _ask(wanted, _(REFUSED[proof]))
    return await proved(see_other(wanted))


@blueprint.post("/lost")
async def say_lost() -> Response:
    _check_is_asked()
    await second_factor.say_lost(half())
    return see_other(f"{PATH}#lost")


@blueprint.post("/without")
async def go_on_without() -> Response:
    """The waiting time is over. The session has proved no second factor, and there is none to prove any more."""
    _check_is_asked()
    await second_factor.end_after_waiting(half())
    response = see_other("/staff")
    remember(response, await sign_in.renew(half().session_id, by_factor=False))
    return response


@blueprint.get("/set-up")
async def setting_up() -> Response:
    _check_may_set_up()
    return await _set_up(own_path(request.args.get("next", "")))


@blueprint.post("/set-up")
async def begin() -> Response:
    _check_may_set_up()
    demand_fresh()
    await second_factor.begin(half().staff_member_id)
    return see_other(by_way_of(SET_UP, own_path((await request.form).get("next", ""))))


@blueprint.post("/set-up/prove")
async def prove_begun() -> Response:
    """The recovery codes are in this answer and never again."""
    _check_may_set_up()
    demand_fresh()
    form = await request.form
    wanted = own_path(form.get("next", ""))
    codes = await second_factor.prove_begun(half(), form.get("code", ""))
    if codes is None:
        return await _set_up(wanted, _(REFUSED[Proof.WRONG]))
    return await proved(page("staff/factor/codes.html", codes=codes, next=wanted, is_new=True))


async def proved(response: Response) -> Response:
    """The answer to whoever has just proved their second factor: with it comes another reference."""
    remember(response, await sign_in.renew(half().session_id, by_factor=True))
    return response


def _check_is_asked() -> None:
    """Only whoever stands before the question can say that they cannot answer it: not a session somebody left open."""
    if half().stage is not Stage.FACTOR:
        raise NotFound


def _check_may_set_up() -> None:
    """Nobody sets up a new one in place of one that they have not proved."""
    if half().stage is Stage.FACTOR:
        abort(half_way(Stage.FACTOR))


async def _ask(wanted: str, error: str = "") -> Response:
    lost = factor_page.lost(await second_factor.loss(half().staff_member_id), here())
    return page("staff/factor/ask.html", 422 if error else 200, next=wanted, error=error, **lost)


async def _set_up(wanted: str, error: str = "") -> Response:
    begun = await second_factor.begun(half().staff_member_id) if half().is_fresh else None
    return page(
        "staff/factor/set_up.html",
        422 if error else 200,
        next=wanted,
        error=error,
        is_required=half().stage is Stage.SETUP,
        has_factor=half().has_factor,
        begun=factor_page.set_up(begun, here(), half().email) if begun else None,
    )
