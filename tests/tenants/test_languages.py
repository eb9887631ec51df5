"""The language each contact chose, found by address for a whole batch of letters."""

from tenants import languages
from tenants.customers import Contact
from tenants.isolation import acting_for
from tests.world import World


async def test_it_finds_what_was_chosen_by_address_and_customer(world: World) -> None:
    acme = world.acme
    both = "both@example.com"
    async with acting_for(acme.tenant):
        await Contact.create(customer_id=acme.customer.id, name="Bo", email="Both@Example.com", language="es")
        await Contact.create(customer_id=acme.other_customer.id, name="Bo", email=both)

        found = await languages.chosen(
            [(both, None), (both.upper(), acme.customer.id), (both, acme.other_customer.id), ("x@example.com", None)]
        )

    assert found == {(both, None): "es", (both.upper(), acme.customer.id): "es"}


async def test_who_was_removed_chooses_nothing(world: World) -> None:
    reader = (world.acme.contact.email, world.acme.customer.id)
    async with acting_for(world.acme.tenant):
        contacts = Contact.filter(id=world.acme.contact.id)
        await contacts.update(language="es", removed_at=world.acme.contact.created_at)

        assert await languages.chosen([reader]) == {}


async def test_another_companys_contact_chooses_nothing_here(world: World) -> None:
    async with acting_for(world.acme.tenant):
        await Contact.filter(id=world.acme.contact.id).update(language="es")
    async with acting_for(world.bolt.tenant):
        assert await languages.chosen([(world.acme.contact.email, None)]) == {}


async def test_staff_are_written_to_as_they_chose(world: World) -> None:
    owner = world.acme.owner
    async with acting_for(world.acme.tenant):
        await languages.choose_as_staff(owner.id, "es")
        found = await languages.staffs([owner.email.upper(), world.acme.contact.email])
    async with acting_for(world.bolt.tenant):
        elsewhere = await languages.staffs([owner.email])

    assert (found, elsewhere) == ({owner.email.upper(): "es"}, {})
