"""Taking on: a service request becomes an estimate or a job, once, in one unit of work."""

from decimal import Decimal

from tenants import estimates, jobs, service_requests
from tenants.customers import Customer
from tenants.errors import Conflict
from tenants.estimates import Contents, Estimate, Item
from tenants.jobs import Job
from tenants.line_items import Line
from tenants.service_requests import RequestStatus, ServiceRequest

STILL_OPEN = (RequestStatus.SUBMITTED, RequestStatus.ACKNOWLEDGED)


async def into_estimate(request: ServiceRequest) -> Estimate:
    """A draft with what was asked as its one line, still without a price. Raises Conflict when somebody was first."""
    held, customer = await _held(request)
    title = service_requests.title(held.what)
    contents = Contents((Item(Line(description=title, quantity=Decimal(1), unit_price=0)),), title=title)
    estimate = await estimates.draft(customer, contents, property_id=held.property_id)
    await service_requests.convert(held, estimate)
    return estimate


async def into_job(request: ServiceRequest) -> Job:
    """A job called by the first line of what was asked. Raises Conflict when somebody was first."""
    held, customer = await _held(request)
    title = service_requests.title(held.what)
    job = await jobs.schedule(customer, title, description=held.what, property_id=held.property_id)
    await service_requests.convert(held, job)
    return job


async def _held(request: ServiceRequest) -> tuple[ServiceRequest, Customer]:
    """The request as it stands, which nobody else can move now, and its customer. Raises Conflict when it is over."""
    held = await ServiceRequest.filter(id=request.id, status__in=STILL_OPEN).select_for_update().get_or_none()
    if held is None:
        raise Conflict("This request is not open any more.")
    return held, await Customer.get(id=held.customer_id)
