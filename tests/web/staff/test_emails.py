"""The console's mails: found, explained in plain words, read without a secret, and sent again."""

from uuid import uuid4

import pytest
from quart import Quart

from tenants import share_links
from tenants.emails import Delivery, Email
from tenants.isolation import acting_for
from tenants.sign_in import MagicLink
from tenants.staff import Role
from tests.builders import a_draft, a_staff_member
from tests.conftest import RunTasks
from tests.tenants.mail_book.test_again import a_bounce
from tests.visitor import Visitor
from tests.world import World
from web.words.mails.book import meaning


@pytest.fixture
async def olive(app: Quart, world: World) -> Visitor:
    return await Visitor(app, world.acme).sign_in_staff()


async def text(visitor: Visitor, path: str) -> str:
    return await (await visitor.get(path)).get_data(as_text=True)


class TestList:
    async def test_it_says_what_became_of_each(self, world: World, olive: Visitor) -> None:
        await a_bounce(world.acme)
        page = await text(olive, "/staff/emails?show=trouble")

        assert "Bounced" in page
        assert world.acme.contact.email in page

    async def test_what_it_is_narrowed_to_stays_on_every_way_on(self, world: World, olive: Visitor) -> None:
        page = await text(olive, "/staff/emails?letter=receipt&day=2026-11-01&search=dana")

        assert 'href="/staff/emails?show=trouble&amp;search=dana&amp;letter=receipt&amp;day=2026-11-01"' in page
        assert '<option value="receipt" selected>' in page

    @pytest.mark.parametrize("query", ["customer=x", "day=2026-99-99", "show=x", "letter=%00", "search=%00", "day="])
    async def test_nonsense_in_its_address_is_no_error(self, olive: Visitor, query: str) -> None:
        assert (await olive.get(f"/staff/emails?{query}")).status_code in {200, 400, 404}


class TestShow:
    async def test_it_says_why_and_what_to_do(self, world: World, olive: Visitor) -> None:
        page = await text(olive, f"/staff/emails/{await a_bounce(world.acme)}")

        assert "There is no such mailbox." in page
        assert "The mail service said: No such user" in page
        assert f'href="/staff/customers/{world.acme.customer.id}"' in page

    async def test_it_shows_what_it_says_without_its_link(self, world: World, olive: Visitor) -> None:
        async with acting_for(world.acme.tenant):
            await share_links.send(await a_draft(world.acme.customer))
            mail = await Email.get(letter="invoice_sent")
            link = await share_links.ShareLink.get()
        page = await text(olive, f"/staff/emails/{mail.id}")

        assert "Here is invoice 1001 for Furnace repair." in page
        assert share_links.address(link) not in page

    async def test_nobody_reads_what_signs_somebody_in(
        self, app: Quart, world: World, olive: Visitor, run_tasks: RunTasks
    ) -> None:
        await Visitor(app, world.acme).post("/sign-in", {"email": world.acme.contact.email})
        await run_tasks()
        async with acting_for(world.acme.tenant):
            link = await MagicLink.filter(purpose="contact").get()
            mail = await Email.get(about_id=link.id)
        page = await text(olive, f"/staff/emails/{mail.id}")

        assert "for its reader alone" in page
        assert "Send again" not in page
        assert link.secret not in page
        assert link.code not in page

    async def test_a_letter_that_wants_more_by_now_is_no_error(self, world: World, olive: Visitor) -> None:
        async with acting_for(world.acme.tenant):
            old = await Email.create(key=uuid4().hex, letter="receipt", to_address="x@example.com", facts={})
            gone = await Email.create(key=uuid4().hex, letter="long_gone", to_address="x@example.com", facts={})

        for mail in (old, gone):
            assert (await olive.get(f"/staff/emails/{mail.id}")).status_code == 200


class TestAgain:
    async def test_it_leads_to_the_new_mail_and_back(self, world: World, olive: Visitor) -> None:
        mail = await a_bounce(world.acme)
        answer = await olive.post(f"/staff/emails/{mail}/again")

        assert answer.status_code == 303
        assert f'href="/staff/emails/{mail}"' in await text(olive, answer.location)
        assert "Sent again:" in await text(olive, f"/staff/emails/{mail}")
        assert (await olive.post(f"/staff/emails/{mail}/again")).location == answer.location

    async def test_a_refusal_is_said_on_the_page(self, world: World, olive: Visitor) -> None:
        mail = await a_bounce(world.acme, "sign_in")
        answer = await olive.post(f"/staff/emails/{mail}/again")

        assert answer.status_code == 409
        assert "Only the person themselves" in await answer.get_data(as_text=True)

    async def test_a_member_may(self, app: Quart, world: World) -> None:
        max_ = await a_staff_member(world.acme, Role.MEMBER)
        visitor = await Visitor(app, world.acme).sign_in_staff(max_.email)

        assert (await visitor.post(f"/staff/emails/{await a_bounce(world.acme)}/again")).status_code == 303


@pytest.mark.parametrize(
    ("status", "reason", "says"),
    [
        (Delivery.BOUNCED, "550 5.1.1 User unknown user", "no such mailbox"),
        (Delivery.BOUNCED, "Mailbox full", "mailbox is full"),
        (Delivery.BOUNCED, "something new", "came back from"),
        (Delivery.FAILED, "Invalid 'To' address", "written wrong"),
        (Delivery.COMPLAINED, "", "marked a mail of yours as spam"),
        (Delivery.EXPIRED, "", "Nothing needs to be done"),
        (Delivery.DELIVERED, "", ""),
    ],
)
def test_a_reason_is_said_in_plain_words(status: Delivery, reason: str, says: str) -> None:
    words = meaning(status, reason)

    assert says in words
    assert bool(words) == bool(says)
