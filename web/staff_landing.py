"""Where staff land after signing in or proving who they are: the page of the console they wanted, or its home."""

from urllib.parse import quote

from quart import request

from web.routes import page_at

HOME = "/staff"


def own_path(wanted: str) -> str:
    """`wanted` when it is the path of a page of the console, else its home: nothing else may steer a redirect."""
    endpoint, _ = page_at(wanted) or ("", {})
    return wanted if endpoint.startswith("staff.") else HOME


def wanted_here() -> str:
    """The address asked for, with its query."""
    query = request.query_string.decode("latin-1")
    return quote(request.path) + (f"?{query}" if query else "")


def by_way_of(door: str, wanted: str) -> str:
    """The address of `door`, from which it goes on to `wanted`."""
    return door if own_path(wanted) == HOME else f"{door}?next={quote(wanted, safe='/')}"
