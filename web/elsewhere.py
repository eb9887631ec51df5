"""What customers get instead of a page: that the company ends, or the way to its own domain."""

from urllib.parse import quote

from quart import Response, g, request

from web.closed import closed_for_good
from web.same_origin import SAFE
from web.viewing import held

# What customers see stands under the company's own domain, and is closed while the company ends. The console answers at
# both hosts, and to the end: a domain that leads nowhere must not lock out who can change it.
FOR_CUSTOMERS = frozenset({"portal", "entrance", "share"})


def instead(host: str) -> Response | None:
    """What customers get instead of a page: that it ends, or the way to the company's own domain, but no view's way."""
    surface = (request.endpoint or "").split(".")[0]
    if g.tenant is None or surface not in FOR_CUSTOMERS:
        return None
    if g.tenant.is_ending:
        return closed_for_good()
    stays = host == g.tenant.host or request.method not in SAFE or (surface == "portal" and held() is not None)
    return None if stays else same_page(g.tenant.origin)


def same_page(origin: str) -> Response:
    query = f"?{request.query_string.decode('latin-1')}" if request.query_string else ""
    return Response(status=308, headers={"Location": f"{origin}{quote(request.path)}{query}"})
