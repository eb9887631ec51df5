"""Emails through the API."""

from uuid import uuid4

import pytest
from quart import Quart

from tenants import mail_book, share_links, staff
from tenants.activity import Activity
from tenants.emails import Email
from tenants.isolation import acting_for
from tests.builders import a_draft, a_job, a_thread, a_visit, an_invoice
from tests.program import Program
from tests.tenants.mail_book.test_again import a_bounce
from tests.web.api.lists import ids, statements
from tests.world import Company, World


@pytest.fixture
async def program(app: Quart, world: World) -> Program:
    return await Program.of(app, world.acme)


async def a_letter(company: Company) -> Email:
    async with acting_for(company.tenant):
        visit = await a_visit(await a_job(company.customer))
        return await Email.get(letter="visit_scheduled", about_id=visit.job_id)


async def test_it_says_why_one_came_back(world: World, program: Program) -> None:
    said = (await program.get(f"/emails/{await a_bounce(world.acme)}")).said

    assert (said["letter"], said["status"], said["reason"]) == ("invoice_sent", "bounced", "No such user")
    assert (said["to_address"], said["customer_id"]) == (world.acme.contact.email, str(world.acme.customer.id))
    assert said["about"] == "invoice"


async def test_it_goes_once_more_however_often_that_is_asked_for(world: World, program: Program) -> None:
    bounced = await a_bounce(world.acme)

    first, second = [await program.post(f"/emails/{bounced}/resend") for _ in range(2)]

    assert (first.status, first.said["status"], first.said["resends_id"]) == (200, "queued", str(bounced))
    assert second.said["id"] == first.said["id"]
    async with acting_for(world.acme.tenant):
        assert [it.by async for it in Activity.filter(about_id=bounced, verb="sent_again")] == ["Bookkeeping"]


@pytest.mark.parametrize("letter", mail_book.NEVER_AGAIN)
async def test_what_signs_somebody_in_is_not_sent_again(world: World, program: Program, letter: str) -> None:
    refused = await program.post(f"/emails/{await a_bounce(world.acme, letter)}/resend")

    code = "not_found" if letter.startswith("staff_") else "conflict"
    assert refused.said["code"] == code


async def test_what_letters_say_and_their_links_stay_out(world: World, program: Program) -> None:
    async with acting_for(world.acme.tenant):
        await share_links.send(await a_draft(world.acme.customer))
        mail = await Email.get(letter="invoice_sent")

    said = (await program.get(f"/emails/{mail.id}")).said

    assert mail.facts["share_link"]
    assert not {"facts", "key", "provider_id"} & said.keys()
    assert mail.facts["share_link"] not in str(said)


@pytest.mark.parametrize("letter", ["staff_refund_failed", "staff_message_received"])
async def test_letters_to_the_companys_own_people_are_not_there(world: World, program: Program, letter: str) -> None:
    async with acting_for(world.acme.tenant):
        invoice = await an_invoice(world.acme.customer)
        await a_thread(world.acme, invoice)
        await staff.write("staff_refund_failed", key="1", about=invoice, facts={})
        mail = await Email.get(letter=letter)

    assert str(mail.id) not in await ids(program, "/emails")
    assert await ids(program, f"/emails?letter={letter}") == []
    assert (await program.get(f"/emails/{mail.id}")).status == 404
    assert (await program.post(f"/emails/{mail.id}/resend")).status == 404


async def test_the_list_is_narrowed_by_its_fields(world: World, program: Program) -> None:
    bounced, other = str(await a_bounce(world.acme)), await a_letter(world.acme)
    await a_bounce(world.bolt)

    assert await ids(program, "/emails") == [str(other.id), bounced]
    assert await ids(program, "/emails?status=bounced") == [bounced]
    assert await ids(program, "/emails?letter=visit_scheduled") == [str(other.id)]
    assert await ids(program, f"/emails?about=job&about_id={other.about_id}") == [str(other.id)]
    assert await ids(program, f"/emails?customer_id={world.acme.other_customer.id}") == []


@pytest.mark.parametrize(
    "query", ["status=lost", "about_id=x", "facts=x", "letter=%00", "letter=" + "x" * 61, "about=" + "x" * 41]
)
async def test_what_it_cannot_be_narrowed_by_is_refused(program: Program, query: str) -> None:
    assert (await program.get(f"/emails?{query}")).status in {400, 422}


async def test_a_long_page_asks_no_oftener_than_a_short_one(world: World, program: Program) -> None:
    await a_letter(world.acme)
    few = await statements(program, "/emails")
    for _ in range(5):
        await a_letter(world.acme)

    assert await statements(program, "/emails") == few


@pytest.mark.parametrize(("method", "act"), [("GET", ""), ("POST", "/resend")])
async def test_a_strangers_email_is_not_there(world: World, program: Program, method: str, act: str) -> None:
    theirs = await a_bounce(world.bolt)

    answers = [await program.send(method, f"/emails/{it}{act}") for it in (theirs, uuid4())]

    assert [it.status for it in answers] == [404, 404]
    assert answers[0].said == answers[1].said
