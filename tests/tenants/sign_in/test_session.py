"""Sessions: who is behind one, how it ends, and the wall around the customer that was picked."""

import pytest

from sandbox.servers import Servers
from tenants import sign_in
from tenants.activity import Activity
from tenants.customers import Contact, Customer, Property
from tenants.isolation import acting_for
from tenants.sign_in import Entered, MagicLink, Session, Undecided, Viewer
from tenants.sign_in.session import FIND, IDLE, SEEN_EVERY
from tenants.staff import StaffMember
from tenants.tenant import Tenant
from tests.catalogue import superuser
from tests.signing_in import shift, signed_in
from tests.world import Company, World


async def behind(company: Company, session: Entered) -> Viewer | Undecided | None:
    async with acting_for(company.tenant):
        return await sign_in.find(session.reference, wall=True)


async def pick(company: Company, session: Entered, contact: Contact) -> bool:
    async with acting_for(company.tenant):
        return await sign_in.pick(session.session_id, contact.id)


@pytest.fixture
async def session(world: World) -> Entered:
    return await signed_in(world.acme)


@pytest.fixture
async def second(world: World) -> Contact:
    """Dana is a contact of Acme's other customer, too."""
    async with acting_for(world.acme.tenant):
        return await Contact.create(
            customer_id=world.acme.other_customer.id, name="Dana Diaz", email=world.acme.contact.email.title()
        )


class TestFinding:
    async def test_it_knows_the_contact_and_the_customer(self, world: World, session: Entered) -> None:
        viewer = await behind(world.acme, session)

        assert isinstance(viewer, Viewer)
        assert (viewer.contact_id, viewer.customer_id) == (world.acme.contact.id, world.acme.customer.id)
        assert (viewer.customer_name, viewer.place, viewer.can_switch) == ("Dana Diaz", "12 Elm Street", False)

    async def test_it_counts_the_places_of_the_customer(self, world: World, session: Entered) -> None:
        async with acting_for(world.acme.tenant):
            await Property.create(customer_id=world.acme.customer.id, name="The cabin", address="1 Lake Road")

        viewer = await behind(world.acme, session)
        assert isinstance(viewer, Viewer)
        assert (viewer.place, viewer.places) == ("12 Elm Street", 2)

    async def test_it_stores_no_reference(self, world: World, session: Entered) -> None:
        async with acting_for(world.acme.tenant):
            row = await Session.get(id=session.session_id)

        assert session.reference.encode() not in row.secret_hash

    async def test_it_stands_in_the_contacts_history(self, world: World, session: Entered) -> None:
        async with acting_for(world.acme.tenant):
            note = await Activity.get(about_id=world.acme.contact.id)

        assert (note.verb, note.by, note.customer_id) == ("signed_in", "Dana Diaz", world.acme.customer.id)
        assert note.facts == {"device": "Safari on iPhone"}

    async def test_it_finds_nobody_at_another_company(self, world: World, session: Entered) -> None:
        assert await behind(world.bolt, session) is None

    async def test_it_puts_up_the_customers_wall(self, world: World, session: Entered) -> None:
        async with acting_for(world.acme.tenant):
            await sign_in.find(session.reference, wall=True)

            assert [customer.id for customer in await Customer.all()] == [world.acme.customer.id]

    async def test_it_does_not_take_a_kelvin_sign_for_a_k(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            await Contact.filter(id=world.acme.contact.id).update(email="kim@example.com")
            await Contact.filter(id=world.acme.other_contact.id).update(email="\u212aim@example.com")

        kim = await behind(world.acme, await signed_in(world.acme, "kim@example.com"))
        assert isinstance(kim, Viewer)
        assert (kim.contact_id, kim.can_switch) == (world.acme.contact.id, False)

    async def test_the_wall_hides_how_others_sign_in(self, world: World, session: Entered) -> None:
        await signed_in(world.acme, world.acme.other_contact.email)

        async with acting_for(world.acme.tenant, customer_id=world.acme.customer.id):
            assert [one.id for one in await Session.all()] == [session.session_id]
            assert (await MagicLink.all(), await StaffMember.all()) == ([], [])

    async def test_it_marks_the_session_as_seen_every_five_minutes(self, world: World, session: Entered) -> None:
        await shift(world.acme, "session", "seen_at", "-4 minutes")
        before = await seen_at(world.acme)
        await behind(world.acme, session)
        assert await seen_at(world.acme) == before

        await shift(world.acme, "session", "seen_at", "-2 minutes")
        await behind(world.acme, session)
        assert await seen_at(world.acme) > before

    async def test_it_reads_no_other_contact_to_find_the_choices(
        self, world: World, session: Entered, servers: Servers
    ) -> None:
        async with acting_for(world.acme.tenant):
            await Contact.bulk_create([a_contact(world.acme, f"x{n}@many.example") for n in range(1_000)])
        async with superuser(servers) as admin:
            await admin.execute("ANALYZE contact")
        async with acting_for(world.acme.tenant) as unit:
            await unit.rows("SET LOCAL enable_seqscan = off")
            values = (world.acme.tenant.id, b"", IDLE, SEEN_EVERY, False)
            plan = [row[0] for row in await unit.rows(f"EXPLAIN {FIND}", *values)]

        assert any("Index Cond" in line and "canonical_email" in line for line in plan), "\n".join(plan)


def a_contact(company: Company, email: str) -> Contact:
    return Contact(customer_id=company.customer.id, name="One of many", email=email)


async def seen_at(company: Company) -> object:
    async with acting_for(company.tenant):
        return (await Session.all().get()).seen_at


class TestEnding:
    @pytest.mark.parametrize(("column", "by"), [("seen_at", "-7 days"), ("expires_at", "-30 days")])
    async def test_it_ends_by_itself(self, world: World, session: Entered, column: str, by: str) -> None:
        await shift(world.acme, "session", column, by)

        assert await behind(world.acme, session) is None

    @pytest.mark.parametrize(("column", "by"), [("seen_at", "-6 days -23 hours"), ("expires_at", "-29 days -23 hours")])
    async def test_it_does_not_end_before(self, world: World, session: Entered, column: str, by: str) -> None:
        await shift(world.acme, "session", column, by)

        assert await behind(world.acme, session)

    async def test_it_ends_with_the_contact(self, world: World, session: Entered) -> None:
        async with acting_for(world.acme.tenant):
            contact = await Contact.get(id=world.acme.contact.id)
            await Contact.filter(id=contact.id).update(removed_at=contact.created_at)

        assert await behind(world.acme, session) is None

    async def test_it_ends_with_the_address(self, world: World, session: Entered) -> None:
        async with acting_for(world.acme.tenant):
            await Contact.filter(id=world.acme.contact.id).update(email="new@example.com")

        assert await behind(world.acme, session) is None

    async def test_it_ends_when_the_portal_is_switched_off_and_stays_over(self, world: World, session: Entered) -> None:
        for enabled in (False, True):
            await Tenant.filter(id=world.acme.tenant.id).update(portal_enabled=enabled)
            assert await behind(world.acme, session) is None

        again = await signed_in(world.acme)
        assert await behind(world.acme, again)
        async with acting_for(world.acme.tenant):
            assert [one.id for one in await sign_in.sessions(again.session_id)] == [again.session_id]

    async def test_it_ends_when_signed_out(self, world: World, session: Entered) -> None:
        async with acting_for(world.acme.tenant):
            await sign_in.end(session.reference)

        assert await behind(world.acme, session) is None

    async def test_it_ends_one_of_the_persons_own(self, world: World, session: Entered) -> None:
        phone = await signed_in(world.acme)

        async with acting_for(world.acme.tenant):
            assert await sign_in.revoke(session.session_id, phone.session_id)
        assert await behind(world.acme, phone) is None
        assert await behind(world.acme, session)

    async def test_it_does_not_end_anybody_elses(self, world: World, session: Entered) -> None:
        casey = await signed_in(world.acme, world.acme.other_contact.email)

        async with acting_for(world.acme.tenant):
            assert not await sign_in.revoke(session.session_id, casey.session_id)
        assert await behind(world.acme, casey)

    async def test_it_signs_out_everywhere_but_leaves_others_alone(self, world: World, session: Entered) -> None:
        phone = await signed_in(world.acme)
        casey = await signed_in(world.acme, world.acme.other_contact.email)

        async with acting_for(world.acme.tenant):
            await sign_in.sign_out_everywhere(session.session_id)

        assert [await behind(world.acme, one) for one in (session, phone)] == [None, None]
        assert await behind(world.acme, casey)

    async def test_it_lists_the_live_ones_of_the_person(self, world: World, session: Entered) -> None:
        phone = await signed_in(world.acme)
        await signed_in(world.acme, world.acme.other_contact.email)

        async with acting_for(world.acme.tenant):
            found = await sign_in.sessions(session.session_id)

        assert [one.id for one in found] == [phone.session_id, session.session_id]
        assert found[0].device == "Safari on iPhone"

    async def test_it_forgets_sessions_a_week_after_they_ended(self, world: World, session: Entered) -> None:
        async with acting_for(world.acme.tenant):
            await sign_in.end(session.reference)
        await shift(world.acme, "session", "revoked_at", "-8 days")
        live = await signed_in(world.acme)

        async with acting_for(world.acme.tenant):
            await sign_in.cleanup()
            assert [one.id for one in await Session.all()] == [live.session_id]


class TestPicking:
    async def test_it_waits_for_a_person_of_two_customers_to_pick(self, world: World, second: Contact) -> None:
        session = await signed_in(world.acme)

        assert isinstance(await behind(world.acme, session), Undecided)

    async def test_it_names_what_there_is_to_pick(self, world: World, second: Contact) -> None:
        session = await signed_in(world.acme)

        async with acting_for(world.acme.tenant):
            found = await sign_in.choices(session.session_id)
        assert [(choice.id, choice.customer_name, choice.place) for choice in found] == [
            (second.id, "Casey Cole", None),
            (world.acme.contact.id, "Dana Diaz", "12 Elm Street"),
        ]

    async def test_it_picks_and_switches(self, world: World, second: Contact) -> None:
        session = await signed_in(world.acme)

        for contact in (world.acme.contact, second):
            assert await pick(world.acme, session, contact)
            viewer = await behind(world.acme, session)
            assert isinstance(viewer, Viewer)
            assert (viewer.customer_id, viewer.can_switch) == (contact.customer_id, True)

    @pytest.mark.parametrize("change", ["removed_at = now()", "email = 'new@example.com'"])
    async def test_it_ends_with_the_picked_contact_whoever_else_the_person_is(
        self, world: World, second: Contact, change: str
    ) -> None:
        session = await signed_in(world.acme)
        await pick(world.acme, session, second)

        async with acting_for(world.acme.tenant) as unit:
            await unit.rows(f"UPDATE contact SET {change} WHERE id = $1", second.id)

        assert await behind(world.acme, session) is None

    async def test_it_picks_nobody_else(self, world: World, session: Entered) -> None:
        assert not await pick(world.acme, session, world.acme.other_contact)
        assert not await pick(world.acme, session, world.bolt.contact)
