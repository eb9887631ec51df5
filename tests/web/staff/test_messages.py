"""The console's inbox: read, answered under one's own name, begun from a record, and nothing typed is lost."""

import re
from uuid import uuid4

import pytest
from quart import Quart

from tenants.emails import Email
from tenants.isolation import acting_for
from tenants.messages import Message, Thread
from tenants.tenant import Tenant
from tests.builders import a_draft, a_job, an_invoice
from tests.tenants.messages.test_inbox import asked
from tests.visitor import Visitor
from tests.world import World


@pytest.fixture
async def olive(app: Quart, world: World) -> Visitor:
    return await Visitor(app, world.acme).sign_in_staff()


async def text(visitor: Visitor, path: str) -> str:
    return await (await visitor.get(path)).get_data(as_text=True)


class TestList:
    async def test_it_begins_with_what_waits(self, world: World, olive: Visitor) -> None:
        assert "Everything is answered" in await text(olive, "/staff/messages")
        _, thread = await asked(world.acme)
        page = await text(olive, "/staff/messages")

        assert f'href="/staff/messages/{thread.id}"' in page
        assert "Dana Diaz: What is this for?" in page
        assert "New message" in page

    async def test_reading_it_is_noted_and_it_still_waits(self, world: World, olive: Visitor) -> None:
        _, thread = await asked(world.acme)
        await olive.get(f"/staff/messages/{thread.id}")

        assert "Dana Diaz" not in await text(olive, "/staff/messages?show=unread")
        assert "To answer" in await text(olive, "/staff/messages")


class TestAnswer:
    async def test_the_customer_gets_it_and_sees_who_wrote(self, app: Quart, world: World, olive: Visitor) -> None:
        invoice, thread = await asked(world.acme)
        answer = await olive.post(f"/staff/messages/{thread.id}", {"body": "For the <new> pump.", "key": "1"})
        dana = await Visitor(app, world.acme).sign_in()
        page = await text(dana, f"/invoices/{invoice.id}")

        assert answer.location == f"/staff/messages/{thread.id}#latest"
        assert "For the &lt;new&gt; pump." in page
        assert "Olive Owner" in page
        async with acting_for(world.acme.tenant):
            assert (await Email.get(letter="message_received")).to_address == world.acme.contact.email

    async def test_nothing_typed_is_lost_by_an_error(self, world: World, olive: Visitor) -> None:
        _, thread = await asked(world.acme)
        long = "word " * 1_200
        answer = await olive.post(f"/staff/messages/{thread.id}", {"body": long})
        page = await answer.get_data(as_text=True)

        assert answer.status_code == 422
        assert long.strip() in page
        assert "at most 5,000 characters" in page

    async def test_two_presses_say_it_once(self, world: World, olive: Visitor) -> None:
        _, thread = await asked(world.acme)
        page = await text(olive, f"/staff/messages/{thread.id}")
        (key,) = re.findall(r'name="key" value="([^"]*)"', page)
        for _press in range(2):
            await olive.post(f"/staff/messages/{thread.id}", {"body": "Yes.", "key": key})

        async with acting_for(world.acme.tenant):
            assert await Message.filter(author="staff").count() == 1

    async def test_what_needs_no_answer_is_put_away(self, world: World, olive: Visitor) -> None:
        _, thread = await asked(world.acme)
        page = await text(olive, f"/staff/messages/{thread.id}")
        (seen,) = re.findall(r'name="seen" value="([^"]*)"', page)
        await olive.post(f"/staff/messages/{thread.id}/no-answer", {"seen": seen})

        assert "Everything is answered" in await text(olive, "/staff/messages")

    @pytest.mark.parametrize("seen", ["", "x", "2026-01-01", "0001-01-01T00:00:00+14:00"])
    async def test_who_did_not_see_it_puts_nothing_away(self, world: World, olive: Visitor, seen: str) -> None:
        _, thread = await asked(world.acme)
        assert (await olive.post(f"/staff/messages/{thread.id}/no-answer", {"seen": seen})).status_code == 303

        async with acting_for(world.acme.tenant):
            assert (await Thread.get()).waiting_since


class TestNew:
    async def test_it_begins_from_a_record(self, world: World, olive: Visitor) -> None:
        async with acting_for(world.acme.tenant):
            job = await a_job(world.acme.customer)
        page = await text(olive, f"/staff/messages/new?about=job&id={job.id}")
        assert "Write to Dana Diaz" in page

        answer = await olive.post("/staff/messages/new", {"about": "job", "id": str(job.id), "body": "We come at 9."})

        assert "We come at 9." in await text(olive, str(answer.location).partition("#")[0])

    async def test_what_was_begun_goes_on(self, world: World, olive: Visitor) -> None:
        invoice, thread = await asked(world.acme)
        answer = await olive.get(f"/staff/messages/new?about=invoice&id={invoice.id}")

        assert answer.location == f"/staff/messages/{thread.id}"

    async def test_from_a_customer_one_chooses_the_record(self, world: World, olive: Visitor) -> None:
        async with acting_for(world.acme.tenant):
            invoice = await an_invoice(world.acme.customer)
        page = await text(olive, f"/staff/messages/new?about=customer&id={world.acme.customer.id}")

        assert f"/staff/messages/new?about=invoice&amp;id={invoice.id}" in page

    async def test_an_empty_message_keeps_the_form(self, world: World, olive: Visitor) -> None:
        async with acting_for(world.acme.tenant):
            invoice = await an_invoice(world.acme.customer)
        answer = await olive.post("/staff/messages/new", {"about": "invoice", "id": str(invoice.id), "body": " "})

        assert answer.status_code == 422
        assert str(invoice.id) in await answer.get_data(as_text=True)

    async def test_nobody_writes_about_a_draft_or_nothing(self, world: World, olive: Visitor) -> None:
        async with acting_for(world.acme.tenant):
            draft = await a_draft(world.acme.customer)
        for about, record in (("invoice", draft.id), ("job", uuid4()), ("tenant", uuid4()), ("invoice", "x"), ("", "")):
            form = {"about": about, "id": str(record), "body": "Hello"}
            assert (await olive.get(f"/staff/messages/new?about={about}&id={record}")).status_code == 404
            assert (await olive.post("/staff/messages/new", form)).status_code == 404

    async def test_it_says_when_the_customer_cannot_see_it(self, world: World, olive: Visitor) -> None:
        async with acting_for(world.acme.tenant):
            job = await a_job(world.acme.customer)
        await Tenant.filter(id=world.acme.tenant.id).update(shows_jobs=False)

        assert "switched off in your portal" in await text(olive, f"/staff/messages/new?about=job&id={job.id}")
