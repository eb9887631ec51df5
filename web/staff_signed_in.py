"""The staff member behind this request: a cookie of their own carries the reference, the session's row decides."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar, cast
from urllib.parse import quote

from quart import Response, abort, current_app, g, request

from templates.language import gettext as _
from tenants import directory, rights, sign_in
from tenants.actor import Actor, acts
from tenants.rights import Right
from tenants.sign_in import StaffViewer
from web.pages import page
from web.same_origin import SAFE
from web.signed_in import see_other, single_cookie

SESSION = "__Host-staff"
DOOR = "/staff/sign-in"


Handler = TypeVar("Handler", bound=Callable[..., Awaitable[Any]])


def needs(right: Right) -> Callable[[Handler], Handler]:
    """Say which right a page of the console wants. One that says nothing stops the start."""

    def mark(handler: Handler) -> Handler:
        handler.__dict__["right"] = right
        return handler

    return mark


async def require_staff() -> None:
    """Let nobody but a signed-in staff member in, and none whose role lacks the right that the page needs.

    No contact's session opens these pages, whatever it is shown as.
    """
    held = reference()
    found = await sign_in.find_staff(held) if held else None
    if found is None:
        abort(_turned_away())
    if found.company_version != g.tenant.version:
        raise directory.Changed
    g.staff = found
    acts(Actor(found.staff_member_id, found.name, g.address or ""))
    rights.check(found.role, current_app.view_functions[request.endpoint or ""].__dict__["right"])


def member() -> StaffViewer:
    """The staff member this page is for."""
    return cast("StaffViewer", g.staff)


def may(right: Right) -> bool:
    """Whether the role of who is signed in has this right: for showing a button or not."""
    return rights.may(member().role, right)


def reference() -> str | None:
    """The session reference this browser holds; two cookies of the name are worth none."""
    return single_cookie(SESSION)


def remember(response: Response, held: str) -> None:
    """Have the answer carry the session reference `held`."""
    seconds = int(sign_in.ABSOLUTE.total_seconds())
    response.set_cookie(SESSION, held, max_age=seconds, path="/", secure=True, httponly=True, samesite="Lax")


def signed_out() -> Response:
    """The way out: the cookie goes, and so does what the browser kept of the pages."""
    response = see_other(DOOR)
    response.delete_cookie(SESSION, path="/", secure=True, httponly=True, samesite="Lax")
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def _turned_away() -> Response:
    if request.method in SAFE:
        query = request.query_string.decode("latin-1")
        wanted = quote(request.path) + (f"?{query}" if query else "")
        return see_other(DOOR if wanted == "/staff" else f"{DOOR}?next={quote(wanted, safe='/')}")
    return page(
        "errors/error.html",
        401,
        code=401,
        heading=_("You have been signed out"),
        text=_(
            "Nothing was changed. Sign in, then go back to the form and send it again: what you typed is still there."
        ),
        action={"label": _("Sign in"), "href": DOOR},
    )
