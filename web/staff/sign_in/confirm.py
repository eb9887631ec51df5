"""Confirming that it is still the same person: before grave acts, whoever is signed in proves it anew."""

from secrets import token_urlsafe

from quart import Blueprint, Response, g, request

from templates.language import gettext as _
from tenants import second_factor, sign_in
from tenants.second_factor import Proof
from tenants.sign_in import Entered, Purpose, Refused, Stage
from web import address
from web.pages import page
from web.portal.sign_in import ASKING, CODE_ERRORS
from web.signed_in import see_other
from web.staff.sign_in.browser import asking, browser
from web.staff.sign_in.factor import REFUSED, proved
from web.staff_landing import HOME, by_way_of, own_path
from web.staff_signed_in import CONFIRM, GOES_ON, half, remember

blueprint = Blueprint("confirm", __name__, url_prefix="/confirm")


@blueprint.get("")
async def show() -> Response:
    """Whoever still has a second step to take takes that first: it is a proof too."""
    wanted = own_path(request.args.get("next", ""))
    if half().stage is Stage.FACTOR:
        return see_other(by_way_of(GOES_ON[Stage.FACTOR], wanted))
    if half().is_fresh:
        return see_other(wanted)
    return await _show(wanted)


@blueprint.post("/mail")
async def mail() -> Response:
    """Mail them a code, as at the door."""
    wanted = own_path((await request.form).get("next", ""))
    secret = asking() or token_urlsafe(32)
    await sign_in.request_link(
        half().email,
        browser=secret,
        network=address.network(g.address),
        next_path="" if wanted == HOME else wanted,
        purpose=Purpose.STAFF,
    )
    response = see_other(by_way_of(CONFIRM, wanted))
    response.set_cookie(ASKING, secret, max_age=sign_in.LIFE, path="/", secure=True, httponly=True, samesite="Lax")
    return response


@blueprint.post("")
async def confirm() -> Response:
    form = await request.form
    wanted = own_path(form.get("next", ""))
    if half().has_factor:
        return await _by_factor(form.get("code", ""), wanted)
    entered = await sign_in.by_code(form.get("code", ""), browser())
    if isinstance(entered, Entered):
        response = see_other(wanted)
        response.delete_cookie(ASKING, path="/", secure=True, httponly=True, samesite="Lax")
        remember(response, entered.reference)
        return response
    return await _show(wanted, _why(entered))


async def _by_factor(typed: str, wanted: str) -> Response:
    """Whoever has a second factor proves that one: their mailbox may be open on the desk beside the session."""
    proof = await second_factor.prove(half(), typed)
    return await proved(see_other(wanted)) if proof is Proof.GIVEN else await _show(wanted, _(REFUSED[proof]))


def _why(refused: Refused) -> str:
    return _(CODE_ERRORS[refused]) if refused in CODE_ERRORS else _("This code counts no more. Have a new one sent.")


async def _show(wanted: str, error: str = "") -> Response:
    found = await sign_in.waiting(browser())
    is_mine = found is not None and found.email == sign_in.canonical(half().email)
    return page(
        "staff/confirm.html",
        422 if error else 200,
        next=wanted,
        error=error,
        email_masked=sign_in.masked(half().email),
        has_factor=half().has_factor,
        is_waiting=is_mine and found is not None and found.over in {None, Refused.WITHHELD},
    )
