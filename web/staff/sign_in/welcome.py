"""The welcome at a company's own host: whoever proved who they are at another host of ours comes in by one press."""

from quart import Blueprint, Response, g, request

from tenants import sign_in
from tenants.sign_in import Browser, Entered, Purpose
from web import address
from web.door import here
from web.pages import page
from web.portal.devices import device_words
from web.signed_in import see_other
from web.staff_signed_in import reference, remember

START = "/staff/start"

blueprint = Blueprint("welcome", __name__)


@blueprint.get("/welcome/<secret>")
async def show(secret: str) -> Response:
    """Say where one is, and as whom one would go on: a press, not this address, signs in."""
    found = await sign_in.opened(secret, _browser(secret))
    if found is None or found.over:
        return _gone()
    return _private(
        page(
            "staff/welcome.html",
            host=here().host,
            email_masked=sign_in.masked(found.email),
            is_new=found.next_path == START,
        )
    )


@blueprint.post("/welcome/<secret>")
async def enter(secret: str) -> Response:
    entered = await sign_in.by_link(secret, "", _browser(secret))
    if not isinstance(entered, Entered):
        return _gone()
    response = see_other(entered.next_path or "/staff")
    remember(response, entered.reference)
    return response


def _gone() -> Response:
    door = "/staff/sign-in"
    return _private(page("portal/sign_in/gone.html", 410, reason="used", email=None, door=door))


def _private(response: Response) -> Response:
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _browser(secret: str) -> Browser:
    """Holding the link is the proof: it was never mailed."""
    return Browser(
        secret,
        device_words(request.headers.get("User-Agent", "")),
        session=reference(),
        network=address.network(g.address),
        purpose=Purpose.HANDOVER,
    )
