"""Where a staff member lands after signing in: the page of the console they wanted, or home."""

from web.routes import page_at

HOME = "/staff"


def own_path(wanted: str) -> str:
    """`wanted` when it is the path of a page of the console, else home: nothing else may steer a redirect."""
    endpoint, _ = page_at(wanted) or ("", {})
    return wanted if endpoint.startswith("staff.") else HOME
