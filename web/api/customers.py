"""Customers, as the company's programs write them down and read them."""

from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType
from quart import Blueprint

from tenants import customers, external_ids, merging, newest_first
from tenants.api_keys import Scope
from tenants.customers import Customer as Row
from web.api.endpoint import Made, endpoint
from web.api.paging import narrowed, paged, where
from web.api.records import at, held
from web.api.shapes import ExternalId, Listing, Moment, Page, Shape, said

PATH = "/api/v1/customers"

blueprint = Blueprint("customers", __name__, url_prefix="/customers")


class Customer(Shape):
    """Who is billed. Their people are contacts, the places where work is done properties."""

    id: UUID
    external_id: str | None
    name: str
    billing_address: str
    reminders: Annotated[bool, Meta(description="Whether their people are reminded of what is due.")]
    created_at: Moment


class CustomerNamed(Shape):
    name: str
    billing_address: str = ""


class NewCustomer(CustomerNamed):
    external_id: ExternalId | None = None


class CustomerChange(Shape):
    name: str | UnsetType = UNSET
    billing_address: str | UnsetType = UNSET
    external_id: ExternalId | UnsetType | None = UNSET


class CustomersWanted(Listing):
    external_id: ExternalId | None = None


@blueprint.get("")
@endpoint(Scope.CUSTOMERS)
async def index(wanted: CustomersWanted) -> Page[Customer]:
    """List customers."""
    found = Row.filter(**narrowed(wanted, "external_id"))
    return paged(await newest_first.page(found, where(wanted), wanted.limit), wanted, shaped)


@blueprint.post("")
@endpoint(Scope.CUSTOMERS)
async def create(given: NewCustomer) -> Made[Customer]:
    """Write a customer down."""
    row = await customers.add(given.name, given.billing_address)
    await external_ids.call(row, given.external_id)
    return Made(shaped(row), f"{PATH}/{row.id}")


@blueprint.get("/<uuid:customer_id>")
@endpoint(Scope.CUSTOMERS)
async def show(customer_id: UUID) -> Customer:
    """Read a customer."""
    return shaped(await one(customer_id))


@blueprint.patch("/<uuid:customer_id>")
@endpoint(Scope.CUSTOMERS)
async def change(customer_id: UUID, given: CustomerChange) -> Customer:
    """Change what is given of a customer. What was sent keeps the old words."""
    row = await held(Row, customer_id)
    await customers.change(row, said(given.name, row.name), said(given.billing_address, row.billing_address))
    await external_ids.call(row, said(given.external_id, row.external_id))
    return shaped(await one(customer_id))


@blueprint.put("/by-external-id/<path:external_id>")
@endpoint(Scope.CUSTOMERS)
async def put(external_id: str, given: CustomerNamed) -> Customer | Made[Customer]:
    """Have a customer with this external id say this, new or not. One that was merged is who they became."""
    row = await external_ids.held(Row, external_id)
    if row is None and (became := await merging.known_by(external_id)):
        return shaped(await one(became))
    if row:
        await customers.change(row, given.name, given.billing_address)
        return shaped(await one(row.id))
    row = await customers.add(given.name, given.billing_address)
    await external_ids.call(row, external_id)
    return Made(shaped(row), f"{PATH}/{row.id}")


async def one(customer_id: UUID) -> Row:
    """Raises NotFound."""
    return await at(Row, customer_id)


def shaped(row: Row) -> Customer:
    return Customer(
        id=row.id,
        external_id=row.external_id,
        name=row.name,
        billing_address=row.billing_address,
        reminders=row.reminds,
        created_at=row.created_at,
    )
