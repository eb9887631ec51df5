"""What a request refers to by an id of ours: there, or refused by the name of its field."""

from uuid import UUID

from tenants import customers
from tenants.customers import Contact, Customer, May, Property
from tenants.errors import Invalid
from web.api.records import named


async def customer(customer_id: UUID) -> Customer:
    """Raises Invalid("customer_id"), the same for a stranger's and for nobody's."""
    return await named(Customer, "customer_id", customer_id)


async def check_place(property_id: UUID | None, customer_id: UUID) -> None:
    """Raises Invalid("property_id") for a place that is not this customer's."""
    if property_id and not await Property.filter(id=property_id, customer_id=customer_id).exists():
        raise Invalid("property_id", "This customer has no such property.")


async def people(customer_id: UUID, may: May, wanted: list[UUID]) -> list[Contact]:
    """Those of the customer's contacts who get this, all or the `wanted`. Raises Invalid("contact_ids[…]")."""
    found = await customers.contacts(customer_id, may)
    known, named = {it.id for it in found}, set(wanted)
    for number, it in enumerate(wanted):
        if it not in known:
            raise Invalid(f"contact_ids[{number}]", "This is nobody of the customer who gets this.")
    return [it for it in found if not named or it.id in named]
