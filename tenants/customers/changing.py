"""What the company writes down about a customer."""

from tenants import activity
from tenants.customers.customer import Customer
from tenants.errors import Invalid, NotFound

LONGEST_NAME = 160
LONGEST_ADDRESS = 500


async def add(name: str, billing_address: str = "") -> Customer:
    """A new customer. Raises Invalid("name") or Invalid("billing_address")."""
    customer = Customer(**_checked(name, billing_address))
    await customer.save()
    await activity.note(customer, "added", customer_id=customer.id)
    return customer


async def change(customer: Customer, name: str, billing_address: str) -> None:
    """Call the customer so, at this address, from now on; what was sent keeps the old words. Raises as `add` does."""
    wanted = _checked(name, billing_address)
    changed = [field for field, value in wanted.items() if value != getattr(customer, field)]
    if not changed:
        return
    if not await Customer.filter(id=customer.id).update(**wanted):
        raise NotFound
    await activity.note(customer, "changed", customer_id=customer.id, fields=changed)


def _checked(name: str, billing_address: str) -> dict[str, str]:
    name, billing_address = " ".join(name.split()), billing_address.replace("\r\n", "\n").strip()
    if not name:
        raise Invalid("name", "Please give the customer a name.")
    if len(name) > LONGEST_NAME:
        raise Invalid("name", "Please use %(most)s characters or fewer.", most=LONGEST_NAME)
    if len(billing_address) > LONGEST_ADDRESS:
        raise Invalid("billing_address", "Please use %(most)s characters or fewer.", most=LONGEST_ADDRESS)
    return {"name": name, "billing_address": billing_address}
