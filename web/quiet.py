"""What a page does by itself is no activity of the person before it: it keeps no session alive."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from quart import current_app, request

Handler = TypeVar("Handler", bound=Callable[..., Awaitable[Any]])
BY_ITSELF = "X-By-Itself"
"""A page that looks at itself anew says so in this header."""


def quiet(handler: Handler) -> Handler:
    """Mark a handler that nobody calls by hand."""
    handler.__dict__["quiet"] = True
    return handler


def is_quiet() -> bool:
    """Whether this request came by itself."""
    handler = current_app.view_functions.get(request.endpoint or "")
    return BY_ITSELF in request.headers or (handler is not None and "quiet" in handler.__dict__)
