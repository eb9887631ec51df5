"""What answers at an address of this host."""

import re
from typing import Any
from urllib.parse import unquote, urlsplit

from quart.globals import request_ctx
from werkzeug.exceptions import HTTPException

LONGEST = 300
PLAIN = re.compile(r"/(?![/\\])[A-Za-z0-9/._~%?&=+-]*")


def page_at(path: str) -> tuple[str, dict[str, Any]] | None:
    """Endpoint and values of whatever answers a GET of `path` at this host; None when nothing does."""
    adapter = request_ctx.url_adapter
    if adapter is None or len(path) > LONGEST or not PLAIN.fullmatch(path):
        return None
    try:
        endpoint, values = adapter.match(unquote(urlsplit(path).path), "GET")
    except HTTPException:
        return None
    return endpoint, dict(values)
