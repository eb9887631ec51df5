"""Properties, as the company's programs write them down and read them."""

from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType
from quart import Blueprint

from tenants import customers, external_ids, newest_first
from tenants.api_keys import Scope
from tenants.customers import Property as Row
from tenants.errors import Invalid
from web.api import references
from web.api.endpoint import Made, endpoint
from web.api.paging import narrowed, paged, where
from web.api.records import at, held
from web.api.shapes import ExternalId, Listing, Moment, Page, Shape, said

PATH = "/api/v1/properties"

blueprint = Blueprint("properties", __name__, url_prefix="/properties")


class Property(Shape):
    """Where work is done."""

    id: UUID
    external_id: str | None
    customer_id: UUID
    name: str
    address: str
    archived_at: Annotated[Moment | None, Meta(description="Since when it is not in use any more.")]
    created_at: Moment


class PropertyNamed(Shape):
    customer_id: UUID
    address: str
    name: str = ""


class NewProperty(PropertyNamed):
    external_id: ExternalId | None = None


class PropertyChange(Shape):
    name: str | UnsetType = UNSET
    address: str | UnsetType = UNSET
    external_id: ExternalId | UnsetType | None = UNSET


class PropertiesWanted(Listing):
    customer_id: UUID | None = None
    external_id: ExternalId | None = None


@blueprint.get("")
@endpoint(Scope.CUSTOMERS)
async def index(wanted: PropertiesWanted) -> Page[Property]:
    """List properties."""
    found = Row.filter(**narrowed(wanted, "customer_id", "external_id"))
    return paged(await newest_first.page(found, where(wanted), wanted.limit), wanted, shaped)


@blueprint.post("")
@endpoint(Scope.CUSTOMERS)
async def create(given: NewProperty) -> Made[Property]:
    """Write a property down."""
    return await _add(given, given.external_id)


@blueprint.get("/<uuid:property_id>")
@endpoint(Scope.CUSTOMERS)
async def show(property_id: UUID) -> Property:
    """Read a property."""
    return shaped(await one(property_id))


@blueprint.patch("/<uuid:property_id>")
@endpoint(Scope.CUSTOMERS)
async def change(property_id: UUID, given: PropertyChange) -> Property:
    """Change what is given of a property. What was sent keeps the old address."""
    row = await held(Row, property_id)
    await customers.change_property(row, said(given.name, row.name), said(given.address, row.address))
    await external_ids.call(row, said(given.external_id, row.external_id))
    return shaped(await one(property_id))


@blueprint.put("/by-external-id/<path:external_id>")
@endpoint(Scope.CUSTOMERS)
async def put(external_id: str, given: PropertyNamed) -> Property | Made[Property]:
    """Have a property with this external id say this, new or not. It stays its customer's."""
    row = await external_ids.held(Row, external_id)
    if row is None:
        return await _add(given, external_id)
    if row.customer_id != given.customer_id:
        raise Invalid("customer_id", "A property stays its customer's.")
    await customers.change_property(row, given.name, given.address)
    return shaped(await one(row.id))


@blueprint.post("/<uuid:property_id>/archive")
@endpoint(Scope.CUSTOMERS)
async def archive(property_id: UUID) -> None:
    """Take a property out of use. One that nothing was ever done at is gone; the others are kept, archived."""
    await customers.remove_property(await one(property_id))


@blueprint.post("/<uuid:property_id>/bring-back")
@endpoint(Scope.CUSTOMERS)
async def bring_back(property_id: UUID) -> Property:
    """Take an archived property into use again."""
    await customers.bring_property_back(await one(property_id))
    return shaped(await one(property_id))


async def one(property_id: UUID) -> Row:
    """Raises NotFound."""
    return await at(Row, property_id)


def shaped(row: Row) -> Property:
    return Property(
        id=row.id,
        external_id=row.external_id,
        customer_id=row.customer_id,
        name=row.name,
        address=row.address,
        archived_at=row.archived_at,
        created_at=row.created_at,
    )


async def _add(given: PropertyNamed, external_id: str | None) -> Made[Property]:
    row = await customers.add_property(await references.customer(given.customer_id), given.name, given.address)
    await external_ids.call(row, external_id)
    return Made(shaped(row), f"{PATH}/{row.id}")
