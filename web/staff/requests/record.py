"""The inbox of service requests: read, acknowledged, declined, closed, and made an estimate or a job of."""

from uuid import UUID

from quart import Blueprint, Response, request

from templates.language import gettext as _
from templates.language import marked
from tenants import service_requests, taking_on
from tenants.customers import Customer
from tenants.errors import Conflict, Invalid, NotFound
from tenants.jobs import Job
from tenants.rights import Right
from tenants.service_requests import RequestStatus, ServiceRequest
from web import console_list
from web.door import here
from web.language import sentence
from web.pages import page
from web.signed_in import see_other
from web.staff.requests import form
from web.staff_signed_in import needs
from web.words.service_requests.console_rows import rows
from web.words.service_requests.console_states import FILTERS
from web.words.service_requests.record import became, shown

PATH = "/staff/requests"
MOST_JOBS = 3
INTO = {"estimate": taking_on.into_estimate, "job": taking_on.into_job}
ACTS = {
    "acknowledge": service_requests.acknowledge,
    "close": service_requests.close,
    "take-up": service_requests.take_up,
}
TOO_LATE = marked("Somebody was faster: this request is no longer as you saw it. Here is how it stands.")

blueprint = Blueprint("requests", __name__, url_prefix="/requests")
blueprint.register_blueprint(form.blueprint)


@blueprint.get("")
@needs(Right.SEE)
async def index() -> Response:
    asked = console_list.asked(PATH, FILTERS)
    found = await service_requests.inbox(asked.shown, asked.search, asked.before)
    return page(
        "staff/requests/index.html",
        place="requests",
        rows=rows(found[: service_requests.PAGE], here()),
        **asked.context([(row.submitted_at, row.id) for row in found], service_requests.PAGE),
    )


@blueprint.get("/<uuid:request_id>")
@needs(Right.SEE)
async def show(request_id: UUID) -> Response:
    return await _page(await _one(request_id))


@blueprint.post("/<uuid:request_id>/<any('acknowledge', 'close', 'take-up'):request_act>")
@needs(Right.WORK)
async def move(request_id: UUID, request_act: str) -> Response:
    asked = await _one(request_id)
    try:
        await ACTS[request_act](asked)
    except Conflict:
        return await _page(await _one(request_id), 409, notice=_(TOO_LATE))
    return see_other(f"{PATH}/{request_id}")


@blueprint.post("/<uuid:request_id>/decline")
@needs(Right.WORK)
async def decline(request_id: UUID) -> Response:
    asked, reason = await _one(request_id), (await request.form).get("reason", "")
    try:
        await service_requests.decline(asked, reason)
    except Invalid as error:
        return await _page(asked, 422, reason=reason, error=sentence(error))
    except Conflict:
        return await _page(await _one(request_id), 409, notice=_(TOO_LATE), reason=reason)
    return see_other(f"{PATH}/{request_id}")


@blueprint.post("/<uuid:request_id>/convert")
@needs(Right.WORK)
async def convert(request_id: UUID) -> Response:
    asked, into = await _one(request_id), INTO.get((await request.form).get("into", ""))
    if into is None:
        return await _page(asked, 422, notice=_("Please choose what to make of it: an estimate or a job."))
    try:
        await into(asked)
    except Conflict:
        asked = await _one(request_id)
        if asked.status is not RequestStatus.CONVERTED:
            return await _page(asked, 409, notice=_(TOO_LATE))
    found = became((await _one(request_id)).became)
    return see_other(found["href"] if found else f"{PATH}/{request_id}")


async def _one(request_id: UUID) -> ServiceRequest:
    found = await ServiceRequest.get_or_none(id=request_id)
    if found is None or found.status is RequestStatus.DRAFT:
        raise NotFound
    return found


async def _page(
    asked: ServiceRequest, status: int = 200, *, notice: str = "", reason: str = "", error: str = ""
) -> Response:
    customer_id = asked.customer_id
    document = await service_requests.one(customer_id, asked.id)
    beside = await service_requests.beside(customer_id, asked.id, asked.property_id)
    jobs = await Job.filter(customer_id=customer_id).order_by("-created_at").limit(MOST_JOBS)
    return page(
        "staff/requests/show.html",
        status,
        place="requests",
        asked=shown(here(), document, await Customer.get(id=customer_id), beside, jobs),
        notice=notice,
        reason=reason,
        error=error,
    )
