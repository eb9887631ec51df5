"""Customers: whom of their people we write to."""

from datetime import UTC, datetime

from tenants import customers
from tenants.customers import Contact
from tenants.emails import Email
from tenants.isolation import acting_for
from tests.world import World


async def test_it_leaves_out_who_was_removed_and_other_customers_people(world: World) -> None:
    company = world.acme
    async with acting_for(company.tenant):
        who = {"customer_id": company.customer.id, "name": "Robin"}
        later = await Contact.create(**who, email="robin@example.com")
        await Contact.create(**who, email="gone@example.com", removed_at=datetime.now(UTC))

        found = await customers.contacts(company.customer.id)

    assert [contact.id for contact in found] == [company.contact.id, later.id]


async def test_it_writes_to_each_contact_once_for_a_key(world: World) -> None:
    company = world.acme
    async with acting_for(company.tenant):
        people = await customers.contacts(company.customer.id)

        for _ in range(2):
            await customers.write("receipt", people, key="a key", about=company.customer, facts={})

        emails = await Email.all()
    assert [(it.to_address, it.customer_id) for it in emails] == [(company.contact.email, company.customer.id)]
