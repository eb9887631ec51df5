"""The contact's acts: keep what is typed, send it, change it, take it back."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from uuid import UUID

from tenants import activity, allowances, numbering
from tenants.allowances import Budget
from tenants.customers import Contact
from tenants.errors import Conflict, TooMany, marked
from tenants.isolation import acting
from tenants.lifecycle import move
from tenants.service_requests import letters
from tenants.service_requests.asked import FIELDS, Asked
from tenants.service_requests.request import RequestStatus, ServiceRequest
from tenants.tasks import later

HOURLY = Budget("service requests of a customer", 5, timedelta(hours=1))
DAILY = Budget("service requests of a customer today", 20, timedelta(days=1))
CHANGES = Budget("changes of service requests of a customer", 20, timedelta(hours=1))
"""The company is told of each."""
# More than a field may hold, so that what is too long can be shortened and is not lost.
LONGEST_TYPED = 10_000

MANY = marked("You have sent us many requests today. Please wait a little, or call us if it is urgent.")

# A lock of its own statement: what follows must see what the one before us wrote.
ALONE = "SELECT pg_advisory_xact_lock(hashtextextended('service_request|' || $1, 0))"


async def keep(contact: Contact, key: UUID, typed: Mapping[str, str]) -> ServiceRequest:
    """Keep a form as it stands: as the contact's one draft. Raises Conflict when this form was sent."""
    await acting().rows(ALONE, str(contact.id))
    fields = {name: typed[name][:LONGEST_TYPED] for name in FIELDS if name in typed}
    draft = await ServiceRequest.get_or_none(contact_id=contact.id, key=key)
    if draft and draft.status is not RequestStatus.DRAFT:
        raise Conflict("This request has been sent.")
    draft = draft or await ServiceRequest.get_or_none(contact_id=contact.id, status=RequestStatus.DRAFT)
    if draft is None:
        return await ServiceRequest.create(
            customer_id=contact.customer_id, contact_id=contact.id, key=key, typed=fields
        )
    await ServiceRequest.filter(id=draft.id).update(typed=fields)
    return draft


async def submit(contact: Contact, key: UUID, asked: Asked, *, at: datetime | None = None) -> ServiceRequest:
    """Send the form `key`: once, however often it comes. Raises TooMany.

    `at` is when (now, unless history is being entered).
    """
    await acting().rows(ALONE, str(contact.id))
    request = await ServiceRequest.get_or_none(contact_id=contact.id, key=key)
    if request and request.status is not RequestStatus.DRAFT:
        return request
    uses = ((HOURLY, contact.customer_id), (DAILY, contact.customer_id))
    if at is None and not await allowances.spend(*uses):
        raise TooMany(MANY)
    at = at or datetime.now(UTC)
    columns = {**asked._asdict(), "typed": {}, "submitted_at": at, "number": f"R{await numbering.take('request')}"}
    if request:
        await move(request, RequestStatus.DRAFT, RequestStatus.SUBMITTED, **columns)
    else:
        request = ServiceRequest(contact_id=contact.id, key=key, status=RequestStatus.SUBMITTED, **columns)
        request.customer_id = contact.customer_id
        await request.save(force_create=True)
    await _note(request, letters.SUBMITTED, by=contact.name, at=at)
    await letters.received(request, contact)
    return request


async def edit(request: ServiceRequest, asked: Asked, *, by: str) -> None:
    """Change what was sent. Raises Conflict once the company has taken it up, or it was withdrawn; TooMany."""
    if not await allowances.spend((CHANGES, request.customer_id)):
        raise TooMany(MANY)
    changed = await ServiceRequest.filter(id=request.id, status=RequestStatus.SUBMITTED).update(**asked._asdict())
    if not changed:
        raise Conflict("This request cannot be changed any more.")
    request.update_from_dict(asked._asdict())
    await _note(request, letters.CHANGED, by=by)


async def withdraw(request: ServiceRequest, *, by: str, at: datetime | None = None) -> None:
    """Take it back. Raises Conflict once the company has taken it up, or it was withdrawn before."""
    at = at or datetime.now(UTC)
    await move(request, RequestStatus.SUBMITTED, RequestStatus.WITHDRAWN, closed_at=at)
    await _note(request, letters.WITHDRAWN, by=by, at=at)


async def _note(request: ServiceRequest, verb: str, *, by: str, at: datetime | None = None) -> None:
    """Write it into the history, and have the company told of it."""
    event = await activity.note(request, verb, by=by, customer_id=request.customer_id, at=at)
    await later("tell_staff_of_service_request", event)
