"""deliver_email: what goes out, what comes of trouble, and that nothing goes twice."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from tenants import emails, invoices, share_links, sign_in
from tenants.customers import Contact
from tenants.emails import Delivery, Email
from tenants.invoices import Invoice
from tenants.isolation import acting_for, statement
from tenants.line_items import Line
from tenants.sign_in import MagicLink
from tenants.tasks import later
from tenants.tenant import Tenant
from tests.conftest import RunTasks
from tests.patience import a_moment
from tests.sandboxes import Postmark
from tests.world import Company, World
from workers import postmark as gateway
from workers.postmark import Message

PATIENCE = 3

FACTS: dict[str, Any] = {
    "number": "1042",
    "title": "Spring tune-up",
    "amount": {"amount": 124_000, "currency": "USD"},
    "due_on": "2030-12-06",
    "path": "/invoices/1042",
    "note": None,
}


async def a_letter(company: Company, letter: str = "invoice_sent", key: str = "1", **facts: Any) -> UUID:
    async with acting_for(company.tenant):
        to = (company.contact.name, company.contact.email)
        written = await emails.write(
            letter, key=key, to=to, about=company.customer, customer_id=company.customer.id, facts=FACTS | facts
        )
    assert written
    return written


async def read(company: Company, email_id: UUID) -> Email:
    async with acting_for(company.tenant):
        return await Email.get(id=email_id)


async def test_it_sends_what_was_written(world: World, postmark: Postmark, run_tasks: RunTasks) -> None:
    await a_letter(world.acme)

    await run_tasks()

    [mail] = postmark.messages(world.acme.contact.email)
    assert mail["From"] == '"Acme" <portal@porchlight.example>'
    assert mail["ReplyTo"] == world.acme.tenant.email
    assert "$1,240.00" in mail["TextBody"]
    assert "Friday, December 6, 2030" in mail["TextBody"]
    assert world.acme.tenant.url("/invoices/1042") in mail["HtmlBody"]


async def test_it_writes_down_what_it_was_sent_as(world: World, postmark: Postmark, run_tasks: RunTasks) -> None:
    email_id = await a_letter(world.acme)

    await run_tasks()

    email = await read(world.acme, email_id)
    [mail] = postmark.messages(world.acme.contact.email)
    assert (email.status, email.provider_id) == (Delivery.SENT, mail["MessageID"])
    assert mail["Metadata"] == {"email": str(email_id), "tenant": str(world.acme.tenant.id)}


async def test_it_opens_the_share_link_of_its_recipient(world: World, postmark: Postmark, run_tasks: RunTasks) -> None:
    async with acting_for(world.acme.tenant):
        link = await share_links.share(await an_invoice(world.acme))
    await a_letter(world.acme, share_link=str(link.id))

    await run_tasks()

    [mail] = postmark.messages(world.acme.contact.email)
    assert world.acme.tenant.url(share_links.address(link)) in mail["TextBody"]


async def test_it_sends_letters_of_several_companies_together(
    world: World, postmark: Postmark, run_tasks: RunTasks
) -> None:
    written = {
        await a_letter(company, key=str(key)): company.tenant
        for company in (world.acme, world.bolt)
        for key in range(3)
    }

    await run_tasks()

    mails = postmark.messages(world.acme.contact.email)
    assert {UUID(mail["Metadata"]["email"]) for mail in mails} == set(written)
    for mail in mails:
        assert mail["From"] == f'"{written[UUID(mail["Metadata"]["email"])].name}" <portal@porchlight.example>'


async def test_it_sends_nothing_twice(world: World, postmark: Postmark, run_tasks: RunTasks) -> None:
    email_id = await a_letter(world.acme)
    await run_tasks()
    async with acting_for(world.acme.tenant):
        await later("deliver_email", email_id)

    await run_tasks()

    assert len(postmark.messages(world.acme.contact.email)) == 1


@pytest.mark.parametrize(("code", "status"), [(406, Delivery.BOUNCED), (300, Delivery.FAILED)])
async def test_it_says_why_postmark_never_takes_a_mail(
    code: int, status: Delivery, world: World, postmark: Postmark, run_tasks: RunTasks
) -> None:
    postmark.post("faults", code=code, to=world.acme.contact.email)
    email_id = await a_letter(world.acme)

    await run_tasks()

    email = await read(world.acme, email_id)
    assert email.status is status
    assert email.reason
    assert await tasks_of(world.acme) == []


@pytest.mark.parametrize("fault", [{"code": 429}, {"status": 503}, {"status": 500}, {"reset": True}])
async def test_it_tries_again_when_postmark_is_in_trouble(
    fault: dict[str, Any], world: World, postmark: Postmark, run_tasks: RunTasks
) -> None:
    postmark.post("faults", **fault, to=world.acme.contact.email)
    email_id = await a_letter(world.acme)
    await run_tasks()
    assert (await read(world.acme, email_id)).status is Delivery.QUEUED

    await it_is_time(world.acme)
    await run_tasks()

    assert (await read(world.acme, email_id)).status is Delivery.SENT
    assert len(postmark.messages(world.acme.contact.email)) == 1


async def test_it_finds_a_mail_whose_acceptance_it_never_heard_of(
    world: World, postmark: Postmark, run_tasks: RunTasks
) -> None:
    postmark.post("faults", status=500, when="after", to=world.acme.contact.email)
    email_id = await a_letter(world.acme)
    await run_tasks()
    await it_is_time(world.acme)

    await run_tasks()

    [mail] = postmark.messages(world.acme.contact.email)
    assert (await read(world.acme, email_id)).provider_id == mail["MessageID"]


async def test_it_finds_a_sign_in_mail_though_bulk_fills_the_other_lane(
    world: World, postmark: Postmark, run_tasks: RunTasks
) -> None:
    postmark.post("faults", status=500, when="after", to=world.acme.contact.email)
    await ask_for_a_link(world.acme)
    await run_tasks()
    await it_is_time(world.acme)

    async with held_up_bulk(postmark), asyncio.timeout(PATIENCE):
        await run_tasks()

    async with acting_for(world.acme.tenant):
        assert (await Email.get()).status is Delivery.SENT


async def test_it_keeps_one_bad_letter_from_holding_back_the_rest(
    world: World, postmark: Postmark, run_tasks: RunTasks
) -> None:
    bad, good = await a_letter(world.acme, "no_such_letter"), await a_letter(world.acme)

    await run_tasks()

    assert (await read(world.acme, bad)).status is Delivery.QUEUED
    assert (await read(world.acme, good)).status is Delivery.SENT


async def test_it_says_on_the_email_that_it_was_given_up(world: World, postmark: Postmark, run_tasks: RunTasks) -> None:
    email_id = await a_letter(world.acme, "no_such_letter")
    await statement("UPDATE task SET attempts = 200 WHERE tenant_id = $1", world.acme.tenant.id)

    await run_tasks()

    assert (await read(world.acme, email_id)).status is Delivery.FAILED
    assert [task["parked_at"] is None for task in await tasks_of(world.acme)] == [False]


async def test_it_mails_a_link_and_a_code_that_sign_in(world: World, postmark: Postmark, run_tasks: RunTasks) -> None:
    await ask_for_a_link(world.acme)

    await run_tasks()

    [mail] = postmark.messages(world.acme.contact.email)
    async with acting_for(world.acme.tenant):
        link = await MagicLink.get()
    assert world.acme.tenant.url(f"/sign-in/{link.secret}") in mail["TextBody"]
    assert f"{link.code[:3]} {link.code[3:]}" in mail["TextBody"]


@pytest.mark.parametrize("end", ["expires_at = now()", "consumed_at = now()", "replaced_at = now()"])
async def test_it_mails_no_dead_link(end: str, world: World, postmark: Postmark, run_tasks: RunTasks) -> None:
    postmark.post("faults", code=429, to=world.acme.contact.email)
    await ask_for_a_link(world.acme)
    await run_tasks()
    async with acting_for(world.acme.tenant) as unit:
        await unit.rows(f"UPDATE magic_link SET {end}")
    await it_is_time(world.acme)

    await run_tasks()

    assert postmark.messages(world.acme.contact.email) == []
    async with acting_for(world.acme.tenant):
        assert (await Email.get()).status is Delivery.EXPIRED


async def an_invoice(company: Company) -> Invoice:
    return await invoices.draft(company.customer, [Line("Tune-up", Decimal(1), 124_000)])


async def ask_for_a_link(company: Company) -> None:
    async with acting_for(company.tenant):
        await sign_in.request_link(company.contact.email, browser="a browser", network=str(company.tenant.id))


@asynccontextmanager
async def held_up_bulk(postmark: Postmark) -> AsyncIterator[None]:
    """Meanwhile Postmark answers none of more ordinary mails than there are threads for."""
    postmark.post("hold")
    mail = Message("bulk@example.com", "Hello", "Hello", "", "portal@porchlight.example", None, "bulk", {})
    sending = [asyncio.create_task(gateway.send(mail)) for _ in range(6)]
    await a_moment()
    try:
        yield
    finally:
        postmark.post("release")
        await asyncio.gather(*sending)


async def it_is_time(company: Company) -> None:
    """The delay of every task of the company is over."""
    await statement("UPDATE task SET run_at = now() WHERE tenant_id = $1", company.tenant.id)


async def tasks_of(company: Company) -> list[Any]:
    return await statement("SELECT * FROM task WHERE tenant_id = $1", company.tenant.id)


async def test_a_slip_in_the_companys_address_keeps_no_letter_back(
    world: World, postmark: Postmark, run_tasks: RunTasks
) -> None:
    await Tenant.filter(id=world.acme.tenant.id).update(email="office at acme")
    await a_letter(world.acme)

    await run_tasks()

    [mail] = postmark.messages(world.acme.contact.email)
    assert not mail.get("ReplyTo")


async def test_a_name_starts_no_paragraph_of_its_own(world: World, postmark: Postmark, run_tasks: RunTasks) -> None:
    async with acting_for(world.acme.tenant):
        await Contact.filter(id=world.acme.contact.id).update(name="Dana,\n\nYour account is locked. Go to")
        world.acme.contact.name = "Dana,\n\nYour account is locked. Go to"
    await a_letter(world.acme, title="Tune-up\n\nPay here")

    await run_tasks()

    text = postmark.messages(world.acme.contact.email)[0]["TextBody"]
    assert "\n\nYour account" not in text
    assert "\n\nPay here" not in text
