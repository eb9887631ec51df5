"""The proof of who signs up: the mailed link or its code. Only a press makes the company."""

from uuid import UUID

from quart import Blueprint, Response, g, request

from templates.language import gettext as _
from templates.language import marked
from tenants import sign_in, site_requests
from tenants.sign_in import Refused
from tenants.site_requests import Asked
from web import address
from web.pages import page
from web.signed_in import see_other
from web.site import browser
from web.site.sign_up import PATH, complete
from web.site.sign_up_pages import gone, sent

CODE_ERRORS = {
    Refused.WRONG_CODE: marked("That is not the code in our latest email. Please look again."),
    Refused.WITHHELD: marked(
        "No new email was sent, because too many were asked for. "
        "Please open the link in the latest one you have, or try again later."
    ),
    Refused.CODES_PAUSED: marked(
        "Too many codes were typed. Please open the link in the email instead: it still works."
    ),
}

blueprint = Blueprint("proof", __name__, url_prefix=PATH)


@blueprint.get("/code")
async def wait() -> Response:
    return await _waiting()


@blueprint.post("/code")
async def type_code() -> Response:
    code = (await request.form).get("code", "")
    proved = await site_requests.by_code(code, browser.held(), address.network(g.address))
    if isinstance(proved, UUID):
        return await _found(proved)
    if proved in CODE_ERRORS:
        return await _waiting(_(CODE_ERRORS[proved]))
    return gone(proved)


@blueprint.get("/<secret>")
async def open_link(secret: str) -> Response:
    """Show what the link is worth. Scanners, previews and HEAD come here too, and change nothing."""
    found = await site_requests.opened(secret, browser.held())
    if found is None or found.over:
        return gone((found and found.over) or Refused.UNKNOWN)
    return _confirm(found)


@blueprint.post("/<secret>")
async def prove(secret: str) -> Response:
    typed, asking = (await request.form).get("email", ""), browser.secret()
    proved = await site_requests.by_link(secret, typed, asking)
    if isinstance(proved, UUID):
        return browser.keep(await _found(proved), asking)
    if proved is Refused.WRONG_ADDRESS and (found := await site_requests.opened(secret, asking)):
        return _confirm(found, _("That is not the address this link was sent to.") if typed else None)
    return gone(proved)


async def _found(request_id: UUID) -> Response:
    asked = await site_requests.live(request_id)
    return await complete(request_id, asked.wanted) if asked else gone(Refused.EXPIRED)


async def _waiting(error: str | None = None) -> Response:
    """The tab that waits for the mail, or the start when this browser asked for nothing lately."""
    found = await site_requests.waiting(browser.held())
    return sent(found.email, found.expires_at, error) if found else see_other(PATH)


def _confirm(found: Asked, error: str | None = None) -> Response:
    whom = sign_in.masked(found.email) if found.is_asker else None
    return browser.private(page("site/confirm.html", 422 if error else 200, email_masked=whom, error=error))
