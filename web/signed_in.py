"""The contact behind this request: quart-auth carries a reference in a cookie, the session's row decides."""

import warnings
from typing import cast
from urllib.parse import quote
from uuid import UUID

from quart import Response, abort, g, request
from quart_auth import Action, AuthUser, QuartAuth

from templates.language import gettext as _
from tenants import directory, sign_in
from tenants.sign_in import Undecided, Viewer
from web import language, viewing
from web.pages import page
from web.quiet import is_quiet
from web.same_origin import SAFE

SESSION = "__Host-session"
PICKING = "portal.accounts"
"""The only pages of the portal without the customer's wall: they name a person's other customers."""

# Browsers do take Secure cookies from localhost without https; everywhere else we are behind https.
warnings.filterwarnings("ignore", message="Secure cookies will be ignored", category=UserWarning)

auth = QuartAuth(
    cookie_name=SESSION,
    cookie_secure=True,
    cookie_http_only=True,
    cookie_samesite="Lax",
    cookie_path="/",
    duration=int(sign_in.ABSOLUTE.total_seconds()),
)


async def require_contact() -> None:
    """Let nobody but a signed-in contact into the portal, and show them their own customer's rows only.

    Others are sent to the sign-in page, or to pick a customer; a form that can no longer be taken is answered 401.
    """
    is_picking = request.blueprint == PICKING
    looking = viewing.held()
    if looking is not None:
        await viewing.require_view(looking)
        if is_picking:
            abort(see_other("/"))
        return
    found = await somebody(wall=not is_picking)
    if found:
        g.session_id = found.session_id
    if isinstance(found, Viewer):
        if found.company_version != g.tenant.version:
            raise directory.Changed
        g.viewer = found
        language.answer_in(g.tenant, found.language)
    elif found is None or not is_picking:
        abort(_turned_away(found))


async def somebody(*, wall: bool = False) -> Viewer | Undecided | None:
    """Who is signed in here, if anybody; with `wall` the unit of work is then held to their customer."""
    held = reference()
    return await sign_in.find(held, wall=wall, is_activity=not is_quiet()) if held else None


def viewer() -> Viewer:
    """The contact this page of the portal is for."""
    return cast("Viewer", g.viewer)


def session_id() -> UUID:
    """The session this page was asked for in, a contact's or a staff member's."""
    return cast("UUID", g.session_id)


def reference() -> str | None:
    """The session reference this browser holds; two cookies of the name are worth none, and are cleared."""
    if single_cookie(SESSION):
        return auth.load_user().auth_id
    if SESSION in request.cookies:
        auth.logout_user()
    return None


def single_cookie(name: str) -> str | None:
    """The value of a cookie that came once: of two, one may be a sibling site's."""
    values = request.cookies.getlist(name)
    return values[0] if len(values) == 1 else None


def remember(held: str) -> None:
    """Have the answer carry the session reference `held`."""
    auth.login_user(AuthUser(held, Action.WRITE_PERMANENT))


def forget() -> None:
    """Have the answer take the session cookie away."""
    auth.logout_user()


def signed_out() -> Response:
    """The way out: the cookie goes, and so does what the browser kept of the pages."""
    forget()
    response = see_other("/sign-in")
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def see_other(path: str) -> Response:
    """Answer a form with the page to look at next."""
    return Response(status=303, headers={"Location": path})


def _turned_away(found: Undecided | None) -> Response:
    if request.method in SAFE:
        query = request.query_string.decode("latin-1")
        wanted = quote(request.path) + (f"?{query}" if query else "")
        door = "/accounts" if found else "/sign-in"
        return see_other(door if wanted == "/" else f"{door}?next={quote(wanted, safe='/')}")
    if not g.tenant.portal_enabled:
        return closed()
    return page(
        "errors/error.html",
        401,
        code=401,
        heading=_("You have been signed out"),
        text=_(
            "Nothing was changed. Sign in, then come back here, go back to the form and send it again: "
            "what you typed is still there."
        ),
        # In a tab of its own: the form then lies one step back in this one.
        action={"label": _("Sign in"), "href": "/sign-in", "tab": "sign-in"},
    )


def closed() -> Response:
    """What customers meet while the company keeps its portal off."""
    return page(
        "errors/error.html",
        403,
        code=_("Closed for now"),
        heading=_("Our portal is closed at the moment"),
        text=_("Nothing is lost, and links to single invoices in our emails go on working."),
        action=None,
    )
