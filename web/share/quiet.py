"""What every page behind a share link says of its own address."""

from quart import Response


def kept_quiet(response: Response) -> Response:
    """The address is the key: it travels to nobody and into no index."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
