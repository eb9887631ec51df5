"""The form of a job: a new one for a customer or from an accepted estimate, or another wording of one."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from quart import Blueprint, Response, request

from templates.language import gettext as _
from tenants import jobs
from tenants.customers import Customer, Property
from tenants.errors import Invalid, NotFound
from tenants.estimates import Estimate, EstimateStatus
from tenants.jobs import Brief, Job
from tenants.rights import Right
from web import customer_choice
from web.forms.ids import id_of
from web.language import sentence
from web.pages import page
from web.signed_in import see_other
from web.staff_signed_in import needs

PATH = "/staff/jobs"
FIELDS = ("title", "description", "property")

blueprint = Blueprint("form", __name__)


@blueprint.get("/new")
@needs(Right.WORK)
async def new() -> Response:
    estimate = await _estimate(request.args.get("estimate", ""))
    customer = await Customer.get(id=estimate.customer_id) if estimate else await customer_choice.chosen()
    if customer is None:
        up = {"href": PATH, "label": _("Jobs")}
        return await customer_choice.choose(f"{PATH}/new", "jobs", _("Whom is the job for?"), up)
    title, at = (estimate.title, estimate.property_id) if estimate else ("", None)
    typed = {"title": title, "property": str(at or ""), "key": str(uuid4())}
    return await _form(customer, typed, estimate=estimate)


@blueprint.post("/new")
@needs(Right.WORK)
async def add() -> Response:
    typed = (await request.form).to_dict()
    customer = await customer_choice.one(typed.get("customer", ""))
    estimate = await _estimate(typed.get("estimate", ""))
    if estimate and estimate.customer_id != customer.id:
        raise NotFound
    try:
        made = await jobs.write_down(
            customer,
            _brief(typed),
            id_of(typed.get("key", "")) or uuid4(),
            estimate_id=estimate.id if estimate else None,
        )
    except Invalid as error:
        return await _form(customer, typed, error, estimate=estimate)
    return see_other(f"{PATH}/{made.id}")


@blueprint.get("/<uuid:job_id>/edit")
@needs(Right.WORK)
async def edit(job_id: UUID) -> Response:
    job = await _one(job_id)
    typed = {"title": job.title, "description": job.description, "property": str(job.property_id or "")}
    return await _form(await Customer.get(id=job.customer_id), typed, job=job)


@blueprint.post("/<uuid:job_id>/edit")
@needs(Right.WORK)
async def change(job_id: UUID) -> Response:
    job, typed = await _one(job_id), (await request.form).to_dict()
    try:
        await jobs.rewrite(job, _brief(typed))
    except Invalid as error:
        return await _form(await Customer.get(id=job.customer_id), typed, error, job=job)
    return see_other(f"{PATH}/{job_id}")


async def _one(job_id: UUID) -> Job:
    job = await Job.get_or_none(id=job_id)
    if job is None:
        raise NotFound
    return job


async def _estimate(given: str) -> Estimate | None:
    """The accepted estimate of this id, if one was named. Raises NotFound."""
    if not given:
        return None
    found = await Estimate.get_or_none(id=id_of(given), status=EstimateStatus.ACCEPTED)
    if found is None:
        raise NotFound
    return found


def _brief(typed: Mapping[str, str]) -> Brief:
    where = typed.get("property", "")
    if where and id_of(where) is None:
        raise Invalid("property", "Please choose where the work is.")
    return Brief(typed.get("title", ""), typed.get("description", ""), id_of(where))


async def _form(
    customer: Customer,
    typed: Mapping[str, Any],
    error: Invalid | None = None,
    *,
    job: Job | None = None,
    estimate: Estimate | None = None,
) -> Response:
    places = await Property.filter(customer_id=customer.id).order_by("created_at")
    made = await Job.filter(estimate_id=estimate.id).order_by("created_at") if estimate else []
    return page(
        "staff/jobs/form.html",
        422 if error else 200,
        place="jobs",
        customer=customer,
        job=job,
        estimate=estimate,
        made=[(it.number, f"{PATH}/{it.id}") for it in made],
        typed={"key": uuid4(), **dict.fromkeys(FIELDS, ""), **typed},
        places=[(str(it.id), ", ".join(filter(None, (it.name, *it.address.splitlines())))) for it in places],
        errors={**dict.fromkeys(FIELDS, ""), **({error.field: sentence(error)} if error else {})},
    )
