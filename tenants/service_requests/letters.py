"""Who hears of a request: the company's inbox of all the customer does, the contact of what the company does."""

from typing import Any
from uuid import UUID

from tenants import emails, photos, staff
from tenants.activity import Activity
from tenants.customers import Contact, Customer, Property
from tenants.service_requests.request import ServiceRequest

SUBMITTED, CHANGED, WITHDRAWN = "submitted", "changed", "withdrawn"
"""What the company is told of, as the history says it."""


async def received(request: ServiceRequest, contact: Contact) -> None:
    await tell_customer("service_request_received", request, contact, note=request.what)


async def acknowledged(request: ServiceRequest) -> None:
    await tell_customer("service_request_acknowledged", request, await _contact(request))


async def declined(request: ServiceRequest) -> None:
    # Taken up again and declined once more, it is another answer.
    key = f"{request.id}:{request.closed_at.isoformat()}"
    contact = await _contact(request)
    await tell_customer("service_request_declined", request, contact, key=key, note=request.closed_reason)


async def _contact(request: ServiceRequest) -> Contact | None:
    return await Contact.get_or_none(id=request.contact_id) if request.contact_id else None


async def tell_customer(
    letter: str, request: ServiceRequest, contact: Contact | None, *, key: str = "", **facts: Any
) -> None:
    """Write `letter` to the contact who asked, unless they are gone, or nobody."""
    if contact is None or contact.removed_at:
        return
    await emails.write(
        letter,
        key=key or str(request.id),
        to=(contact.name, contact.email),
        about=request,
        customer_id=request.customer_id,
        facts={"number": request.number, "path": f"/service-requests/{request.id}", **facts},
    )


async def tell_staff(event_id: UUID) -> None:
    """Tell the company's inbox, once, what the activity `event_id` says was done, with all that is asked."""
    event = await Activity.get(id=event_id)
    request = await ServiceRequest.get(id=event.about_id)
    letter = {
        SUBMITTED: "staff_service_request_submitted",
        CHANGED: "staff_service_request_changed",
        WITHDRAWN: "staff_service_request_withdrawn",
    }[event.verb]
    await staff.write(letter, key=str(event_id), about=request, facts=await _facts(request))


async def _facts(request: ServiceRequest) -> dict[str, Any]:
    customer = await Customer.get(id=request.customer_id)
    place = await Property.get(id=request.property_id) if request.property_id else None
    wished = {
        name: value
        for rank, day in zip(("first", "second", "third"), [*request.wished, *[{}] * 3], strict=False)
        for name, value in ((f"{rank}_day_on", day.get("on", "")), (f"{rank}_part", day.get("part", "")))
    }
    return {
        "number": request.number,
        "customer": customer.name,
        "who": request.name,
        "email": request.email,
        "phone": request.phone,
        "place": ", ".join([place.name, *place.address.splitlines()] if place.name else place.address.splitlines())
        if place
        else "",
        "urgency": request.urgency,
        "note": request.what,
        "photos": len(await photos.of(request)),
        **wished,
    }
