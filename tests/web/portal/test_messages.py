"""Messages on the page: below the document they are about, and all of them in one list."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest

from tenants import messages, share_links
from tenants.invoices import Invoice
from tenants.isolation import acting_for
from tenants.messages import Message, Thread
from tenants.tenant import Tenant
from tests.builders import a_draft, a_share_link, a_thread, about_invoice, an_invoice
from tests.sandboxes import Postmark
from tests.visitor import Visitor
from tests.world import Company, World

Visit = Callable[[Company], Visitor]


async def text(visitor: Visitor, path: str) -> str:
    return await (await visitor.get(path)).get_data(as_text=True)


async def sent(world: World) -> Invoice:
    async with acting_for(world.acme.tenant):
        return await an_invoice(world.acme.customer)


async def answered(world: World, invoice: Invoice, words: str = "For the new pump.") -> None:
    async with acting_for(world.acme.tenant):
        await messages.answer(about_invoice(invoice), world.acme.owner, words)


class TestThread:
    async def test_it_invites_to_write(self, world: World, visit: Visit) -> None:
        page = await text(await visit(world.acme).sign_in(), f"/invoices/{(await sent(world)).id}")

        assert "Questions? Write to us here." in page
        assert 'name="body"' in page

    async def test_what_was_written_is_there_at_once(self, world: World, visit: Visit) -> None:
        invoice = await sent(world)
        dana = await visit(world.acme).sign_in()

        answer = await dana.post(f"/invoices/{invoice.id}/messages", {"body": "What is\r\n<this> for?"})
        page = await text(dana, f"/invoices/{invoice.id}")

        assert (answer.status_code, answer.location) == (303, f"/invoices/{invoice.id}#messages")
        assert "&lt;this&gt; for?" in page
        assert '<strong dir="auto">Dana Diaz</strong>' in page

    async def test_the_company_is_told_by_mail(
        self, world: World, visit: Visit, postmark: Postmark, run_tasks: Callable[[], Awaitable[int]]
    ) -> None:
        invoice = await sent(world)
        await (await visit(world.acme).sign_in()).post(f"/invoices/{invoice.id}/messages", {"body": "What is this?"})
        await run_tasks()

        [letter] = postmark.messages(world.acme.owner.email)

        assert letter["Subject"] == f"Dana Diaz wrote to you (invoice {invoice.number})"
        assert letter["ReplyTo"].startswith("reply+")

    async def test_an_answer_is_marked_as_new_once(self, world: World, visit: Visit) -> None:
        invoice = await sent(world)
        await answered(world, invoice)
        dana = await visit(world.acme).sign_in()

        first, second = [await text(dana, f"/invoices/{invoice.id}") for _ in range(2)]

        assert "For the new pump." in first
        assert ("New message" in first, "New message" in second) == (True, False)

    @pytest.mark.parametrize(("typed", "said"), [("", "Please write"), ("x" * 5_001, "this one has 5001")])
    async def test_what_cannot_be_taken_is_kept_beside_the_reason(
        self, world: World, visit: Visit, typed: str, said: str
    ) -> None:
        invoice = await sent(world)
        dana = await visit(world.acme).sign_in()

        answer = await dana.post(f"/invoices/{invoice.id}/messages", {"body": typed})
        page = await answer.get_data(as_text=True)

        assert answer.status_code == 422
        assert said in page
        assert f"{typed}</textarea>" in page
        assert 'aria-describedby="body-error" autofocus' in page

    async def test_too_many_are_refused_and_the_last_one_kept(self, world: World, visit: Visit) -> None:
        invoice = await sent(world)
        dana = await visit(world.acme).sign_in()
        for number in range(20):
            await dana.post(f"/invoices/{invoice.id}/messages", {"body": f"Message {number}"})

        answer = await dana.post(f"/invoices/{invoice.id}/messages", {"body": "One more"})

        assert answer.status_code == 429
        assert "One more</textarea>" in await answer.get_data(as_text=True)

    async def test_a_draft_takes_no_messages(self, world: World, visit: Visit) -> None:
        async with acting_for(world.acme.tenant):
            draft = await a_draft(world.acme.customer)
        dana = await visit(world.acme).sign_in()

        assert (await dana.post(f"/invoices/{draft.id}/messages", {"body": "Hello"})).status_code == 404

    async def test_another_customers_invoice_takes_none_either(self, world: World, visit: Visit) -> None:
        invoice = await sent(world)
        casey = await visit(world.acme).sign_in(world.acme.other_contact.email)

        assert (await casey.post(f"/invoices/{invoice.id}/messages", {"body": "Hello"})).status_code == 404
        async with acting_for(world.acme.tenant):
            assert await Message.all().count() == 0

    async def test_a_share_link_shows_none_of_it(self, world: World, visit: Visit) -> None:
        async with acting_for(world.acme.tenant):
            invoice = await an_invoice(world.acme.customer)
            await a_thread(world.acme, invoice)
            link = await a_share_link(invoice)

        page = await text(visit(world.acme), share_links.address(link))

        assert "What is this for?" not in page

    async def test_words_left_out_of_a_mail_are_told(self, world: World, visit: Visit) -> None:
        invoice = await sent(world)
        async with acting_for(world.acme.tenant):
            thread = await a_thread(world.acme, invoice)
            await Message.create(
                thread_id=thread.id,
                customer_id=thread.customer_id,
                author="contact",
                contact_id=world.acme.contact.id,
                name="Dana",
                body="",
                via="mail",
                left_out=True,
                at=datetime.now(UTC),
            )

        assert "was not taken" in await text(await visit(world.acme).sign_in(), f"/invoices/{invoice.id}")


class TestIndex:
    async def test_it_says_what_will_appear_while_it_is_empty(self, world: World, visit: Visit) -> None:
        assert "No messages yet" in await text(await visit(world.acme).sign_in(), "/messages")

    async def test_it_leads_to_each_thread_and_says_which_is_new(self, world: World, visit: Visit) -> None:
        invoice = await sent(world)
        await answered(world, invoice)
        page = await text(await visit(world.acme).sign_in(), "/messages")

        assert f'href="/invoices/{invoice.id}#messages"' in page
        assert f"Invoice {invoice.number}" in page
        assert "New message" in page

    async def test_it_shows_nothing_of_a_hidden_section(self, world: World, visit: Visit) -> None:
        invoice = await sent(world)
        async with acting_for(world.acme.tenant):
            await messages.answer(about_invoice(invoice)._replace(table="job"), world.acme.owner, "On Friday.")
        await Tenant.filter(id=world.acme.tenant.id).update(shows_jobs=False)

        assert "No messages yet" in await text(await visit(world.acme).sign_in(), "/messages")

    async def test_it_shows_nothing_of_another_customer(self, world: World, visit: Visit) -> None:
        await answered(world, await sent(world))
        casey = await visit(world.acme).sign_in(world.acme.other_contact.email)

        assert "No messages yet" in await text(casey, "/messages")

    async def test_it_pages_through_all_of_them_once(self, world: World, visit: Visit) -> None:
        async with acting_for(world.acme.tenant):
            for _ in range(messages.PAGE + 2):
                invoice = await an_invoice(world.acme.customer)
                await messages.answer(about_invoice(invoice), world.acme.owner, "Hello")
            oldest = await Thread.all().order_by("last_at").first()
            assert oldest
            await Thread.filter(id=oldest.id).update(last_at=oldest.last_at - timedelta(days=1))
        dana = await visit(world.acme).sign_in()

        first = await text(dana, "/messages")
        older = first.split('rel="next" href="')[1].split('"')[0]
        second = await text(dana, older)

        assert (first.count("#messages"), second.count("#messages")) == (messages.PAGE, 2)
        assert str(oldest.about_id) in second

    @pytest.mark.parametrize("cursor", ["", "x", "2026-01-01_x", "2026-01-01T00:00:00_" + "0" * 32, "9" * 400])
    async def test_a_cursor_that_is_none_is_not_found(self, world: World, visit: Visit, cursor: str) -> None:
        dana = await visit(world.acme).sign_in()

        assert (await dana.get(f"/messages?before={cursor}")).status_code == 404
