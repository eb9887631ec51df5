"""Beginning and ending a view as a customer."""

from uuid import UUID

from quart import Blueprint, Response

from tenants import customer_views
from tenants.errors import Conflict
from tenants.rights import Right
from web import viewing
from web.customer_notices import done
from web.language import sentence
from web.signed_in import see_other
from web.staff.customers.profile import one, person, shown
from web.staff_signed_in import member, needs

blueprint = Blueprint(
    "customer_views", __name__, url_prefix="/customers/<uuid:customer_id>/contacts/<uuid:contact_id>/view"
)


@blueprint.post("")
@needs(Right.SEE)
async def begin(customer_id: UUID, contact_id: UUID) -> Response:
    contact = await person(customer_id, contact_id)
    try:
        reference = await customer_views.begin(contact, member())
    except Conflict as error:
        return await shown(await one(customer_id), 409, warning=sentence(error))
    response = see_other("/")
    viewing.remember(response, reference)
    return response


@blueprint.post("/end")
@needs(Right.SEE)
async def end(customer_id: UUID, contact_id: UUID) -> Response:
    await person(customer_id, contact_id, removed=True)
    await customer_views.end(member().session_id)
    response = done(customer_id, "view-over")
    viewing.forget(response)
    return response
