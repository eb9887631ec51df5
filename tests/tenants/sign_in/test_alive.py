"""Which sessions are alive: of this company, and by the same rules as the door's."""

from tenants import sign_in
from tenants.customers import Contact
from tenants.isolation import acting_for
from tenants.sign_in import session, staff_session
from tenants.staff import StaffMember
from tests.world import World


async def test_staff_are_known_by_their_role_and_contacts_by_their_customer(world: World) -> None:
    acme = world.acme
    async with acting_for(acme.tenant):
        staff_id, _ = await staff_session.begin(acme.owner.email, "Firefox")
        contact_id, _ = await session.begin(acme.contact.email, "Safari")
        found = await sign_in.alive([staff_id, contact_id])

    assert found == {staff_id: "owner", contact_id: str(acme.customer.id)}


async def test_another_companys_are_not_known(world: World) -> None:
    async with acting_for(world.bolt.tenant):
        theirs, _ = await staff_session.begin(world.bolt.owner.email, "Firefox")
    async with acting_for(world.acme.tenant):
        assert await sign_in.alive([theirs]) == {}


async def test_who_has_another_address_by_now_is_not_known(world: World) -> None:
    acme = world.acme
    async with acting_for(acme.tenant):
        begun = [
            (await staff_session.begin(acme.owner.email, "Firefox"))[0],
            (await session.begin(acme.contact.email, "Safari"))[0],
        ]
        await StaffMember.filter(id=acme.owner.id).update(email="else@example.com")
        await Contact.filter(id=acme.contact.id).update(email="else@example.com")

        assert await sign_in.alive(begun) == {}
