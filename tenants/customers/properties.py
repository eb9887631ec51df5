"""What the company writes down about a property: where work is done. One with work in its history is kept, archived."""

from datetime import UTC, datetime
from uuid import UUID

import asyncpg

from tenants import activity
from tenants.customers.customer import Customer, Property
from tenants.errors import Invalid, NotFound
from tenants.isolation import acting

LONGEST_NAME = 120
LONGEST_ADDRESS = 500

REMOVE = "DELETE FROM property WHERE tenant_id = $1 AND customer_id = $2 AND id = $3 RETURNING id"


async def properties(customer_id: UUID) -> list[Property]:
    """Those in use, in the order they came, then those of the past."""
    found = await Property.filter(customer_id=customer_id).order_by("created_at", "id")
    return sorted(found, key=lambda it: it.archived_at is not None)


async def add_property(customer: Customer, name: str, address: str) -> Property:
    """Raises Invalid("address") or Invalid("name")."""
    place = Property(customer_id=customer.id, **_checked(name, address))
    await place.save()
    await activity.note(place, "added", customer_id=customer.id, place=_called(place))
    return place


async def change_property(place: Property, name: str, address: str) -> None:
    """From now on; what was sent keeps the old address. Raises as `add_property` does."""
    wanted = _checked(name, address)
    if wanted == {"name": place.name, "address": place.address}:
        return
    if not await Property.filter(id=place.id).update(**wanted):
        raise NotFound
    await activity.note(place, "changed", customer_id=place.customer_id, place=_called(place))


async def remove_property(place: Property) -> bool:
    """Take it off the list: for good when nothing was ever done there, else into the archive; True for the archive."""
    is_kept = not await _delete(place)
    if is_kept:
        await Property.filter(id=place.id, archived_at=None).update(archived_at=datetime.now(UTC))
    await activity.note(place, "removed", customer_id=place.customer_id, place=_called(place))
    return is_kept


async def bring_property_back(place: Property) -> None:
    if await Property.filter(id=place.id).exclude(archived_at=None).update(archived_at=None):
        await activity.note(place, "brought_back", customer_id=place.customer_id, place=_called(place))


async def _delete(place: Property) -> bool:
    """False when something points at it: the database knows what, whatever else will."""
    unit = acting()
    await unit.rows("SAVEPOINT removal")
    try:
        await unit.rows(REMOVE, unit.tenant.id, place.customer_id, place.id)
    except asyncpg.ForeignKeyViolationError:
        await unit.rows("ROLLBACK TO SAVEPOINT removal")
        return False
    return True


def _checked(name: str, address: str) -> dict[str, str]:
    name, address = " ".join(name.split()), address.replace("\r\n", "\n").strip()
    if not address:
        raise Invalid("address", "Please type the address.")
    if len(address) > LONGEST_ADDRESS:
        raise Invalid("address", "Please use %(most)s characters or fewer.", most=LONGEST_ADDRESS)
    if len(name) > LONGEST_NAME:
        raise Invalid("name", "Please use %(most)s characters or fewer.", most=LONGEST_NAME)
    return {"name": name, "address": address}


def _called(place: Property) -> str:
    return place.name or place.address.partition("\n")[0]
