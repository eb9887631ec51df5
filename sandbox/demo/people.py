"""The company itself and those it serves, as the story has them."""

from dataclasses import dataclass
from secrets import token_hex

import httpx

from sandbox.demo.story import Company, Served
from tenants.customers import Contact, Customer, Property
from tenants.isolation import acting_for
from tenants.staff import Role, StaffMember
from tenants.tenant import Tenant


@dataclass(frozen=True, slots=True)
class Known:
    """A customer as it stands in the database; `payer` is the contact who pays."""

    customer: Customer
    payer: Contact
    properties: list[Property]


async def found(company: Company, stripe: httpx.AsyncClient) -> Tenant:
    """The company under a name nobody knows yet, with an account at the sandbox Stripe that takes what it takes."""
    name = f"{company.slug}-{token_hex(6)}"
    tenant = Tenant(slug=name, stripe_account=f"acct_{name.replace('-', '')}", **company.facts)
    account = {
        "id": tenant.stripe_account,
        "display_name": tenant.name,
        "country": tenant.locale[-2:],
        "currency": tenant.currency,
        "card_payments": "active",
        "ach": "active" if tenant.takes_bank_transfers else "inactive",
        "emit": False,
    }
    (await stripe.post("accounts", json=account)).raise_for_status()
    async with acting_for(tenant):
        await tenant.save()
        await StaffMember.create(name=company.owner.name, email=company.owner.email, role=Role.OWNER)
        for one in company.crew:
            await StaffMember.create(name=one.name, email=one.email, role=Role.MEMBER)
    return tenant


async def meet(served: Served) -> Known:
    """The customer with its contacts and properties, inside the company's unit of work."""
    customer = await Customer.create(name=served.name, billing_address=served.billing_address)
    contacts = [
        await Contact.create(customer_id=customer.id, name=person.name, email=person.email, phone=person.phone)
        for person in served.people
    ]
    properties = [
        await Property.create(customer_id=customer.id, name=name, address=address) for name, address in served.places
    ]
    return Known(customer, contacts[0], properties)
