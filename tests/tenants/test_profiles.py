"""What a contact sees of themselves and may change alone."""

from uuid import uuid4

import pytest

from tenants import emails, profiles
from tenants.activity import Activity
from tenants.customers import Contact
from tenants.emails import Email
from tenants.errors import Invalid
from tenants.isolation import acting_for
from tenants.topics import Topic
from tests.signing_in import signed_in
from tests.world import Company, World


async def saved(company: Company, **typed: str) -> Contact:
    async with acting_for(company.tenant):
        await profiles.save(company.contact.id, **{"name": "Dana", "phone": "", "language": "", **typed})
        return await Contact.get(id=company.contact.id)


async def written(company: Company, letter: str, to: Contact | None = None) -> bool:
    """Whether such a letter to the contact is written."""
    to = to or company.contact
    async with acting_for(company.tenant):
        key, who = uuid4().hex, (to.name, to.email)
        return bool(await emails.write(letter, key=key, to=who, about=to, customer_id=to.customer_id, facts={}))


class TestDetails:
    async def test_it_keeps_what_was_typed(self, world: World) -> None:
        contact = await saved(world.acme, name="  Dana  de la Cruz ", phone="(217) 555-0100 ext 7", language="es")

        assert (contact.name, contact.phone, contact.language) == ("Dana de la Cruz", "(217) 555-0100 ext 7", "es")

    async def test_it_writes_down_what_was_changed(self, world: World) -> None:
        await saved(world.acme, phone="+1 217 555 0100")

        async with acting_for(world.acme.tenant):
            note = await Activity.get(about_id=world.acme.contact.id, verb="details_changed")
        assert (note.by, note.facts) == ("Dana Diaz", {"changed": ["name", "phone"]})

    @pytest.mark.parametrize(
        ("field", "typed"),
        [
            ("name", "  "),
            ("name", "D" * 121),
            ("name", "Dana\u202edrazah"),
            ("phone", "call me"),
            ("phone", "1234"),
            ("phone", "+1 217 555 0100" * 3),
            ("phone", "+1\u0661\u0662\u0663\u0664\u0665\u0666"),
        ],
    )
    async def test_it_refuses_what_is_none(self, world: World, field: str, typed: str) -> None:
        with pytest.raises(Invalid) as refused:
            await saved(world.acme, **{field: typed})

        assert refused.value.field == field


class TestReading:
    async def test_it_tells_all_of_it_at_once(self, world: World) -> None:
        entered = await signed_in(world.acme)

        async with acting_for(world.acme.tenant):
            found = await profiles.one(world.acme.contact.id, entered.session_id)

        assert (found.name, found.email) == (world.acme.contact.name, world.acme.contact.email)
        assert [it.id for it in found.devices] == [entered.session_id]
        assert (found.is_fresh, found.wanted_email, found.quiet) == (True, None, frozenset())


class TestLetters:
    async def test_it_writes_none_about_a_topic_the_contact_does_without(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            await profiles.do_without(world.acme.contact.id, [Topic.RECEIPTS])

        assert not await written(world.acme, "receipt")
        async with acting_for(world.acme.tenant):
            assert await Email.filter(letter="receipt").count() == 0

    async def test_it_writes_them_again_when_they_are_wanted(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            await profiles.do_without(world.acme.contact.id, [Topic.RECEIPTS])
            await profiles.do_without(world.acme.contact.id, [])

        assert await written(world.acme, "receipt")

    async def test_it_always_writes_bills(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            await Contact.filter(id=world.acme.contact.id).update(quiet=[*Topic, "None", ""])

        for letter in ("invoice_sent", "bank_payment_returned", "sign_in", "email_change_requested"):
            assert await written(world.acme, letter)

    async def test_it_is_the_choice_of_one_contact(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            await profiles.do_without(world.acme.contact.id, [Topic.RECEIPTS])

        assert await written(world.acme, "receipt", world.acme.other_contact)

    async def test_it_is_the_choice_of_one_customer_of_the_same_person(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            other = world.acme.other_customer
            twin = await Contact.create(customer_id=other.id, name="Dana", email=world.acme.contact.email)
            await profiles.do_without(world.acme.contact.id, [Topic.RECEIPTS])

        assert await written(world.acme, "receipt", twin)

    async def test_it_leaves_the_choice_for_a_hidden_section(self, world: World) -> None:
        async with acting_for(world.acme.tenant) as unit:
            await profiles.do_without(world.acme.contact.id, [Topic.JOBS])
            unit.tenant.shows_jobs = False
            await profiles.do_without(world.acme.contact.id, [Topic.MESSAGES])
            unit.tenant.shows_jobs = True

            contact = await Contact.get(id=world.acme.contact.id)
        assert contact.quiet == [Topic.JOBS, Topic.MESSAGES]

    async def test_it_adds_one_topic(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            await profiles.do_without(world.acme.contact.id, [Topic.JOBS])
            await profiles.stop_letters(world.acme.contact.id, Topic.RECEIPTS)

            assert (await Contact.get(id=world.acme.contact.id)).quiet == [Topic.JOBS, Topic.RECEIPTS]
