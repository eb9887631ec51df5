"""Taking down: what somebody asked for on the phone, written down by the company."""

from datetime import UTC, datetime
from uuid import UUID

from tenants import activity, numbering
from tenants.customers import Contact, Customer
from tenants.isolation import acting
from tenants.service_requests import letters
from tenants.service_requests.asked import Asked
from tenants.service_requests.asking import ALONE
from tenants.service_requests.request import RequestStatus, ServiceRequest


async def take_down(
    customer: Customer, key: UUID, asked: Asked, contact: Contact | None = None, *, by: str = ""
) -> ServiceRequest:
    """Enter what was `asked`, as seen already: once, however often the form `key` comes.

    The contact who asked is told that the company has it.
    """
    await acting().rows(ALONE, str(key))
    before = await ServiceRequest.get_or_none(key=key, customer_id=customer.id)
    if before:
        return before
    now = datetime.now(UTC)
    request = ServiceRequest(
        customer_id=customer.id,
        contact_id=contact.id if contact else None,
        key=key,
        status=RequestStatus.ACKNOWLEDGED,
        number=f"R{await numbering.take('request')}",
        submitted_at=now,
        acknowledged_at=now,
        **asked._asdict(),
    )
    await request.save(force_create=True)
    await activity.note(request, "taken_down", by=by, customer_id=customer.id, at=now)
    if contact:
        await letters.received(request, contact)
    return request
