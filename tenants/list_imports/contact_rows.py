"""One row of a list of contacts, and whose customer a row is about."""

from collections.abc import Mapping
from uuid import UUID

from tenants import activity, sign_in
from tenants.customers import Contact
from tenants.errors import Invalid
from tenants.isolation import acting
from tenants.list_imports.outcome import Outcome

LONGEST_NAME = 120
LONGEST_PHONE = 40

BY_KEY = "SELECT id FROM customer WHERE tenant_id = $1 AND external_id = $2"
BY_NAME = "SELECT id FROM customer WHERE tenant_id = $1 AND sort_name = lower($2) LIMIT 2"


async def take(row: Mapping[str, str]) -> Outcome:
    """Write down what the row tells. Raises Invalid."""
    return await put_contact(await customer_of(row), row.get("name", ""), row.get("email", ""), row.get("phone"))


async def customer_of(row: Mapping[str, str]) -> UUID:
    """The customer whose number or, told none, whose name stands in the row. Raises Invalid("customer")."""
    unit = acting()
    key, name = row.get("customer_key", ""), " ".join(row.get("customer", "").split())
    found = await unit.rows(BY_KEY, unit.tenant.id, key) if key else []
    if not found and name:
        found = await unit.rows(BY_NAME, unit.tenant.id, name)
    if len(found) > 1:
        raise Invalid("customer", "Several customers are called %(name)s.", name=name)
    if not found:
        raise Invalid("customer", "There is no customer %(name)s. Bring in the customers first.", name=name or key)
    customer_id: UUID = found[0]["id"]
    return customer_id


async def put_contact(customer_id: UUID, name: str, email: str, phone: str | None) -> Outcome:
    """A contact with this address, new or brought up to date; None is a list without phones. Raises Invalid."""
    name, email = " ".join(name.split()), sign_in.canonical(email)
    if not name or len(name) > LONGEST_NAME:
        raise Invalid("name", "A name has between 1 and %(most)s characters.", most=LONGEST_NAME)
    if phone and len(phone) > LONGEST_PHONE:
        raise Invalid("phone", "Please use %(most)s characters or fewer.", most=LONGEST_PHONE)
    known = await Contact.get_or_none(customer_id=customer_id, email=email, removed_at=None)
    if known is None:
        added = await Contact.create(customer_id=customer_id, name=name, email=email, phone=phone or "")
        await activity.note(added, "added", customer_id=customer_id)
        return Outcome.ADDED
    wanted = {"name": name, "phone": known.phone if phone is None else phone}
    changed = [field for field, value in wanted.items() if getattr(known, field) != value]
    if not changed:
        return Outcome.UNCHANGED
    await Contact.filter(id=known.id).update(**wanted)
    await activity.note(known, "changed", customer_id=customer_id, fields=changed)
    return Outcome.CHANGED
