"""Notes about a customer that only the company reads."""

from uuid import UUID

from quart import Blueprint, Response, request

from tenants import staff_notes
from tenants.errors import Invalid
from tenants.rights import Right
from web.customer_notices import done
from web.language import sentence
from web.signed_in import see_other
from web.staff.customers.profile import one, shown
from web.staff_signed_in import needs

blueprint = Blueprint("staff_notes", __name__, url_prefix="/customers/<uuid:customer_id>/notes")


@blueprint.post("")
@needs(Right.CUSTOMERS)
async def add(customer_id: UUID) -> Response:
    customer, body = await one(customer_id), (await request.form).get("body", "")
    try:
        await staff_notes.add(customer, body)
    except Invalid as error:
        return await shown(customer, 422, note_typed=body, note_error=sentence(error))
    return done(customer_id, "note-added", "#notes")


@blueprint.post("/<uuid:note_id>/remove")
@needs(Right.CUSTOMERS)
async def remove(customer_id: UUID, note_id: UUID) -> Response:
    await staff_notes.remove(await one(customer_id), note_id)
    return see_other(f"/staff/customers/{customer_id}?done=note-removed&note={note_id}#notes")


@blueprint.post("/<uuid:note_id>/bring-back")
@needs(Right.CUSTOMERS)
async def bring_back(customer_id: UUID, note_id: UUID) -> Response:
    await staff_notes.bring_back(await one(customer_id), note_id)
    return done(customer_id, "note-added", "#notes")
