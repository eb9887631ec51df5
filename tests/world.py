"""The cast: Acme and Bolt, each with an owner, two customers, their contacts and an open invoice."""

from dataclasses import dataclass
from uuid import uuid4

from tenants.customers import Contact, Customer, Property
from tenants.isolation import acting_for
from tenants.staff import Role, StaffMember
from tenants.tenant import Tenant


@dataclass(frozen=True)
class Company:
    """One company of the cast. `dana` is at both companies under one address: two contacts with no link between them."""

    tenant: Tenant
    owner: StaffMember
    customer: Customer
    contact: Contact
    property: Property
    other_customer: Customer
    other_contact: Contact


@dataclass(frozen=True)
class World:
    acme: Company
    bolt: Company


async def a_world() -> World:
    mark = uuid4().hex[:10]
    return World(await a_company("acme", mark, "USD", "#c2410c"), await a_company("bolt", mark, "CAD", "#1d4ed8"))


async def a_company(name: str, mark: str, currency: str, color: str) -> Company:
    tenant = await Tenant.create(
        slug=f"{name}-{mark}",
        name=name.title(),
        email=f"office@{name}-{mark}.example",
        phone="+1 555 010 0199",
        address="1 Main Street\nSpringfield, IL 62701",
        currency=currency,
        brand_color=color,
        stripe_account=f"acct_{name}{mark}",
        takes_cards=True,
        takes_bank_transfers=currency == "USD",
    )
    async with acting_for(tenant):
        owner = await StaffMember.create(name="Olive Owner", email=f"olive@{name}-{mark}.example", role=Role.OWNER)
        customer = await Customer.create(name="Dana Diaz", billing_address="12 Elm Street\nSpringfield, IL 62702")
        other = await Customer.create(name="Casey Cole", billing_address="7 Oak Street\nSpringfield, IL 62703")
        return Company(
            tenant=tenant,
            owner=owner,
            customer=customer,
            contact=await Contact.create(customer_id=customer.id, name="Dana Diaz", email=f"dana-{mark}@example.com"),
            property=await Property.create(customer_id=customer.id, address="12 Elm Street"),
            other_customer=other,
            other_contact=await Contact.create(
                customer_id=other.id, name="Casey Cole", email=f"casey-{mark}@example.com"
            ),
        )
