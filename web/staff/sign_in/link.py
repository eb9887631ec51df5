"""Staff sign in by the same mailed link and code as contacts, at a door of their own. GET never changes anything."""

from datetime import UTC, datetime
from secrets import token_urlsafe

from quart import Blueprint, Response, g, request

from templates.language import gettext as _
from tenants import sign_in
from tenants.errors import Invalid
from tenants.sign_in import Entered, Purpose, Refused, Request
from web import address
from web.language import sentence
from web.pages import page
from web.portal.sign_in import ASKING, CODE_ERRORS, MINUTES
from web.signed_in import see_other
from web.staff.sign_in.browser import asking, browser
from web.staff_landing import HOME, own_path
from web.staff_signed_in import DOOR, reference, remember, signed_out

LONGEST = 254

blueprint = Blueprint("sign_in", __name__)


@blueprint.get("/sign-in")
async def start() -> Response:
    """An invitation leads here, and names the address it went to."""
    return _start(request.args.get("email", "")[:LONGEST], wanted=request.args.get("next", ""))


@blueprint.post("/sign-in")
async def ask() -> Response:
    """Ask for a link. One answer for every address: whether it is a staff member's, only the mail tells."""
    form = await request.form
    typed, wanted = form.get("email", ""), _wanted(form.get("next", ""))
    secret, network = asking() or token_urlsafe(32), address.network(g.address)
    try:
        kept = await sign_in.request_link(
            typed, browser=secret, network=network, next_path=wanted, purpose=Purpose.STAFF
        )
    except Invalid as error:
        return _start(typed, sentence(error), wanted)
    response = see_other(f"{DOOR}/code") if kept else _sent(sign_in.canonical(typed), datetime.now(UTC) + sign_in.LIFE)
    response.set_cookie(ASKING, secret, max_age=sign_in.LIFE, path="/", secure=True, httponly=True, samesite="Lax")
    return response


@blueprint.get("/sign-in/code")
async def wait() -> Response:
    return await _waiting()


@blueprint.post("/sign-in/code")
async def type_code() -> Response:
    entered = await sign_in.by_code((await request.form).get("code", ""), browser())
    if isinstance(entered, Entered):
        return _welcome(entered)
    if entered in CODE_ERRORS:
        return await _waiting(_(CODE_ERRORS[entered]))
    found = await sign_in.waiting(browser())
    return _gone(entered, found) if found else see_other(DOOR)


@blueprint.get("/sign-in/<secret>")
async def open_link(secret: str) -> Response:
    """Show what the link is worth. Scanners, previews and HEAD come here too, and change nothing."""
    found = await sign_in.opened(secret, browser())
    if found is None or found.over:
        return _gone(sign_in.why_not(found), found)
    if found.is_asker:
        whom = sign_in.masked(found.email)
        return _private(page("portal/sign_in/confirm.html", secret_action=request.path, email_masked=whom))
    return _ask_address(None)


@blueprint.post("/sign-in/<secret>")
async def enter(secret: str) -> Response:
    typed = (await request.form).get("email", "")
    entered = await sign_in.by_link(secret, typed, browser())
    if isinstance(entered, Entered):
        return _welcome(entered)
    if entered is Refused.WRONG_ADDRESS:
        return _ask_address(_("That is not the address this link was sent to.") if typed else None)
    return _gone(entered, await sign_in.opened(secret, browser()))


@blueprint.post("/sign-out")
async def sign_out() -> Response:
    if held := reference():
        await sign_in.end(held)
    return signed_out()


def _welcome(entered: Entered) -> Response:
    response = see_other(own_path(entered.next_path))
    response.delete_cookie(ASKING, path="/", secure=True, httponly=True, samesite="Lax")
    remember(response, entered.reference)
    return response


def _start(email: str = "", error: str | None = None, wanted: str = "") -> Response:
    context = {"email": email, "error": error, "welcome": None, "next": _wanted(wanted) or None, "door": DOOR}
    return page("portal/sign_in/start.html", 422 if error else 200, **context)


def _wanted(text: str) -> str:
    """The console's page that was asked for before signing in; empty for home."""
    path = own_path(text)
    return "" if path == HOME else path


async def _waiting(error: str | None = None) -> Response:
    """The tab that waits for the mail, or the start when this browser asked for nothing lately."""
    found = await sign_in.waiting(browser())
    return _sent(found.email, found.expires_at, error) if found else see_other(DOOR)


def _sent(email: str, expires_at: datetime, error: str | None = None) -> Response:
    return page(
        "portal/sign_in/sent.html",
        422 if error else 200,
        email=email,
        email_masked=sign_in.masked(email),
        minutes=MINUTES,
        expires_iso=expires_at.isoformat(timespec="seconds"),
        error=error,
        door=DOOR,
    )


def _ask_address(error: str | None) -> Response:
    status = 422 if error else 200
    return _private(page("portal/sign_in/confirm_address.html", status, secret_action=request.path, error=error))


def _gone(reason: Refused, found: Request | None) -> Response:
    email = found.email if found and found.is_asker else None
    return _private(page("portal/sign_in/gone.html", 410, reason=str(reason), email=email, door=DOOR))


def _private(response: Response) -> Response:
    """A page whose own address is a secret names it to nobody."""
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
