"""Service requests: what contacts asked for in the portal or by phone, taken down, answered, and made work of."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Annotated, Literal
from uuid import UUID, uuid4

import msgspec
from msgspec import UNSET, Meta, UnsetType
from quart import Blueprint

from tenants import external_ids, newest_first, service_requests, taking_on
from tenants.api_keys import Access, Scope
from tenants.customers import Contact
from tenants.errors import Conflict, Invalid
from tenants.newest_first import After
from tenants.service_requests import Asked, RequestStatus, Unfit, Urgency
from tenants.service_requests import ServiceRequest as Row
from web.api import references
from web.api.endpoint import Made, endpoint
from web.api.paging import narrowed, paged, where
from web.api.records import at, named
from web.api.shapes import ExternalId, Listing, Moment, Page, Shape, said
from web.door import here
from web.keyed import check_scope

PATH = "/api/v1/service-requests"
MOST_DAYS = 3
INTO = {"job": (Scope.JOBS, taking_on.into_job), "estimate": (Scope.ESTIMATES, taking_on.into_estimate)}
CALLED = {
    "property": "property_id",
    **{f"day{number}": f"wished[{number - 1}].on" for number in range(1, MOST_DAYS + 1)},
}
"""What the fields of the console's form are called here."""

blueprint = Blueprint("service_requests", __name__, url_prefix="/service-requests")

Into = Literal["job", "estimate"]
What = Annotated[str, Meta(description="What is asked for, in the customer's words.")]


class Wish(Shape):
    """A day that would suit."""

    on: date
    part: Literal["any", "morning", "afternoon"] = "any"


Wishes = Annotated[list[Wish], Meta(max_length=MOST_DAYS, description="Days that would suit; none means any.")]


class Became(Shape):
    """The job or the estimate that was made of it."""

    about: Into
    id: UUID


class ServiceRequest(Shape):
    """What somebody asked the company to do. What a contact has not sent yet is theirs alone, and not here."""

    id: UUID
    external_id: str | None
    number: str
    customer_id: UUID
    contact_id: UUID | None
    property_id: UUID | None
    name: str
    email: str
    phone: str
    what: What
    urgency: Urgency
    wished: Wishes
    status: RequestStatus
    submitted_at: Moment
    acknowledged_at: Moment | None
    closed_at: Moment | None
    closed_reason: Annotated[str, Meta(description="Why it was declined, as the customer reads it.")]
    became: Became | None


class ServiceRequestSaid(Shape):
    """Who asked is `contact_id`, or whoever is named. Without `property_id` it is at the customer's only property."""

    customer_id: UUID
    what: What
    contact_id: UUID | None = None
    property_id: UUID | None = None
    name: str = ""
    email: str = ""
    phone: str = ""
    urgency: Urgency = Urgency.SOON
    wished: Wishes = msgspec.field(default_factory=list)


class NewServiceRequest(ServiceRequestSaid):
    external_id: ExternalId | None = None


class ServiceRequestChange(Shape):
    external_id: ExternalId | UnsetType | None = UNSET


class Declining(Shape):
    reason: Annotated[str, Meta(description="Why not: the customer reads it.")]


class Converting(Shape):
    into: Into


class ServiceRequestsWanted(Listing):
    customer_id: UUID | None = None
    status: RequestStatus | None = None
    external_id: ExternalId | None = None


@blueprint.get("")
@endpoint(Scope.SERVICE_REQUESTS)
async def index(wanted: ServiceRequestsWanted) -> Page[ServiceRequest]:
    """List service requests."""
    sent = Row.filter(**narrowed(wanted, "customer_id", "status", "external_id"), submitted_at__isnull=False)
    rows = await newest_first.page(sent, where(wanted), wanted.limit, by="submitted_at")
    return paged(rows, wanted, shaped, last=lambda row: After(row.submitted_at, row.id))


@blueprint.post("")
@endpoint(Scope.SERVICE_REQUESTS)
async def create(given: NewServiceRequest) -> Made[ServiceRequest]:
    """Take down what a customer asks for. It counts as seen; the contact who asks is told by mail that it is here."""
    return await _taken_down(given, given.external_id)


@blueprint.get("/<uuid:service_request_id>")
@endpoint(Scope.SERVICE_REQUESTS)
async def show(service_request_id: UUID) -> ServiceRequest:
    """Read a service request."""
    return shaped(await _one(service_request_id))


@blueprint.patch("/<uuid:service_request_id>")
@endpoint(Scope.SERVICE_REQUESTS)
async def change(service_request_id: UUID, given: ServiceRequestChange) -> ServiceRequest:
    """Call a service request by an id of yours. What was asked stays as it was asked."""
    row = await _one(service_request_id)
    await external_ids.call(row, said(given.external_id, row.external_id))
    return shaped(row)


@blueprint.put("/by-external-id/<path:external_id>")
@endpoint(Scope.SERVICE_REQUESTS)
async def put(external_id: str, given: ServiceRequestSaid) -> ServiceRequest | Made[ServiceRequest]:
    """Have a service request with this external id taken down, new or not. One that is there says the same."""
    row = await external_ids.held(Row, external_id)
    if row is None:
        return await _taken_down(given, external_id)
    if row.customer_id != given.customer_id:
        raise Invalid("customer_id", "A request stays its customer's.")
    asked = await _asked(given, row, row.submitted_at.astimezone(here().zone).date())
    stands = Asked(**{name: getattr(row, name) for name in Asked._fields})
    if (given.contact_id, asked) != (row.contact_id, stands):
        raise Conflict("What was asked stays as it was asked.")
    return shaped(row)


@blueprint.post("/<uuid:service_request_id>/acknowledge")
@endpoint(Scope.SERVICE_REQUESTS)
async def acknowledge(service_request_id: UUID) -> ServiceRequest:
    """Say that a service request was seen: the customer is told, and changes nothing of it from now on."""
    return await _moved(service_request_id, service_requests.acknowledge)


@blueprint.post("/<uuid:service_request_id>/decline")
@endpoint(Scope.SERVICE_REQUESTS)
async def decline(service_request_id: UUID, given: Declining) -> ServiceRequest:
    """Say no, with a reason the customer reads."""
    return await _moved(service_request_id, lambda row: service_requests.decline(row, given.reason))


@blueprint.post("/<uuid:service_request_id>/close")
@endpoint(Scope.SERVICE_REQUESTS)
async def close(service_request_id: UUID) -> ServiceRequest:
    """Put a service request away: it was dealt with."""
    return await _moved(service_request_id, service_requests.close)


@blueprint.post("/<uuid:service_request_id>/take-up")
@endpoint(Scope.SERVICE_REQUESTS)
async def take_up(service_request_id: UUID) -> ServiceRequest:
    """Open a closed or declined service request again."""
    return await _moved(service_request_id, service_requests.take_up)


@blueprint.post("/<uuid:service_request_id>/convert")
@endpoint(Scope.SERVICE_REQUESTS)
async def convert(service_request_id: UUID, given: Converting) -> ServiceRequest:
    """Make a job or the draft of an estimate of it. The key needs to write that too: `jobs` or `estimates`."""
    scope, take_on = INTO[given.into]
    check_scope(scope, Access.WRITE)
    return await _moved(service_request_id, take_on)


def shaped(row: Row) -> ServiceRequest:
    kept = {name: getattr(row, name) for name in ServiceRequest.__struct_fields__}
    wished, became = msgspec.convert((row.wished, row.became), tuple[list[Wish], Became | None])
    return ServiceRequest(**{**kept, "wished": wished, "became": became})


async def _one(service_request_id: UUID) -> Row:
    """Raises NotFound, also for one that was not sent yet."""
    return await at(Row, service_request_id, submitted_at__isnull=False)


async def _taken_down(given: ServiceRequestSaid, external_id: str | None) -> Made[ServiceRequest]:
    customer, contact = await references.customer(given.customer_id), await _contact(given)
    row = await service_requests.take_down(customer, uuid4(), await _asked(given, contact, here().today()), contact)
    await external_ids.call(row, external_id)
    return Made(shaped(row), f"{PATH}/{row.id}")


async def _contact(given: ServiceRequestSaid) -> Contact | None:
    if given.contact_id is None:
        return None
    return await named(Contact, "contact_id", given.contact_id, customer_id=given.customer_id, removed_at=None)


async def _asked(given: ServiceRequestSaid, known: Contact | Row | None, today: date) -> Asked:
    """As the console's form reads what is typed; what is not said is `known`. Raises Invalid for the first error."""
    who = {name: getattr(given, name) or getattr(known, name, "") for name in ("name", "email", "phone")}
    place = given.property_id or getattr(known, "property_id", None)
    typed = {**who, "what": given.what, "urgency": given.urgency, "property": str(place or "")}
    for number, wish in enumerate(given.wished, 1):
        typed |= {f"day{number}": wish.on.isoformat(), f"part{number}": wish.part}
    places = (await service_requests.blank(given.customer_id)).places
    try:
        return service_requests.read(typed, places, today, email_needed=False)
    except Unfit as unfit:
        first = unfit.errors[0]
        raise Invalid(CALLED.get(first.field, first.field), first.message, **first.values) from unfit


async def _moved(service_request_id: UUID, act: Callable[[Row], Awaitable[object]]) -> ServiceRequest:
    await act(await _one(service_request_id))
    return shaped(await _one(service_request_id))
