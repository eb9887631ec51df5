"""Where work is done for a customer: added, changed, removed or archived, and fetched back."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from quart import Blueprint, Response, request

from tenants import customers
from tenants.customers import Customer, Property
from tenants.errors import Invalid, NotFound
from tenants.rights import Right
from web.customer_notices import done
from web.language import sentence
from web.pages import page
from web.staff.customers.profile import one
from web.staff_signed_in import needs

blueprint = Blueprint("properties", __name__, url_prefix="/customers/<uuid:customer_id>/properties")
FIELDS = ("name", "address")


@blueprint.get("/new")
@needs(Right.CUSTOMERS)
async def new(customer_id: UUID) -> Response:
    customer = await one(customer_id)
    return _form(customer, {"name": "", "address": customer.billing_address})


@blueprint.post("/new")
@needs(Right.CUSTOMERS)
async def add(customer_id: UUID) -> Response:
    customer, typed = await one(customer_id), await _typed()
    try:
        await customers.add_property(customer, **typed)
    except Invalid as error:
        return _form(customer, typed, error=error)
    return done(customer_id, "property-added", "#properties")


@blueprint.get("/<uuid:property_id>/edit")
@needs(Right.CUSTOMERS)
async def edit(customer_id: UUID, property_id: UUID) -> Response:
    place = await _one(customer_id, property_id)
    return _form(await one(customer_id), {"name": place.name, "address": place.address}, place)


@blueprint.post("/<uuid:property_id>/edit")
@needs(Right.CUSTOMERS)
async def change(customer_id: UUID, property_id: UUID) -> Response:
    place, typed = await _one(customer_id, property_id), await _typed()
    try:
        await customers.change_property(place, **typed)
    except Invalid as error:
        return _form(await one(customer_id), typed, place, error=error)
    return done(customer_id, "property-changed", "#properties")


@blueprint.post("/<uuid:property_id>/remove")
@needs(Right.CUSTOMERS)
async def remove(customer_id: UUID, property_id: UUID) -> Response:
    is_kept = await customers.remove_property(await _one(customer_id, property_id))
    return done(customer_id, "property-archived" if is_kept else "property-removed", "#properties")


@blueprint.post("/<uuid:property_id>/bring-back")
@needs(Right.CUSTOMERS)
async def bring_back(customer_id: UUID, property_id: UUID) -> Response:
    await customers.bring_property_back(await _one(customer_id, property_id))
    return done(customer_id, "property-back", "#properties")


async def _one(customer_id: UUID, property_id: UUID) -> Property:
    place = await Property.get_or_none(id=property_id, customer_id=customer_id)
    if place is None:
        raise NotFound
    return place


async def _typed() -> dict[str, str]:
    form = await request.form
    return {name: form.get(name, "") for name in FIELDS}


def _form(
    customer: Customer, typed: Mapping[str, Any], place: Property | None = None, *, error: Invalid | None = None
) -> Response:
    return page(
        "staff/customers/property.html",
        422 if error else 200,
        place="customers",
        customer=customer,
        property=place,
        typed=typed,
        errors={"name": "", "address": "", **({error.field: sentence(error)} if error else {})},
    )
