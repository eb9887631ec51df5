"""Settings > Online payments: how far the company is with Stripe, and the way there and back."""

import logging
from contextlib import suppress
from typing import NamedTuple

from quart import Blueprint, Response, request

from templates.filters import percent
from templates.language import gettext as _
from templates.language import marked
from tenants import first_steps, stripe_connection
from tenants.errors import Unavailable
from tenants.isolation import acting_for
from tenants.rights import Right
from tenants.stripe_connection import State, state
from tenants.stripe_gateway import StripeRefused
from tenants.tenant import Tenant
from web.door import here, outside
from web.pages import page
from web.signed_in import see_other
from web.staff_signed_in import may, needs

PATH = "/staff/settings/payments"
STRIPES_OWN = "https://dashboard.stripe.com/"

log = logging.getLogger(__name__)
blueprint = Blueprint("stripe_connection", __name__, url_prefix="/settings/payments")


class Told(NamedTuple):
    """A state in words: what it is, what to do next, and what the button says, if there is one."""

    kind: str
    words: str
    next: str
    button: str = ""


TOLD = {
    State.NOT_CONNECTED: Told(
        "quiet",
        marked("Not connected"),
        marked(
            "Your customers cannot pay online yet. Connect with Stripe, which takes cards and bank transfers and pays "
            "them out to your bank account. It asks about your business, yourself and your bank account: about ten "
            "minutes."
        ),
        marked("Connect with Stripe"),
    ),
    State.INCOMPLETE: Told(
        "due",
        marked("Not finished"),
        marked("Stripe still needs something from you before customers can pay online. Go on where you stopped."),
        marked("Go on at Stripe"),
    ),
    State.REVIEWING: Told(
        "on-its-way",
        marked("Stripe is checking"),
        marked("Stripe has what it needs and looks it over: minutes, sometimes a day. Nothing is left to do."),
        marked("See what Stripe has"),
    ),
    State.ACTIVE: Told(
        "good", marked("Active"), marked("Your customers can pay online. The money goes straight to your own account.")
    ),
    State.RESTRICTED: Told(
        "overdue",
        marked("Restricted by Stripe"),
        marked(
            "Stripe has switched off payments until you answer something, so customers see no pay button. What is on "
            "its way still arrives."
        ),
        marked("Answer Stripe"),
    ),
    State.STOPPED: Told(
        "quiet",
        marked("Disconnected"),
        marked("You disconnected Stripe here. Customers see no pay button; what is on its way still arrives."),
        marked("Connect again"),
    ),
    State.GONE: Told(
        "declined",
        marked("No longer at Stripe"),
        marked("Your account was disconnected at Stripe, or closed. You can connect another one; the history stays."),
        marked("Connect with Stripe"),
    ),
}
NOTICES = {
    "over": marked("The link to Stripe had run out. Press the button once more: it opens a fresh one."),
    "down": marked("Stripe cannot be reached right now. Nothing was changed. Please try again in a minute."),
    "refused": marked("Stripe did not open the page. Nothing was changed. Please try again later."),
    "name": marked("Please type the name of your company as it stands there."),
}


@blueprint.get("")
@needs(Right.SETTINGS)
async def show() -> Response:
    return await _show(request.args.get("link", ""))


@blueprint.get("/return")
@needs(Right.SETTINGS)
@outside
async def returned() -> Response:
    """Back from Stripe's pages, which proves nothing: the account is read."""
    with suppress(Unavailable, StripeRefused):  # an event or the comparison will tell
        await stripe_connection.refresh(await _company())
    return see_other(PATH)


@blueprint.post("/connect")
@needs(Right.STRIPE)
@outside
async def connect() -> Response:
    """To Stripe's pages, by a link that is made now and opens once."""
    paths = {"return_path": f"{PATH}/return", "refresh_path": f"{PATH}?link=over"}
    try:
        url = await stripe_connection.connect(await _company(), **paths)
    except Unavailable:
        return see_other(f"{PATH}?link=down")
    except StripeRefused as error:
        log.warning("Stripe refused to connect", extra={"tenant": str(here().id), "code": error.code}, exc_info=error)
        return see_other(f"{PATH}?link=refused")
    return see_other(url or PATH)


@blueprint.post("/disconnect")
@needs(Right.STRIPE)
async def disconnect() -> Response:
    if (await request.form).get("name", "").strip() != here().name:
        return await _show("name", 422)
    await stripe_connection.disconnect()
    return see_other(PATH)


async def _company() -> Tenant:
    """The company as it is now: what is kept in memory may be a moment old."""
    async with acting_for(here()):
        return await Tenant.get(id=here().id)


async def _show(notice: str, status: int = 200) -> Response:
    tenant = here()
    now = state(tenant)
    told = TOLD[now]
    basis_points = tenant.application_fee_basis_points
    return page(
        "staff/settings/payments.html",
        status,
        place="settings",
        state=told,
        is_active=now is State.ACTIVE,
        is_setting_up=not (await first_steps.first_steps()).is_over,
        may_connect=may(Right.STRIPE),
        may_disconnect=may(Right.STRIPE) and now not in {State.NOT_CONNECTED, State.STOPPED, State.GONE},
        takes=[(_("Cards"), tenant.takes_cards), (_("Bank transfers (ACH)"), tenant.takes_bank_transfers)],
        takes_ach=tenant.currency == "USD",
        fee_words=percent(basis_points) if basis_points else "",
        stripes_own_href=STRIPES_OWN,
        notice=_(NOTICES[notice]) if notice in NOTICES and notice != "name" else "",
        error=_(NOTICES["name"]) if notice == "name" else "",
    )
