"""Sending again: one mail for one press, to where its reader is today, and never what signs somebody in."""

import asyncio
from datetime import UTC, datetime
from uuid import UUID

import pytest

from tenants import emails, mail_book
from tenants.customers import Contact
from tenants.emails import Delivery, Email
from tenants.errors import Conflict, NotFound
from tenants.isolation import acting_for
from tenants.mail_book import NEVER_AGAIN
from tenants.staff import StaffMember
from tenants.tenant import Tenant
from tests.builders import an_invoice
from tests.conftest import RunTasks
from tests.sandboxes import Postmark
from tests.world import Company, World

FACTS = {
    "number": "1042",
    "title": "Repair",
    "amount": {"amount": 12_000, "currency": "USD"},
    "due_on": "2030-12-06",
    "note": "",
    "path": "/invoices/1042",
}


async def a_bounce(company: Company, letter: str = "invoice_sent", path: str = "/invoices/1042") -> UUID:
    """A mail to the company's contact that came back."""
    async with acting_for(company.tenant):
        invoice = await an_invoice(company.customer)
        to = (company.contact.name, company.contact.email)
        known = {"key": "1", "to": to, "about": invoice, "customer_id": company.customer.id}
        mail = await emails.write(letter, **known, facts={**FACTS, "path": path})
        assert mail
        await emails.not_sent(mail, Delivery.BOUNCED, "No such user")
    return mail


async def again(company: Company, mail: UUID) -> UUID:
    async with acting_for(company.tenant):
        return await mail_book.again(mail)


async def test_two_presses_at_once_send_one_mail(world: World, run_tasks: RunTasks, postmark: Postmark) -> None:
    mail = await a_bounce(world.acme)

    made = await asyncio.gather(*(again(world.acme, mail) for _ in range(4)))
    await run_tasks()

    assert len(set(made)) == 1
    assert len(postmark.messages(world.acme.contact.email)) == 1


async def test_it_goes_to_the_corrected_address(world: World, run_tasks: RunTasks, postmark: Postmark) -> None:
    mail, right = await a_bounce(world.acme), f"right.{world.acme.contact.email}"
    async with acting_for(world.acme.tenant):
        await Contact.filter(id=world.acme.contact.id).update(email=right)

    await again(world.acme, mail)
    await run_tasks()

    assert "1042" in postmark.messages(right)[0]["Subject"]


async def test_the_second_can_be_sent_again_too(world: World) -> None:
    second = await again(world.acme, await a_bounce(world.acme))
    async with acting_for(world.acme.tenant):
        await emails.not_sent(second, Delivery.FAILED, "down")

    assert await again(world.acme, second) not in {second, None}


async def test_a_removed_contact_gets_nothing(world: World) -> None:
    mail = await a_bounce(world.acme)
    async with acting_for(world.acme.tenant):
        await Contact.filter(id=world.acme.contact.id).update(removed_at=datetime.now(UTC))

    with pytest.raises(Conflict):
        await again(world.acme, mail)


async def test_who_does_without_such_mails_gets_nothing(world: World) -> None:
    mail = await a_bounce(world.acme, "message_received")
    async with acting_for(world.acme.tenant):
        await Contact.filter(id=world.acme.contact.id).update(quiet=["messages"])

    with pytest.raises(Conflict):
        await again(world.acme, mail)


async def test_nothing_leads_to_a_section_that_is_hidden(world: World) -> None:
    mail = await a_bounce(world.acme, "job_completed", "/jobs/1")
    await Tenant.filter(id=world.acme.tenant.id).update(shows_jobs=False)
    hidden = await Tenant.get(id=world.acme.tenant.id)

    with pytest.raises(Conflict):
        async with acting_for(hidden):
            await mail_book.again(mail)


@pytest.mark.parametrize("letter", NEVER_AGAIN)
async def test_what_signs_somebody_in_is_not_sent_from_here(world: World, letter: str) -> None:
    mail = await a_bounce(world.acme, letter)

    with pytest.raises(Conflict):
        await again(world.acme, mail)
    async with acting_for(world.acme.tenant):
        assert await Email.all().count() == 1


async def test_what_is_still_being_sent_is_not_sent_twice(world: World) -> None:
    mail = await a_bounce(world.acme)
    async with acting_for(world.acme.tenant):
        await Email.filter(id=mail).update(status=Delivery.QUEUED)

    with pytest.raises(Conflict):
        await again(world.acme, mail)


async def test_a_mail_to_staff_goes_to_who_is_still_there(world: World) -> None:
    async with acting_for(world.acme.tenant):
        owner = world.acme.owner
        mail = await Email.create(
            key="s", letter="staff_payment_received", to_address=owner.email, status=Delivery.BOUNCED, facts={}
        )
        await mail_book.again(mail.id)
        await StaffMember.filter(id=owner.id).update(removed_at=datetime.now(UTC))
        second = await Email.get(resends_id=mail.id)
        await Email.filter(id=second.id).update(status=Delivery.BOUNCED)
        with pytest.raises(Conflict):
            await mail_book.again(second.id)


async def test_another_companys_mail_is_not_there(world: World) -> None:
    mail = await a_bounce(world.bolt)

    with pytest.raises(NotFound):
        await again(world.acme, mail)


async def test_a_mail_knows_whom_it_is_for(world: World) -> None:
    mail = await a_bounce(world.acme)
    async with acting_for(world.acme.tenant):
        assert (await Email.get(id=mail)).contact_id == world.acme.contact.id
