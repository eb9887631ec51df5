"""The staff member behind this request: a cookie of their own carries the reference, the session's row decides."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from quart import Response, abort, current_app, g, request

from templates.language import gettext as _
from tenants import directory, rights, sign_in
from tenants.actor import Actor, acts
from tenants.rights import Right
from tenants.sign_in import StaffViewer, Stage
from web import language
from web.pages import page
from web.quiet import is_quiet
from web.same_origin import SAFE
from web.signed_in import see_other, single_cookie
from web.staff_landing import HOME, by_way_of, own_path, wanted_here

SESSION = "__Host-staff"
DOOR = "/staff/sign-in"
CONFIRM = "/staff/confirm"
GOES_ON = {Stage.FACTOR: "/staff/factor", Stage.SETUP: "/staff/factor/set-up"}
"""Where a half-signed-in session goes on, and the only pages it opens."""

Handler = TypeVar("Handler", bound=Callable[..., Awaitable[Any]])


def needs(right: Right) -> Callable[[Handler], Handler]:
    """Say which right a page of the console wants. One that says nothing stops the start."""

    def mark(handler: Handler) -> Handler:
        handler.__dict__["right"] = right
        return handler

    return mark


async def require_staff() -> None:
    """Let nobody but a signed-in staff member in, and none whose role lacks the right that the page needs.

    No contact's session opens these pages, whatever it is shown as. What is grave wants a fresh proof besides.
    """
    found = await _somebody()
    if found.stage is not Stage.IN:
        abort(half_way(found.stage))
    g.staff, g.session_id = found, found.session_id
    demand(current_app.view_functions[request.endpoint or ""].__dict__["right"])


async def require_half() -> None:
    """Let in whoever has proved their address, also where the second factor is still to come."""
    found = await _somebody()
    g.half = found
    if found.stage is Stage.IN:
        g.staff = found


async def _somebody() -> StaffViewer:
    held = reference()
    found = await sign_in.find_staff(held, is_activity=not is_quiet()) if held else None
    if found is None:
        abort(_turned_away())
    if found.company_version != g.tenant.version:
        raise directory.Changed
    acts(Actor(found.staff_member_id, found.name, g.address or ""))
    language.answer_in(g.tenant, found.language)
    return found


def demand(right: Right) -> None:
    """Refuse who lacks the right, and want a fresh proof where it is grave. For acts beyond their page."""
    rights.check(member().role, right)
    if right in rights.FRESH:
        demand_fresh()


def demand_fresh() -> None:
    """Have whoever proved who they are too long ago do it again; nothing is done before."""
    if not half().is_fresh:
        abort(_stale())


def member() -> StaffViewer:
    """The staff member this page is for."""
    return cast("StaffViewer", g.staff)


def half() -> StaffViewer:
    """The staff member behind the session, however far signing in has come."""
    return cast("StaffViewer", g.get("staff") or g.half)


def may(right: Right) -> bool:
    """Whether the role of who is signed in has this right: for showing a button or not."""
    return rights.may(member().role, right)


def reference() -> str | None:
    """The session reference this browser holds; two cookies of the name are worth none."""
    return single_cookie(SESSION)


def remember(response: Response, held: str) -> None:
    """Have the answer carry the session reference `held`."""
    seconds = int(sign_in.STAFF_ABSOLUTE.total_seconds())
    response.set_cookie(SESSION, held, max_age=seconds, path="/", secure=True, httponly=True, samesite="Lax")


def signed_out() -> Response:
    """The way out: the cookie goes, and so does what the browser kept of the pages."""
    response = see_other(DOOR)
    response.delete_cookie(SESSION, path="/", secure=True, httponly=True, samesite="Lax")
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def _turned_away() -> Response:
    if request.method in SAFE:
        return see_other(by_way_of(DOOR, wanted_here()))
    return _refusal(
        401,
        _("You have been signed out"),
        _(
            "Nothing was changed. Sign in, then come back here, go back to the form and send it again: "
            "what you typed is still there."
        ),
        # In a tab of its own: the form then lies one step back in this one.
        {"label": _("Sign in"), "href": DOOR, "tab": "sign-in"},
    )


def half_way(stage: Stage) -> Response:
    """The way on to whoever has proved their address and not the rest."""
    if request.method in SAFE:
        return see_other(by_way_of(GOES_ON[stage], wanted_here()))
    return _refusal(
        401,
        _("You are not signed in yet"),
        _("Nothing was changed. Your second step is still to come."),
        {"label": _("Go on"), "href": GOES_ON[stage]},
    )


def _stale() -> Response:
    if request.method in SAFE:
        return see_other(by_way_of(CONFIRM, wanted_here()))
    return _refusal(
        403,
        _("Please confirm that it is you"),
        _(
            "Nothing was changed. This is a grave step, and you signed in a while ago. "
            "Confirm that it is you, then come back here, go back to the form and send it again: "
            "what you typed is still there."
        ),
        # In a tab of its own: the form then lies one step back in this one.
        {"label": _("Confirm"), "href": by_way_of(CONFIRM, _form_of_this()), "tab": "confirm"},
    )


def _form_of_this() -> str:
    """The page whose form this was: the one at its own address, or the one it came from."""
    if own_path(wanted_here()) != HOME:
        return wanted_here()
    came_from = urlsplit(request.headers.get("Referer", ""))
    return own_path(came_from.path + (f"?{came_from.query}" if came_from.query else ""))


def _refusal(status: int, heading: str, text: str, action: dict[str, str]) -> Response:
    return page("errors/error.html", status, code=status, heading=heading, text=text, action=action)
