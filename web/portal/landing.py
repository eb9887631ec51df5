"""Where a person lands after signing in: the page of ours they wanted, as the customer it belongs to, or home."""

import re
from typing import Any
from urllib.parse import quote, unquote, urlsplit
from uuid import UUID

from quart.globals import request_ctx
from werkzeug.exceptions import HTTPException

from tenants import sign_in
from tenants.invoices import Invoice
from web.signed_in import PICKING

LONGEST = 300
# Whose page an address is, by the record it names.
RECORDS = {"invoice_id": Invoice}
PLAIN = re.compile(r"/(?![/\\])[A-Za-z0-9/._~%?&=+-]*")


def own_path(wanted: str) -> str:
    """`wanted` when it is the path of a page of the portal, else "/": nothing else may steer a redirect."""
    return wanted if _page(wanted) else "/"


async def land(session_id: UUID, wanted: str) -> str:
    """The path to go to. With several customers: as the one the wanted page belongs to, else by way of the choice."""
    choices = await sign_in.choices(session_id)
    path = own_path(wanted)
    if len(choices) <= 1:
        return path
    owner = await _owner(path)
    mine = next((choice for choice in choices if choice.customer_id == owner), None)
    if mine and await sign_in.pick(session_id, mine.id):
        return path
    return "/accounts" if path == "/" else f"/accounts?next={quote(path, safe='/')}"


async def _owner(path: str) -> UUID | None:
    _, values = _page(path) or ("", {})
    for argument, model in RECORDS.items():
        if argument in values:
            found = await model.get_or_none(id=values[argument])
            return found.customer_id if found else None
    return None


def _page(path: str) -> tuple[str, dict[str, Any]] | None:
    """Endpoint and values of the portal's page at `path`; None when there is none."""
    adapter = request_ctx.url_adapter
    if adapter is None or len(path) > LONGEST or not PLAIN.fullmatch(path):
        return None
    try:
        endpoint, values = adapter.match(unquote(urlsplit(path).path), "GET")
    except HTTPException:
        return None
    is_page = endpoint.startswith("portal.") and not endpoint.startswith(PICKING)
    return (endpoint, dict(values)) if is_page else None
