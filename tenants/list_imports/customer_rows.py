"""One row of a list of customers: the customer, and where the row tells of them a contact and a property."""

from collections.abc import Mapping
from datetime import UTC, datetime

from tenants import activity, customers, merging
from tenants.customers import Customer, Property
from tenants.errors import Invalid
from tenants.isolation import acting
from tenants.list_imports.answers import said
from tenants.list_imports.contact_rows import ours, put_contact
from tenants.list_imports.outcome import Outcome, most

LONGEST_KEY = 120
LONGEST_PROPERTY_NAME = 120
LONGEST_ADDRESS = 500
PARTS = ("billing_address", "billing_city", "billing_region", "billing_postcode")

# By name, or by name and address where the list tells addresses.
SAME = """
SELECT id FROM customer
 WHERE tenant_id = $1 AND sort_name = lower($2) AND ($3::text IS NULL OR billing_address = $3) LIMIT 2
"""


async def take(row: Mapping[str, str]) -> Outcome:
    """Write down what the row tells. Raises Invalid."""
    customer, outcome = await _put(row)
    outcomes = [outcome, await _remind(customer, said("reminders", row.get("reminders", "")))]
    if row.get("email"):
        name = row.get("contact_name") or customer.name
        outcomes.append(await put_contact(customer.id, name, row["email"], phone=row.get("phone")))
    if row.get("property_address"):
        outcomes.append(await _put_property(customer, row))
    return most(*outcomes)


async def _put(row: Mapping[str, str]) -> tuple[Customer, Outcome]:
    name, address, key = " ".join(row.get("name", "").split()), _address(row), row.get("external_id", "")
    if len(key) > LONGEST_KEY:
        raise Invalid("external_id", "Please use %(most)s characters or fewer.", most=LONGEST_KEY)
    customer = await _known(key) if key else None
    if customer:
        return customer, await _change(customer, name, address)
    if merged_into := await _merged(name, address, key):
        return merged_into, Outcome.UNCHANGED
    customer = await _same(name, address)
    if customer and key and customer.external_id:
        customer = None  # another of the same name and address, by the numbers of the old program
    if customer is None:
        customer = await customers.add(name, address or "")
        if key:
            await Customer.filter(id=customer.id).update(external_id=key)
        return customer, Outcome.ADDED
    if key:
        await Customer.filter(id=customer.id).update(external_id=key)
        return customer, Outcome.CHANGED
    return customer, Outcome.UNCHANGED


async def _known(key: str) -> Customer | None:
    found = await Customer.get_or_none(external_id=key)
    return found or (await Customer.get_or_none(id=ours(key), external_id=None) if ours(key) else None)


async def _remind(customer: Customer, wanted: bool | None) -> Outcome:
    if wanted is None or wanted == customer.reminds:
        return Outcome.UNCHANGED
    await Customer.filter(id=customer.id).update(reminds=wanted)
    await activity.note(customer, "changed", customer_id=customer.id, fields=["reminds"])
    return Outcome.CHANGED


async def _change(customer: Customer, name: str, address: str | None) -> Outcome:
    wanted = (name or customer.name, customer.billing_address if address is None else address)
    if wanted == (customer.name, customer.billing_address):
        return Outcome.UNCHANGED
    await customers.change(customer, *wanted)
    return Outcome.CHANGED


async def _merged(name: str, address: str | None, key: str) -> Customer | None:
    """Who goes on for the one in the row. What the list calls that one is no news about who took them in."""
    found = await merging.known_by(key) if key else None
    if found is None and await _same(name, address) is None:
        found = await merging.once_called(name, address, key)
    return await Customer.get(id=found) if found else None


async def _same(name: str, address: str | None) -> Customer | None:
    unit = acting()
    found = await unit.rows(SAME, unit.tenant.id, name, address)
    if len(found) > 1 and address is None:
        raise Invalid("name", "Several customers are called %(name)s: please choose an address column.", name=name)
    return await Customer.get(id=found[0]["id"]) if found else None


async def _put_property(customer: Customer, row: Mapping[str, str]) -> Outcome:
    address, name = row["property_address"], row.get("property_name", "")
    archived = said("property_archived", row.get("property_archived", ""))
    if len(address) > LONGEST_ADDRESS or len(name) > LONGEST_PROPERTY_NAME:
        raise Invalid("property_address", "Please use %(most)s characters or fewer.", most=LONGEST_ADDRESS)
    if await Property.filter(customer_id=customer.id, address=address, name=name).exists():
        return Outcome.UNCHANGED
    archived_at = datetime.now(UTC) if archived else None
    place = await Property.create(customer_id=customer.id, address=address, name=name, archived_at=archived_at)
    await activity.note(place, "added", customer_id=customer.id)
    return Outcome.ADDED


def _address(row: Mapping[str, str]) -> str | None:
    """The billing address the row tells, put together of its parts; None when the list tells of none."""
    if not any(part in row for part in PARTS):
        return None
    street, city, region, postcode = (row.get(part, "") for part in PARTS)
    last = ", ".join(filter(None, (city, " ".join(filter(None, (region, postcode))))))
    return "\n".join(filter(None, (street, last)))
