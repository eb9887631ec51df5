"""Sending an invoice from the console: to whom one ticks, once, as it was seen; again, on record; and its links."""

import asyncio
import re
from collections.abc import Callable

import pytest
from quart import Response

from tenants import invoices, share_links, working_copies
from tenants.activity import Activity
from tenants.customers import Contact
from tenants.emails import Email
from tenants.invoices import Invoice, InvoiceStatus
from tenants.isolation import acting_for
from tenants.share_links import ShareLink
from tests.builders import a_draft, an_entry, an_invoice
from tests.visitor import Visitor
from tests.world import Company, World

Visit = Callable[[Company], Visitor]


@pytest.fixture
async def olive(visit: Visit, world: World) -> Visitor:
    """Acme's owner, signed in."""
    return await visit(world.acme).sign_in_staff()


@pytest.fixture
async def draft(world: World) -> Invoice:
    async with acting_for(world.acme.tenant):
        return await a_draft(world.acme.customer)


def to_dana(world: World, **more: str) -> dict[str, str]:
    return {f"to.{world.acme.contact.id}": "on", "note": "", "edits": "0", **more}


async def text(answer: Response) -> str:
    return await answer.get_data(as_text=True)


async def letters(world: World, letter: str = "invoice_sent") -> list[Email]:
    async with acting_for(world.acme.tenant):
        return await Email.filter(letter=letter)


async def status(world: World, invoice: Invoice) -> InvoiceStatus:
    async with acting_for(world.acme.tenant):
        return (await Invoice.get(id=invoice.id)).status


class TestSending:
    async def test_it_goes_to_whom_is_ticked_with_a_word_of_ones_own(
        self, world: World, olive: Visitor, draft: Invoice
    ) -> None:
        answer = await olive.post(f"/staff/invoices/{draft.id}/send", to_dana(world, note="Thank you, Dana."))

        (letter,) = await letters(world)
        assert answer.location == f"/staff/invoices/{draft.id}?done=sent"
        assert "Invoice 1001 is on its way to Dana Diaz." in await text(await olive.get(answer.location))
        assert (letter.to_address, letter.facts["note"]) == (world.acme.contact.email, "Thank you, Dana.")
        assert await status(world, draft) is InvoiceStatus.OPEN

    async def test_two_presses_at_once_send_it_once(self, world: World, olive: Visitor, draft: Invoice) -> None:
        path = f"/staff/invoices/{draft.id}/send"
        answers = await asyncio.gather(*(olive.post(path, to_dana(world)) for _ in range(4)))

        assert {answer.status_code for answer in answers} == {303}
        assert len(await letters(world)) == 1
        async with acting_for(world.acme.tenant):
            assert await Activity.filter(about_id=draft.id, verb="sent").count() == 1

    async def test_what_was_changed_since_is_looked_at_first(
        self, world: World, olive: Visitor, draft: Invoice
    ) -> None:
        async with acting_for(world.acme.tenant):
            await working_copies.keep(draft, {"title": "Changed"}, 0)

        answer = await olive.post(f"/staff/invoices/{draft.id}/send", to_dana(world, note="Kept"))

        assert answer.status_code == 409
        assert "Kept" in await text(answer)
        assert await status(world, draft) is InvoiceStatus.DRAFT

    async def test_an_edit_and_a_sending_at_once_leave_what_was_sent_whole(
        self, world: World, olive: Visitor, draft: Invoice
    ) -> None:
        line = {"lines.0.description": "Other", "lines.0.quantity": "1", "lines.0.unit_price": "1", "edits": "0"}
        edit = olive.post(f"/staff/invoices/{draft.id}/autosave", {"title": "Other", **line})
        await asyncio.gather(edit, olive.post(f"/staff/invoices/{draft.id}/send", to_dana(world)))

        async with acting_for(world.acme.tenant):
            after = await Invoice.get(id=draft.id)
        assert (after.status, after.total) in {(InvoiceStatus.OPEN, 12_000), (InvoiceStatus.DRAFT, 100)}

    async def test_nobody_ticked_sends_nothing(self, world: World, olive: Visitor, draft: Invoice) -> None:
        answer = await olive.post(f"/staff/invoices/{draft.id}/send", {"note": "Hello", "edits": "0"})

        assert answer.status_code == 422
        assert "Please tick at least one person." in await text(answer)
        assert await status(world, draft) is InvoiceStatus.DRAFT

    async def test_without_an_address_one_is_asked_for_first(
        self, world: World, olive: Visitor, draft: Invoice
    ) -> None:
        async with acting_for(world.acme.tenant):
            await Contact.filter(customer_id=world.acme.customer.id).update(billing=False)
        page = await text(await olive.get(f"/staff/invoices/{draft.id}/send"))

        way = f"/staff/customers/{world.acme.customer.id}/contacts/new?send=/staff/invoices/{draft.id}"
        assert f'href="{way}"' in page
        assert "Send it without a mail" in page
        assert page.count("primary") == 1

    async def test_it_invites_whom_it_goes_to(self, world: World, olive: Visitor, draft: Invoice) -> None:
        await olive.post(f"/staff/invoices/{draft.id}/send", to_dana(world, invite="on"))

        assert len(await letters(world, "portal_invitation")) == 1

    async def test_an_unfinished_one_goes_back_to_the_editor_which_says_why(self, world: World, olive: Visitor) -> None:
        async with acting_for(world.acme.tenant):
            empty = await invoices.draft(world.acme.customer, [])
        path = f"/staff/invoices/{empty.id}"

        for answer in (await olive.get(f"{path}/send"), await olive.post(f"{path}/send", to_dana(world))):
            page = await text(await olive.get(answer.location))
            assert 'id="title-error">Please say what it is for.' in page
            assert 'id="lines.0.description-error">Please write at least one line.' in page
        assert "-error" not in await text(await olive.get(f"{path}/edit"))
        assert await status(world, empty) is InvoiceStatus.DRAFT

    @pytest.mark.parametrize(
        ("more", "beside"),
        [({"title": " "}, "title"), ({"lines.0.description": "", "lines.0.unit_price": ""}, "lines.0.description")],
    )
    async def test_going_on_to_sending_says_what_is_missing_and_keeps_the_rest(
        self, olive: Visitor, draft: Invoice, more: dict[str, str], beside: str
    ) -> None:
        line = {"lines.0.description": "Filter", "lines.0.quantity": "1", "lines.0.unit_price": "5"}
        form = {"title": "Tuned", **line, "note": "Thank you", "edits": "0", "do": "send", **more}

        answer = await olive.post(f"/staff/invoices/{draft.id}/edit", form)

        page = await text(answer)
        assert answer.status_code == 422
        assert re.findall(r'class="error" id="([^"]+)-error"', page) == [beside]
        assert "Thank you" in page


class TestPreview:
    async def test_it_is_the_very_mail(self, world: World, olive: Visitor, draft: Invoice) -> None:
        page = await text(await olive.get(f"/staff/invoices/{draft.id}/send"))
        answer = await olive.get(f"/staff/invoices/{draft.id}/send/mail?note=See+you+soon")
        mail = await text(answer)

        assert ": invoice 1001, $120.00" in page
        assert "Now that would be 1001." in page
        assert all(words in mail for words in ("Hello Dana", "$120.00", "See you soon", "Furnace repair"))
        assert "sandbox" in answer.headers["Content-Security-Policy"]

    async def test_looking_sends_nothing(self, world: World, olive: Visitor, draft: Invoice) -> None:
        await olive.get(f"/staff/invoices/{draft.id}/send/mail")

        assert await letters(world) == []


class TestAgain:
    async def test_it_says_what_is_left_and_stands_in_the_history(self, world: World, olive: Visitor) -> None:
        async with acting_for(world.acme.tenant):
            invoice = await a_draft(world.acme.customer)
            await share_links.send(invoice)
            await an_entry(invoice, 5_000)

        for _ in range(2):
            await olive.post(f"/staff/invoices/{invoice.id}/send", to_dana(world, again="a1"))

        first, second = sorted(await letters(world), key=lambda it: it.created_at)
        assert second.facts["amount"]["amount"] == 7_000
        assert first.facts["share_link"] == second.facts["share_link"]
        page = await text(await olive.get(f"/staff/invoices/{invoice.id}"))
        assert page.count("Invoice mailed again") == 1

    async def test_what_asks_for_nothing_is_not_mailed_again(self, world: World, olive: Visitor) -> None:
        async with acting_for(world.acme.tenant):
            invoice = await an_invoice(world.acme.customer)
            await invoices.void(invoice)

        assert (await olive.post(f"/staff/invoices/{invoice.id}/send", to_dana(world, again="a"))).status_code == 409
        assert await letters(world) == []


class TestLinks:
    async def test_one_is_made_replaced_and_ended(self, world: World, olive: Visitor, visit: Visit) -> None:
        async with acting_for(world.acme.tenant):
            invoice = await an_invoice(world.acme.customer)
        path = f"/staff/invoices/{invoice.id}/links"
        await olive.post(path, {"contact": str(world.acme.contact.id), "expires_on": ""})
        async with acting_for(world.acme.tenant):
            link = await ShareLink.get(invoice_id=invoice.id)
        address = share_links.address(link)
        assert address in await text(await olive.get(f"/staff/invoices/{invoice.id}"))

        await olive.post(f"{path}/{link.id}/replace")

        assert (await visit(world.acme).get(address)).status_code == 410
        async with acting_for(world.acme.tenant):
            newer = await ShareLink.get(invoice_id=invoice.id, revoked_at=None)
        await olive.post(f"{path}/{newer.id}/end")
        assert (await visit(world.acme).get(share_links.address(newer))).status_code == 410

    async def test_it_can_end_by_itself(self, world: World, olive: Visitor) -> None:
        async with acting_for(world.acme.tenant):
            invoice = await an_invoice(world.acme.customer)
        path, today = f"/staff/invoices/{invoice.id}/links", world.acme.tenant.today()
        assert (await olive.post(path, {"expires_on": "2020-01-01"})).status_code == 422

        await olive.post(path, {"expires_on": today.isoformat()})

        async with acting_for(world.acme.tenant):
            link = await ShareLink.get(invoice_id=invoice.id)
        assert link.expires_at.astimezone(world.acme.tenant.zone).date() > today

    async def test_a_link_of_another_document_is_not_found(self, world: World, olive: Visitor) -> None:
        async with acting_for(world.acme.tenant):
            one, other = await an_invoice(world.acme.customer), await an_invoice(world.acme.customer)
            link = await share_links.share(one)

        assert (await olive.post(f"/staff/invoices/{other.id}/links/{link.id}/end")).status_code == 404

    async def test_a_draft_has_none(self, olive: Visitor, draft: Invoice) -> None:
        assert (await olive.post(f"/staff/invoices/{draft.id}/links")).status_code == 404
