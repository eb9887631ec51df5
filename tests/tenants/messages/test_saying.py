"""Writing into a thread: kept for good, told to the other side, and to nobody else."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from tenants import invoices, messages
from tenants.customers import Contact
from tenants.emails import Email
from tenants.errors import Invalid, TooMany
from tenants.invoices import Invoice
from tenants.isolation import acting_for
from tenants.messages import Author, Message, Talk, Thread
from tenants.messages.plain_words import plain
from tenants.tenant import Tenant
from tests.builders import a_thread, about_invoice, an_invoice
from tests.world import Company, World

Run = Callable[[], Awaitable[int]]


async def an_open_invoice(company: Company) -> Invoice:
    async with acting_for(company.tenant):
        return await an_invoice(company.customer)


async def say(company: Company, invoice: Invoice, text: str) -> None:
    async with acting_for(company.tenant):
        await messages.say(about_invoice(invoice), company.contact.id, company.contact.name, text)


async def answer(company: Company, invoice: Invoice, text: str = "For the new pump.") -> None:
    async with acting_for(company.tenant):
        await messages.answer(about_invoice(invoice), company.owner, text)


async def talk_of(company: Company, invoice: Invoice) -> Talk | None:
    async with acting_for(company.tenant):
        found = await invoices.one(company.customer.id, invoice.id, company.tenant.today())
    return messages.talk(found.thread, company.contact.id)


async def letters(company: Company, name: str) -> list[Email]:
    async with acting_for(company.tenant):
        return await Email.filter(letter=name).order_by("created_at")


class TestSay:
    async def test_both_sides_are_one_thread_in_order(self, world: World) -> None:
        invoice = await an_open_invoice(world.acme)

        await say(world.acme, invoice, "What is this for?")
        await answer(world.acme, invoice)
        talk = await talk_of(world.acme, invoice)

        assert talk
        assert [(said.author, said.body) for said in talk.messages] == [
            (Author.CONTACT, "What is this for?"),
            (Author.STAFF, "For the new pump."),
        ]

    async def test_without_a_message_there_is_no_thread(self, world: World) -> None:
        assert await talk_of(world.acme, await an_open_invoice(world.acme)) is None

    async def test_the_company_is_told_in_the_customers_words(self, world: World, run_tasks: Run) -> None:
        await say(world.acme, await an_open_invoice(world.acme), "What is\nthis for?")
        await run_tasks()

        [letter] = await letters(world.acme, "staff_message_received")

        assert letter.to_address == world.acme.owner.email
        assert letter.facts["note"] == "What is\nthis for?"
        assert letter.facts["answer_to"] == world.acme.contact.email

    @pytest.mark.parametrize("typed", ["", " \n\t ", "\x00\x07"])
    async def test_nothing_is_refused_beside_the_field(self, world: World, typed: str) -> None:
        with pytest.raises(Invalid) as refused:
            await say(world.acme, await an_open_invoice(world.acme), typed)

        assert refused.value.field == "body"

    async def test_it_may_be_as_long_as_it_says_and_no_longer(self, world: World) -> None:
        invoice = await an_open_invoice(world.acme)

        await say(world.acme, invoice, "x" * messages.LONGEST)
        with pytest.raises(Invalid, match="5,000"):
            await say(world.acme, invoice, "x" * (messages.LONGEST + 1))

    async def test_a_customer_writes_twenty_an_hour_and_another_is_not_held_back(self, world: World) -> None:
        invoice = await an_open_invoice(world.acme)
        for number in range(20):
            await say(world.acme, invoice, f"Message {number}")

        with pytest.raises(TooMany):
            await say(world.acme, invoice, "One more")
        async with acting_for(world.acme.tenant):
            other = await an_invoice(world.acme.other_customer)
            await messages.say(about_invoice(other), world.acme.other_contact.id, "Casey Cole", "Hello")

    async def test_nobody_writes_into_the_thread_of_another_customer(self, world: World) -> None:
        invoice = await an_open_invoice(world.acme)
        await say(world.acme, invoice, "Hello")
        about = about_invoice(invoice)._replace(customer_id=world.acme.other_customer.id)

        with pytest.raises(asyncpg.ForeignKeyViolationError):
            async with acting_for(world.acme.tenant):
                await messages.say(about, world.acme.other_contact.id, "Casey Cole", "Hello")

    async def test_two_first_messages_make_one_thread(self, world: World) -> None:
        invoice = await an_open_invoice(world.acme)

        await asyncio.gather(*(say(world.acme, invoice, f"At once {number}") for number in range(6)))

        async with acting_for(world.acme.tenant):
            assert await Thread.all().count() == 1
            assert await Message.all().count() == 6

    async def test_it_stays_as_it_was_written(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            await a_thread(world.acme, await an_invoice(world.acme.customer))

        for change in ("UPDATE message SET body = 'other'", "DELETE FROM message"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                async with acting_for(world.acme.tenant) as unit:
                    await unit.rows(change)


class TestAnswer:
    async def test_every_contact_gets_the_words_and_the_way(self, world: World) -> None:
        invoice = await an_open_invoice(world.acme)
        async with acting_for(world.acme.tenant):
            await Contact.create(customer_id=world.acme.customer.id, name="Pat", email="pat@example.com")
        await answer(world.acme, invoice)

        found = await letters(world.acme, "message_received")

        assert {letter.to_address for letter in found} == {world.acme.contact.email, "pat@example.com"}
        assert found[0].facts["path"] == f"/invoices/{invoice.id}#messages"
        assert found[0].facts["reply_address"] != found[1].facts["reply_address"]

    async def test_a_removed_contact_gets_nothing(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            await Contact.filter(id=world.acme.contact.id).update(removed_at=datetime.now(UTC))
        await answer(world.acme, await an_open_invoice(world.acme))

        assert await letters(world.acme, "message_received") == []

    @pytest.mark.parametrize("portal_enabled", [True, False])
    async def test_a_hidden_section_writes_no_letter_and_keeps_the_message(
        self, world: World, portal_enabled: bool
    ) -> None:
        await Tenant.filter(id=world.acme.tenant.id).update(shows_jobs=False, portal_enabled=portal_enabled)
        tenant = await Tenant.get(id=world.acme.tenant.id)
        invoice = await an_open_invoice(world.acme)
        async with acting_for(tenant):
            about = about_invoice(invoice)._replace(table="job")
            await messages.answer(about, world.acme.owner, "We come on Friday.")

        assert await letters(world.acme, "message_received") == []
        async with acting_for(tenant):
            assert await Message.all().count() == 1

    async def test_with_the_portal_off_the_letter_leads_nowhere(self, world: World) -> None:
        await Tenant.filter(id=world.acme.tenant.id).update(portal_enabled=False)
        tenant = await Tenant.get(id=world.acme.tenant.id)
        invoice = await an_open_invoice(world.acme)
        async with acting_for(tenant):
            await messages.answer(about_invoice(invoice), world.acme.owner, "We come on Friday.")

        [letter] = await letters(world.acme, "message_received")
        assert "path" not in letter.facts

    async def test_history_keeps_its_moment(self, world: World) -> None:
        invoice = await an_open_invoice(world.acme)
        assert invoice.sent_at
        at = invoice.sent_at - timedelta(days=3)
        async with acting_for(world.acme.tenant):
            await messages.answer(about_invoice(invoice), world.acme.owner, "Long ago.", at=at)

        talk = await talk_of(world.acme, invoice)
        assert talk
        assert talk.messages[0].at == at


class TestSeen:
    async def test_an_answer_is_new_until_this_contact_looks(self, world: World) -> None:
        invoice = await an_open_invoice(world.acme)
        await answer(world.acme, invoice)
        before = await talk_of(world.acme, invoice)
        assert before
        async with acting_for(world.acme.tenant):
            await messages.saw(before.id, world.acme.contact.id)

        after = await talk_of(world.acme, invoice)
        assert after
        assert (before.has_news, after.has_news) == (True, False)

    async def test_what_one_contact_saw_is_new_to_another(self, world: World) -> None:
        invoice = await an_open_invoice(world.acme)
        await answer(world.acme, invoice)
        async with acting_for(world.acme.tenant):
            thread = await Thread.get(about_id=invoice.id)
            await messages.saw(thread.id, world.acme.other_contact.id)

        talk = await talk_of(world.acme, invoice)
        assert talk
        assert talk.has_news

    async def test_ones_own_words_are_not_new(self, world: World) -> None:
        invoice = await an_open_invoice(world.acme)
        await say(world.acme, invoice, "Hello")

        talk = await talk_of(world.acme, invoice)
        assert talk
        assert not talk.has_news


class TestListed:
    async def test_the_thread_last_written_to_is_first(self, world: World) -> None:
        first, second = await an_open_invoice(world.acme), await an_open_invoice(world.acme)
        await say(world.acme, first, "One")
        await say(world.acme, second, "Two")
        await answer(world.acme, first)

        async with acting_for(world.acme.tenant):
            found = await messages.listed(world.acme.customer.id, world.acme.contact.id, ["invoice"])

        assert [(row.about_id, row.is_new) for row in found] == [(first.id, True), (second.id, False)]

    async def test_nothing_of_other_sections_or_customers(self, world: World) -> None:
        await say(world.acme, await an_open_invoice(world.acme), "One")

        async with acting_for(world.acme.tenant):
            hidden = await messages.listed(world.acme.customer.id, world.acme.contact.id, ["job"])
            others = await messages.listed(world.acme.other_customer.id, world.acme.other_contact.id, ["invoice"])

        assert (hidden, others) == ([], [])


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("  a  \n\n\n\n b\t", "a\n\n b"),
        ("x\u202ey\x00z", "xyz"),
        ("שלום עולם", "שלום עולם"),
        ("👩\u200d🔧 \u200fok", "👩\u200d🔧 \u200fok"),
    ],
)
def test_words_of_any_script_are_kept_and_control_characters_are_not(typed: str, kept: str) -> None:
    assert plain(typed) == kept
