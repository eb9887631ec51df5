"""The company's inbox: what waits for an answer, what nobody has read, and each message once."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tenants import messages
from tenants.emails import Email
from tenants.errors import NotFound
from tenants.invoices import Invoice
from tenants.isolation import acting_for
from tenants.messages import Box, InInbox, Message, Thread
from tests.builders import a_thread, about_invoice, an_invoice
from tests.world import Company, World


async def asked(company: Company, text: str = "What is this for?") -> tuple[Invoice, Thread]:
    """What the company's contact wrote about a new invoice."""
    async with acting_for(company.tenant):
        invoice = await an_invoice(company.customer)
        return invoice, await a_thread(company, invoice, text)


async def box(company: Company, which: Box, search: str = "") -> list[InInbox]:
    async with acting_for(company.tenant):
        return await messages.inbox(which, search)


async def answer(company: Company, invoice: Invoice, text: str = "The pump.", key: str = "") -> None:
    async with acting_for(company.tenant):
        await messages.answer(about_invoice(invoice), company.owner, text, key=key)


async def test_what_a_customer_wrote_waits_until_it_is_answered(world: World) -> None:
    invoice, thread = await asked(world.acme)
    (waits,) = await box(world.acme, Box.TO_ANSWER)
    assert (waits.id, waits.customer, waits.waits, waits.is_new) == (thread.id, "Dana Diaz", True, True)

    await answer(world.acme, invoice)

    assert await box(world.acme, Box.TO_ANSWER) == []
    assert [it.id for it in await box(world.acme, Box.ALL)] == [thread.id]


async def test_it_is_new_until_somebody_has_read_it_and_when_more_comes(world: World) -> None:
    invoice, thread = await asked(world.acme)
    async with acting_for(world.acme.tenant):
        await messages.read(thread.id)
    assert await box(world.acme, Box.UNREAD) == []
    assert len(await box(world.acme, Box.TO_ANSWER)) == 1

    async with acting_for(world.acme.tenant):
        await messages.say(about_invoice(invoice), world.acme.contact.id, "Dana Diaz", "Hello?")
    assert len(await box(world.acme, Box.UNREAD)) == 1


async def test_what_needs_no_answer_waits_no_more_but_what_came_since_does(world: World) -> None:
    _, thread = await asked(world.acme, "Thank you.")
    async with acting_for(world.acme.tenant):
        thread = await Thread.get(id=thread.id)
        await messages.nothing_to_answer(thread.id, thread.last_at - timedelta(seconds=1))
        assert (await Thread.get(id=thread.id)).waiting_since
        await messages.nothing_to_answer(thread.id, thread.last_at)

    assert await box(world.acme, Box.TO_ANSWER) == []


async def test_a_form_sent_twice_is_said_once_and_mailed_once(world: World) -> None:
    invoice, _ = await asked(world.acme)
    for _press in range(2):
        await answer(world.acme, invoice, key="f3")

    async with acting_for(world.acme.tenant):
        assert await Message.filter(author="staff").count() == 1
        assert await Email.filter(letter="message_received").count() == 1


@pytest.mark.parametrize("search", ["dana", "what IS this", "furnace", "1001"])
async def test_it_is_found_by_name_record_and_words(world: World, search: str) -> None:
    await asked(world.acme)

    assert len(await box(world.acme, Box.ALL, search)) == 1
    assert await box(world.acme, Box.ALL, "%") == []


async def test_a_conversation_is_read_oldest_first(world: World) -> None:
    invoice, thread = await asked(world.acme)
    await answer(world.acme, invoice)
    async with acting_for(world.acme.tenant):
        found = await messages.conversation(thread.id)

    assert [(it.name, it.body) for it in found.messages] == [
        ("Dana Diaz", "What is this for?"),
        ("Olive Owner", "The pump."),
    ]
    assert found.customer == "Dana Diaz"


async def test_there_is_none_of_another_company(world: World) -> None:
    _, thread = await asked(world.bolt)

    assert await box(world.acme, Box.ALL) == []
    for wanted in (thread.id, uuid4()):
        with pytest.raises(NotFound):
            async with acting_for(world.acme.tenant):
                await messages.conversation(wanted)
