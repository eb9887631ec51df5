"""The page of one customer: everything about them, and what happened, page by page."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote
from uuid import UUID

from quart import Blueprint, Response, abort, request

from tenants import customer_book, customers, merging, staff_notes
from tenants.customers import Contact, Customer
from tenants.errors import Conflict, NotFound
from tenants.rights import Right
from web import older
from web.customer_notices import said
from web.door import here
from web.pages import page
from web.same_origin import SAFE
from web.signed_in import see_other
from web.staff_signed_in import may, needs
from web.words.customers import history as customer_history
from web.words.customers.duplicates import suggestions, told_apart
from web.words.customers.page import CustomerPage

blueprint = Blueprint("customer_profile", __name__, url_prefix="/customers/<uuid:customer_id>")
NEWEST = (datetime(9999, 1, 1, tzinfo=UTC), UUID(int=2**128 - 1))


@blueprint.get("")
@needs(Right.SEE)
async def show(customer_id: UUID) -> Response:
    return await shown(await one(customer_id))


@blueprint.get("/history")
@needs(Right.SEE)
async def history(customer_id: UUID) -> Response:
    customer = await one(customer_id)
    return page("staff/customers/history.html", place="customers", customer=customer, **await _history(customer))


async def one(customer_id: UUID) -> Customer:
    """The customer of this address; who looks for one that was merged into another is led there.

    Raises NotFound, or Conflict where something would be done to the one that is no more.
    """
    customer = await Customer.get_or_none(id=customer_id)
    if customer is None:
        await _lead_on(customer_id)
        raise NotFound
    return customer


async def _lead_on(customer_id: UUID) -> None:
    merged_into = await merging.goes_on_as(customer_id)
    if merged_into and request.method not in SAFE:
        raise Conflict("This customer has become one with another. Nothing was changed.")
    if merged_into:
        query = f"?{request.query_string.decode('latin-1')}" if request.query_string else ""
        abort(see_other(f"{quote(request.path)}{query}".replace(str(customer_id), str(merged_into))))


async def person(customer_id: UUID, contact_id: UUID, *, removed: bool = False) -> Contact:
    """A contact of the customer; who was removed only where that is asked for. Raises NotFound."""
    contact = await Contact.get_or_none(id=contact_id, customer_id=customer_id)
    if contact is None:
        await one(customer_id)
    if contact is None or (contact.removed_at is not None and not removed):
        raise NotFound
    return contact


async def shown(customer: Customer, status: int = 200, *, warning: str = "", **more: Any) -> Response:
    """The customer's page; `warning` says what could not be done."""
    found = await customer_book.profile(customer.id, here().today())
    alike = await merging.like(customer.id) if may(Right.MERGE) else []
    context = CustomerPage(here(), customer, found).context(
        await customers.properties(customer.id), await staff_notes.notes(customer.id)
    )
    return page(
        "staff/customers/show.html",
        status,
        place="customers",
        **context,
        **await _history(customer),
        may_change=may(Right.CUSTOMERS),
        may_bill=may(Right.DOCUMENTS),
        may_work=may(Right.WORK),
        may_merge=may(Right.MERGE),
        alike=suggestions(alike, customer.id),
        apart=told_apart(request.args.get("apart", "")),
        portal_on=here().portal_enabled,
        done=said(),
        warning=warning,
        undo_note=_removed_note(),
        **{"note_typed": "", "note_error": "", **more},
    )


def _removed_note() -> UUID | None:
    """The note that was removed just now, so that it can be fetched back."""
    try:
        return UUID(request.args["note"]) if request.args.get("done") == "note-removed" else None
    except (KeyError, ValueError):
        return None


async def _history(customer: Customer) -> dict[str, Any]:
    before = request.args.get("before")
    events = await customer_book.history(customer.id, older.than_moment(before) if before else NEWEST)
    path = f"/staff/customers/{customer.id}/history"
    return {
        "events": customer_history.told(events[: customer_book.HISTORY_PAGE], here(), here().today()),
        "older_href": older.href(path, [(it.at, it.id) for it in events], customer_book.HISTORY_PAGE),
    }
