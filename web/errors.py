"""Every error becomes a page in the company's brand, or a problem document for programs."""

import json
import logging
import secrets
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import asyncpg
from quart import Quart, Response, g, request
from werkzeug.exceptions import HTTPException
from werkzeug.http import HTTP_STATUS_CODES

from templates.language import gettext as _
from tenants.errors import DomainError, Invalid, TooMany
from web.access_log import masked
from web.language import sentence
from web.pages import in_console, page

log = logging.getLogger(__name__)

PAGES = frozenset({400, 403, 404, 405, 409, 410, 413, 429, 500, 503})
RETRY_SECONDS = {429: "60", 503: "5"}
# The database is there but too busy, or leaving: a fault of the moment, not of the page.
BUSY = (
    asyncpg.OperatorInterventionError,
    asyncpg.PostgresConnectionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.LockNotAvailableError,
    asyncpg.TransactionRollbackError,
    TimeoutError,
)
# Somebody looks as a customer and came where something would be written down.
READ_ONLY = asyncpg.ReadOnlySQLTransactionError


def register(app: Quart) -> None:
    app.register_error_handler(DomainError, domain_error)
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(Exception, unexpected)


def is_for_programs() -> bool:
    """Whether a program reads the answer: it gets a problem document (RFC 9457), and people a page."""
    return (request.endpoint or "").startswith(("hooks.", "health.")) or f"{request.path}/".startswith("/api/v1/")


async def domain_error(error: DomainError) -> Response:
    field = error.field if isinstance(error, Invalid) else ""
    response = answer(error.status, error.code, sentence(error), field)
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.seconds)
    return response


async def http_error(error: HTTPException) -> Response:
    if error.code is not None and 300 <= error.code < 400:
        return Response(status=error.code, headers={"Location": getattr(error, "new_url", "/")})
    response = answer(error.code or 500, error.name.lower().replace(" ", "_"), "")
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After"}:
            response.headers[name] = value
    return response


async def unexpected(error: Exception) -> Response:
    # The ORM wraps what the database says.
    if isinstance(error, READ_ONLY) or isinstance(error.__cause__, READ_ONLY):
        return answer(403, "forbidden", _("You are only looking: nothing was changed."))
    if isinstance(error, BUSY) or isinstance(error.__cause__, BUSY):
        log.warning("the database is busy", extra={"path": masked(request.path), "reason": type(error).__name__})
        return answer(503, "unavailable", "")
    reference = secrets.token_hex(4)
    log.error("unexpected error", exc_info=error, extra={"path": masked(request.path), "reference": reference})
    return answer(
        500, "internal_error", _("Should you write to us about it, mention %(reference)s.", reference=reference)
    )


def answer(status: int, code: str, detail: str, field: str = "") -> Response:
    """The error as its reader wants it; `field` is what of a program's request it is about."""
    if is_for_programs():
        response = problem(status, code, detail, field)
    else:
        shown = status if status in PAGES else 500 if status >= 500 else 400
        response = page(f"errors/{shown}.html", status, code=status, detail=detail, action=_way_on(status))
    if status in RETRY_SECONDS:
        response.headers["Retry-After"] = RETRY_SECONDS[status]
    return response


def problem(status: int, code: str, detail: str, field: str = "") -> Response:
    title = HTTP_STATUS_CODES.get(status, "Error")
    body: dict[str, Any] = {"type": "about:blank", "title": title, "status": status, "code": code, "detail": detail}
    if field:
        body["errors"] = [{"field": field, "message": detail}]
    response = Response(json.dumps(body), status=status, content_type="application/problem+json")
    if status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _way_on(status: int) -> dict[str, str] | None:
    if g.get("tenant") is None:
        return None
    if status == 503 and request.method == "GET":
        return {"label": _("Try again"), "href": request.path}
    if (request.endpoint or "").startswith("share."):
        return None  # who holds a share link need not have an account
    if in_console():
        return {"label": _("Go to the console"), "href": "/staff"}
    if status == 404 and (viewer := g.get("viewer")) and viewer.can_switch:
        return {"label": _("Switch account"), "href": f"/accounts?next={quote(request.path)}"}
    return {"label": _("Go to the home page"), "href": "/"}
