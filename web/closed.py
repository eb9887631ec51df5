"""The one answer to customers of a company that ends, whatever they ask for: closed, and how to reach it."""

from quart import Response

from web.pages import page


def closed_for_good() -> Response:
    """Nothing in it says whether there is a record, a link or an account."""
    return page("errors/closed.html", 403, action=None)
