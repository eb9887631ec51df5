"""The two links of a change of address: one proves the new mailbox, one stops the change. GET changes nothing."""

from quart import Blueprint, Response, request

from tenants import email_changes
from tenants.email_changes import Over
from web.pages import page
from web.signed_in import see_other, somebody

blueprint = Blueprint("email_change", __name__, url_prefix="/email-change")


@blueprint.get("/<confirm_secret>")
async def show(confirm_secret: str) -> Response:
    found = await email_changes.asked_for(confirm_secret)
    if found is None or found.over:
        return _over((found and found.over) or Over.UNKNOWN)
    return _private(page("portal/email_change/confirm.html", action=request.path, new_email=found.new_email))


@blueprint.post("/<confirm_secret>")
async def confirm(confirm_secret: str) -> Response:
    found = await somebody()
    over = await email_changes.confirm(confirm_secret, found.session_id if found else None)
    if over:
        return _over(over)
    # Whoever asked in this browser is signed in still; anybody else signs in with the new address.
    if found and await somebody():
        return see_other("/profile?saved=email#email-address")
    return _private(page("portal/email_change/confirmed.html"))


@blueprint.get("/stop/<stop_secret>")
async def ask_to_stop(stop_secret: str) -> Response:
    found = await email_changes.to_be_stopped(stop_secret)
    if found is None or found.over:
        return _over((found and found.over) or Over.UNKNOWN)
    return _private(page("portal/email_change/stop.html", action=request.path, old_email=found.old_email))


@blueprint.post("/stop/<stop_secret>")
async def stop(stop_secret: str) -> Response:
    if over := await email_changes.stop(stop_secret):
        return _over(over)
    return _private(page("portal/email_change/stopped.html"))


def _over(why: Over) -> Response:
    return _private(page("portal/email_change/over.html", 410, why=str(why)))


def _private(response: Response) -> Response:
    """A page whose own address is a secret names it to nobody."""
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
