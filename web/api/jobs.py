"""Jobs: work for a customer, written down, changed, and moved from scheduled to done. Their visits are beside them."""

from collections.abc import Awaitable, Callable
from typing import Annotated
from uuid import UUID, uuid4

from msgspec import UNSET, Meta, UnsetType
from quart import Blueprint

from tenants import external_ids, jobs, newest_first
from tenants.api_keys import Scope
from tenants.errors import Invalid
from tenants.estimates import Estimate, EstimateStatus
from tenants.jobs import Brief, JobStatus
from tenants.jobs import Job as Row
from web.api import references
from web.api.endpoint import Made, endpoint
from web.api.paging import narrowed, paged, where
from web.api.records import at, calling, held, named
from web.api.shapes import ExternalId, Listing, Moment, Page, Shape, said

PATH = "/api/v1/jobs"

blueprint = Blueprint("jobs", __name__, url_prefix="/jobs")


class Job(Shape):
    """Work for a customer, at one of their properties. The customer sees it from the start."""

    id: UUID
    external_id: str | None
    number: str
    customer_id: UUID
    property_id: UUID | None
    estimate_id: Annotated[UUID | None, Meta(description="The estimate in which it was agreed.")]
    title: str
    description: Annotated[str, Meta(description="CommonMark.")]
    status: JobStatus
    created_at: Moment
    completed_at: Moment | None
    canceled_at: Moment | None


class JobSaid(Shape):
    customer_id: UUID
    title: str
    description: str = ""
    property_id: UUID | None = None


class NewJob(JobSaid):
    estimate_id: Annotated[UUID | None, Meta(description="An accepted estimate of the customer's.")] = None
    external_id: ExternalId | None = None


class JobChange(Shape):
    title: str | UnsetType = UNSET
    description: str | UnsetType = UNSET
    property_id: UUID | UnsetType | None = UNSET
    external_id: ExternalId | UnsetType | None = UNSET


class JobsWanted(Listing):
    customer_id: UUID | None = None
    status: JobStatus | None = None
    external_id: ExternalId | None = None


@blueprint.get("")
@endpoint(Scope.JOBS)
async def index(wanted: JobsWanted) -> Page[Job]:
    """List jobs."""
    found = Row.filter(**narrowed(wanted, "customer_id", "status", "external_id"))
    return paged(await newest_first.page(found, where(wanted), wanted.limit), wanted, shaped)


@blueprint.post("")
@endpoint(Scope.JOBS)
async def create(given: NewJob) -> Made[Job]:
    """Write a job down, for nothing or from an accepted estimate. The customer sees it at once."""
    row = await _written(given, given.external_id, given.estimate_id)
    return Made(shaped(row), f"{PATH}/{row.id}")


@blueprint.get("/<uuid:job_id>")
@endpoint(Scope.JOBS)
async def show(job_id: UUID) -> Job:
    """Read a job."""
    return shaped(await at(Row, job_id))


@blueprint.patch("/<uuid:job_id>")
@endpoint(Scope.JOBS)
async def change(job_id: UUID, given: JobChange) -> Job:
    """Change what is given of a job."""
    row = await held(Row, job_id)
    await _rewrite(
        row,
        Brief(
            said(given.title, row.title),
            said(given.description, row.description),
            said(given.property_id, row.property_id),
        ),
    )
    await external_ids.call(row, said(given.external_id, row.external_id))
    return shaped(await at(Row, job_id))


@blueprint.put("/by-external-id/<path:external_id>")
@endpoint(Scope.JOBS)
async def put(external_id: str, given: JobSaid) -> Job | Made[Job]:
    """Have a job with this external id say this, new or not."""
    row = await external_ids.held(Row, external_id)
    if row is None:
        row = await _written(given, external_id)
        return Made(shaped(row), f"{PATH}/{row.id}")
    if row.customer_id != given.customer_id:
        raise Invalid("customer_id", "A job stays its customer's.")
    await _rewrite(row, _brief(given))
    return shaped(await at(Row, row.id))


@blueprint.post("/<uuid:job_id>/start")
@endpoint(Scope.JOBS)
async def start(job_id: UUID) -> Job:
    """Say that the work has begun."""
    return await _moved(job_id, jobs.start)


@blueprint.post("/<uuid:job_id>/complete")
@endpoint(Scope.JOBS)
async def complete(job_id: UUID) -> Job:
    """Say that all is done. Visits that have begun are done too, those ahead are canceled; the contacts are told."""
    return await _moved(job_id, jobs.complete)


@blueprint.post("/<uuid:job_id>/cancel")
@endpoint(Scope.JOBS)
async def cancel(job_id: UUID) -> Job:
    """Cancel a job with its visits, of which the contacts are told."""
    return await _moved(job_id, jobs.cancel)


@blueprint.post("/<uuid:job_id>/reopen")
@endpoint(Scope.JOBS)
async def reopen(job_id: UUID) -> Job:
    """Go on with a job that was over. Visits it lost are planned anew."""
    return await _moved(job_id, jobs.reopen)


def shaped(row: Row) -> Job:
    return Job(**{name: getattr(row, name) for name in Job.__struct_fields__})


async def _written(given: JobSaid, external_id: str | None, estimate_id: UUID | None = None) -> Row:
    customer = await references.customer(given.customer_id)
    if estimate_id:
        theirs = {"customer_id": customer.id, "status": EstimateStatus.ACCEPTED}
        await named(Estimate, "estimate_id", estimate_id, **theirs)
    with calling(property="property_id"):
        row = await jobs.write_down(customer, _brief(given), uuid4(), estimate_id=estimate_id)
    await external_ids.call(row, external_id)
    return row


async def _rewrite(row: Row, brief: Brief) -> None:
    with calling(property="property_id"):
        await jobs.rewrite(row, brief)


def _brief(given: JobSaid) -> Brief:
    return Brief(given.title, given.description, given.property_id)


async def _moved(job_id: UUID, act: Callable[[Row], Awaitable[None]]) -> Job:
    await act(await at(Row, job_id))
    return shaped(await at(Row, job_id))
