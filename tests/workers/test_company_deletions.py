"""delete_company, at the outside: letters held back, tasks let go, the last letter, and money that still arrives."""

from datetime import date
from uuid import uuid4

import asyncpg
import pytest

from tenants import company_deletions, reminders
from tenants.across import each_tenant
from tenants.company_deletions import deleting
from tenants.emails import Delivery, Email
from tenants.isolation import acting_for, statement
from tenants.tasks import Task, later
from tenants.tenant import Tenant
from tests.builders import a_share_link, an_invoice
from tests.conftest import RunTasks
from tests.endings import begun, due, emptied, now, scheduled, turn_back
from tests.sandboxes import Postmark
from tests.world import Company, World
from workers.company_deletions import delete_company


async def a_letter(company: Company, letter: str, to: str) -> Email:
    async with acting_for(company.tenant):
        link = await a_share_link(await an_invoice(company.customer))
        facts = {
            "number": "INV-1", "title": "Repair", "amount": {"amount": 100, "currency": "USD"}, "balance": None,
            "paid_on": "2026-01-01", "method": "Cash", "note": "", "due_on": "2026-01-01", "customer": "Dana",
            "share_link": str(link.id), "due_by_on": None,
        }  # fmt: skip
        made = await Email.create(key=uuid4().hex, letter=letter, to_address=to, customer_id=None, facts=facts)
        await later("deliver_email", made.id)
    return made


@pytest.mark.parametrize(
    ("letter", "goes"), [("invoice_sent", False), ("receipt", True), ("staff_payment_received", True)]
)
async def test_customers_hear_of_nothing_but_money_that_moved(
    world: World, run_tasks: RunTasks, postmark: Postmark, letter: str, goes: bool
) -> None:
    mail = await a_letter(world.acme, letter, world.acme.contact.email)
    await scheduled(world.acme)
    await run_tasks()

    async with acting_for(world.acme.tenant):
        kept = await Email.get(id=mail.id)
    assert kept.status == (Delivery.SENT if goes else Delivery.EXPIRED)
    assert ("about to be deleted" in kept.reason) is not goes


async def test_nobody_is_reminded(world: World) -> None:
    await Tenant.filter(id=world.acme.tenant.id).update(reminds_since=date(2026, 1, 1))
    tenant = await scheduled(world.acme)
    await reminders.due_reminders()

    assert not await Task.filter(name="send_reminders", tenant_id=tenant.id).exists()
    assert await reminders.send_reminders(tenant) == 0


async def test_what_else_was_to_be_done_is_not_done_any_more(
    world: World, admin: asyncpg.Connection, run_tasks: RunTasks
) -> None:
    mail = await a_letter(world.acme, "receipt", world.acme.contact.email)
    tenant = await begun(admin, world.acme)
    await run_tasks()

    async with acting_for(tenant):
        assert (await Email.get(id=mail.id)).status is Delivery.QUEUED
    assert not await Task.filter(tenant_id=tenant.id, name="deliver_email").exists()


async def test_housekeeping_passes_it_by(world: World, admin: asyncpg.Connection) -> None:
    await begun(admin, world.acme)

    assert world.acme.tenant.id not in [it.id async for it in each_tenant()]


async def test_it_goes_the_whole_way_by_itself(
    world: World, admin: asyncpg.Connection, run_tasks: RunTasks, postmark: Postmark
) -> None:
    await due(admin, world.acme)
    await company_deletions.due()
    await run_tasks()
    assert (await now(world.acme)).deletion_began_at
    await turn_back(admin, world.acme, "deletion_began_at", "4 minutes")
    await company_deletions.due()
    await run_tasks()

    assert (await now(world.acme)).deleted_at
    assert not await statement("SELECT 1 FROM task WHERE tenant_id = $1", world.acme.tenant.id)


async def test_its_owners_get_a_last_letter_once(world: World, admin: asyncpg.Connection, postmark: Postmark) -> None:
    tenant = await begun(admin, world.acme)
    await emptied(tenant)
    for _ in range(3):
        await delete_company(tenant, "")

    [letter] = postmark.messages(world.acme.owner.email)
    assert "everything of Acme is deleted" in letter["TextBody"]
    assert world.acme.tenant.first_host not in letter["HtmlBody"]


async def test_a_try_that_ends_after_the_last_letter_sends_no_second_one(
    world: World, admin: asyncpg.Connection, postmark: Postmark, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with acting_for(world.acme.tenant):
        await reminders.ReminderStep.create(days=7)
    tenant = await begun(admin, world.acme)
    monkeypatch.setattr(deleting, "TABLES", tuple(it for it in deleting.TABLES if it != "reminder_step"))
    for _ in range(2):
        with pytest.raises(deleting.Left):
            await delete_company(tenant, "")

    assert len(postmark.messages(world.acme.owner.email)) == 1


async def test_a_dead_mailbox_keeps_no_company_alive(
    world: World, admin: asyncpg.Connection, postmark: Postmark
) -> None:
    async with acting_for(world.acme.tenant):
        await type(world.acme.owner).filter(id=world.acme.owner.id).update(email="not an address")
    await delete_company(await begun(admin, world.acme), "")

    assert (await now(world.acme)).deleted_at
