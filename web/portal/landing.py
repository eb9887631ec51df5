"""Where a person lands after signing in: the page of ours they wanted, as the customer it belongs to, or home."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from tenants import sign_in
from tenants.agreements import Agreement
from tenants.estimates import Estimate
from tenants.invoices import Invoice
from tenants.jobs import Job
from tenants.service_requests import ServiceRequest
from web.routes import page_at
from web.signed_in import PICKING

# Whose page an address is, by the record it names.
RECORDS: dict[str, Any] = {
    "agreement_id": Agreement,
    "estimate_id": Estimate,
    "invoice_id": Invoice,
    "job_id": Job,
    "request_id": ServiceRequest,
}


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
    endpoint, values = page_at(path) or ("", {})
    is_page = endpoint.startswith("portal.") and not endpoint.startswith(PICKING)
    return (endpoint, values) if is_page else None
