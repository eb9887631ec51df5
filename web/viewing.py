"""View as customer: a cookie of its own opens the portal to a staff member, for looking only.

It stands beside a contact's own session in the same browser, and neither touches that nor falls back on it.
"""

from datetime import timedelta

from quart import Response, abort, g, request

from tenants import customer_views, directory
from web import language
from web.same_origin import SAFE
from web.viewing_pages import banner, over, refused

VIEW = "__Host-view"
KEPT_FOR = timedelta(days=1)
"""Longer than a view: a page that was left open must find that it is over, not somebody else's session."""


def held() -> str | None:
    """The reference in this browser, empty when there are two; None in every other browser."""
    values = request.cookies.getlist(VIEW)
    if not values:
        return None
    return values[0] if len(values) == 1 else ""


async def require_view(reference: str) -> None:
    """Let the staff member look at this page of the portal, and do nothing."""
    found = await customer_views.find(reference)
    if found is None:
        response = over()
        forget(response)
        abort(response)
    if found.viewer.company_version != g.tenant.version:
        raise directory.Changed
    g.viewer, g.session_id = found.viewer, found.id
    language.answer_in(g.tenant, found.viewer.language)
    g.looking = banner(found)
    if request.method not in SAFE:
        abort(refused(found))


async def refuse_while_viewing() -> None:
    """Guard what is open to anybody: nobody signs in or out, or changes an address, while looking as somebody else."""
    reference = held() if request.method not in SAFE else None
    found = await customer_views.find(reference) if reference else None
    if found:
        g.looking = banner(found)
        abort(refused(found))


def is_looking() -> bool:
    """Whether this page of the portal is shown to staff and so leaves no trace of having been read."""
    return "looking" in g


def remember(response: Response, reference: str) -> None:
    """Have the answer carry the view's `reference`."""
    response.set_cookie(VIEW, reference, max_age=KEPT_FOR, path="/", secure=True, httponly=True, samesite="Lax")


def forget(response: Response) -> None:
    response.delete_cookie(VIEW, path="/", secure=True, httponly=True, samesite="Lax")
