"""Signing in: ask for a link, open it or type its code, and sign out. GET never changes anything."""

import re
from datetime import UTC, datetime, timedelta
from secrets import token_urlsafe

from quart import Blueprint, Response, g, request

from templates.language import gettext as _
from templates.language import marked
from tenants import languages, sign_in
from tenants.errors import Invalid
from tenants.sign_in import Browser, Entered, Refused, Request
from web import address
from web.door import here
from web.language import chosen_here, sentence
from web.pages import page, welcome_of
from web.portal.devices import device_words
from web.portal.landing import land, own_path
from web.signed_in import closed, reference, remember, see_other, signed_out, single_cookie

ASKING = "__Host-asking"
KNOWN = "__Host-known"
"""What stays in a browser after signing out: with it, nobody can use up the mails its person asks for."""
KNOWN_FOR = timedelta(days=365)
TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
MINUTES = int(sign_in.LIFE.total_seconds() // 60)
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

blueprint = Blueprint("sign_in", __name__)


@blueprint.before_request
async def say_closed() -> Response | None:
    """Say so while the company keeps its portal off. Signing out always works."""
    return None if here().portal_enabled or request.path == "/sign-out" else closed()


@blueprint.get("/sign-in")
async def start() -> Response:
    return _start(wanted=request.args.get("next", ""))


@blueprint.post("/sign-in")
async def ask() -> Response:
    """Ask for a link. One answer for every address: whether somebody is there, only the mail tells."""
    form = await request.form
    email, wanted = form.get("email", ""), _wanted(form.get("next", ""))
    asking, network = _asking() or token_urlsafe(32), address.network(g.address)
    held_mark = single_cookie(KNOWN) or ""
    try:
        kept = await sign_in.request_link(email, browser=asking, network=network, next_path=wanted, held_mark=held_mark)
    except Invalid as error:
        return _start(email=email, wanted=wanted, error=sentence(error))
    # The page is the same when nothing was kept: limits are silent.
    response = see_other("/sign-in/code") if kept else _sent(sign_in.canonical(email), datetime.now(UTC) + sign_in.LIFE)
    response.set_cookie(ASKING, asking, max_age=sign_in.LIFE, path="/", secure=True, httponly=True, samesite="Lax")
    return response


@blueprint.get("/sign-in/code")
async def wait() -> Response:
    return await _waiting()


@blueprint.post("/sign-in/code")
async def type_code() -> Response:
    entered = await sign_in.by_code((await request.form).get("code", ""), _browser())
    if isinstance(entered, Entered):
        return await _welcome(entered)
    if entered in CODE_ERRORS:
        return await _waiting(_(CODE_ERRORS[entered]))
    return await _over(entered)


@blueprint.get("/sign-in/<secret>")
async def open_link(secret: str) -> Response:
    """Show what the link is worth. Scanners, previews and HEAD come here too, and change nothing."""
    found = await sign_in.opened(secret, _browser())
    if found is None or found.over:
        return _gone(sign_in.why_not(found), found)
    if found.is_asker:
        whom = sign_in.masked(found.email)
        return _private(page("portal/sign_in/confirm.html", secret_action=request.path, email_masked=whom))
    return _ask_address(None)


@blueprint.post("/sign-in/<secret>")
async def enter(secret: str) -> Response:
    typed = (await request.form).get("email", "")
    entered = await sign_in.by_link(secret, typed, _browser())
    if isinstance(entered, Entered):
        return await _welcome(entered)
    if entered is Refused.WRONG_ADDRESS:
        return _ask_address(_("That is not the address this link was sent to.") if typed else None)
    return _gone(entered, await sign_in.opened(secret, _browser()))


@blueprint.post("/sign-out")
async def sign_out() -> Response:
    if held := reference():
        await sign_in.end(held)
    return signed_out()


async def _welcome(entered: Entered) -> Response:
    response = see_other(await land(entered.session_id, entered.next_path))
    response.delete_cookie(ASKING, path="/", secure=True, httponly=True, samesite="Lax")
    response.set_cookie(KNOWN, entered.mark, max_age=KNOWN_FOR, path="/", secure=True, httponly=True, samesite="Lax")
    remember(entered.reference)
    if chosen := chosen_here():
        await languages.bring(entered.session_id, chosen)
    return response


def _start(*, email: str = "", wanted: str, error: str | None = None) -> Response:
    return page(
        "portal/sign_in/start.html",
        422 if error else 200,
        email=email,
        error=error,
        welcome=welcome_of(here()),
        next=_wanted(wanted) or None,
    )


def _wanted(text: str) -> str:
    """The portal's page that was asked for before signing in; empty for home."""
    path = own_path(text)
    return "" if path == "/" else path


async def _waiting(error: str | None = None) -> Response:
    """The tab that waits for the mail, or the start when this browser asked for nothing lately."""
    found = await sign_in.waiting(_browser())
    if found is None:
        return see_other("/sign-in")
    return _sent(found.email, found.expires_at, error)


def _sent(email: str, expires_at: datetime, error: str | None = None) -> Response:
    return page(
        "portal/sign_in/sent.html",
        422 if error else 200,
        email=email,
        email_masked=sign_in.masked(email),
        minutes=MINUTES,
        expires_iso=expires_at.isoformat(timespec="seconds"),
        error=error,
    )


async def _over(reason: Refused) -> Response:
    found = await sign_in.waiting(_browser())
    return _gone(reason, found) if found else see_other("/sign-in")


def _ask_address(error: str | None) -> Response:
    status = 422 if error else 200
    return _private(page("portal/sign_in/confirm_address.html", status, secret_action=request.path, error=error))


def _was_here(email: str) -> bool:
    """Whether somebody signed in with this address in this browser before: then it is no news to whoever sits there."""
    return sign_in.is_mark(single_cookie(KNOWN) or "", email)


def _gone(reason: Refused, found: Request | None) -> Response:
    # Whoever merely found a dead link reads no address in it.
    email = found.email if found and (found.is_asker or _was_here(found.email)) else None
    return _private(page("portal/sign_in/gone.html", 410, reason=str(reason), email=email))


def _private(response: Response) -> Response:
    """A page whose own address is a secret names it to nobody."""
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _browser() -> Browser:
    device = device_words(request.headers.get("User-Agent", ""))
    return Browser(_asking() or "", device, session=reference(), network=address.network(g.address))


def _asking() -> str | None:
    held = single_cookie(ASKING)
    return held if held and TOKEN.fullmatch(held) else None
