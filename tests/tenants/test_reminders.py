"""Reminders: each step once, judged by the database's clock in the company's zone, and only of what is still open."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tenants import invoices as invoicing
from tenants import payments, reminders
from tenants.customers import Contact, Customer
from tenants.emails import Email
from tenants.errors import Invalid
from tenants.invoices import Invoice
from tenants.isolation import acting_for, statement
from tenants.ledger import Kind
from tenants.payments import Noted
from tenants.reminders import Schedule, reminding
from tenants.tenant import Tenant
from tests.builders import a_draft, an_attempt, an_entry
from tests.conftest import RunTasks
from tests.sandboxes import Postmark
from tests.world import Company, World


@pytest.fixture(autouse=True)
def any_time_of_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests run at night too."""
    for name in ("SCHEDULE", "NOW"):
        by_day = getattr(reminding, name)
        monkeypatch.setattr(reminding, name, by_day.replace("BETWEEN '09:00' AND '20:00'", "IS NOT NULL"))


async def decided(company: Company, *days: int, most: int = 3, since: int = 60) -> Tenant:
    """The company, reminding on these days, since so many days ago."""
    async with acting_for(company.tenant):
        await reminders.change(Schedule(is_on=True, days=days, most=most))
        today = company.tenant.today()
        await Tenant.filter(id=company.tenant.id).update(reminds_since=today - timedelta(days=since))
    return await Tenant.get(id=company.tenant.id)


async def due(company: Company, days_ago: int, *, sent: int = 40, amount: int = 12_000) -> Invoice:
    """An invoice that was sent `sent` days ago and due `days_ago`."""
    async with acting_for(company.tenant):
        invoice = await a_draft(await Customer.get(id=company.customer.id), amount)
        at = datetime.now(UTC) - timedelta(days=sent)
        await invoicing.send(invoice, at=at, due_on=company.tenant.today() - timedelta(days=days_ago))
        return invoice


async def letters(company: Company) -> list[Email]:
    async with acting_for(company.tenant):
        return await Email.filter(letter="invoice_reminder").order_by("created_at")


class TestWhom:
    @pytest.mark.parametrize(("days_ago", "expected"), [(-4, 0), (-3, 1), (-2, 1), (0, 1), (7, 1), (13, 1), (15, 0)])
    async def test_each_step_has_its_day(self, world: World, days_ago: int, expected: int) -> None:
        tenant = await decided(world.acme, -3, 0, 7)
        await due(world.acme, days_ago)

        assert await reminders.send_reminders(tenant) == expected

    async def test_a_day_brings_one_and_no_more(self, world: World) -> None:
        tenant = await decided(world.acme, -3, 0, 7)
        await due(world.acme, 0)

        assert [await reminders.send_reminders(tenant) for _ in range(3)] == [1, 0, 0]

    async def test_after_an_outage_only_the_last_step_is_taken(self, world: World) -> None:
        tenant = await decided(world.acme, 1, 2, 3, 4)
        invoice = await due(world.acme, 4)

        await reminders.send_reminders(tenant)

        async with acting_for(world.acme.tenant):
            assert [it.days for it in await reminders.taken(invoice)] == [4]

    async def test_a_step_taken_off_the_schedule_brings_back_no_earlier_one(self, world: World) -> None:
        tenant = await decided(world.acme, 0, 7)
        await due(world.acme, 7)
        assert await reminders.send_reminders(tenant) == 1

        tenant = await decided(world.acme, 0)

        assert await reminders.send_reminders(tenant) == 0

    async def test_two_schedulers_and_six_workers_write_one(self, world: World, run_tasks: RunTasks) -> None:
        tenant = await decided(world.acme, 0)
        await due(world.acme, 0)

        await asyncio.gather(*(reminders.due_reminders() for _ in range(4)))
        tasks = await statement("SELECT id FROM task WHERE name = 'send_reminders' AND tenant_id = $1", tenant.id)
        written = await asyncio.gather(*(reminders.send_reminders(tenant) for _ in range(6)))
        await run_tasks()

        assert (len(tasks), sum(written), len(await letters(world.acme))) == (1, 1, 1)

    async def test_a_day_that_has_run_is_not_scheduled_again(self, world: World) -> None:
        tenant = await decided(world.acme, 0)
        await reminders.send_reminders(tenant)

        await reminders.due_reminders()

        assert not await statement("SELECT 1 FROM task WHERE name = 'send_reminders' AND tenant_id = $1", tenant.id)

    async def test_a_clock_that_jumped_back_brings_no_second_one(self, world: World) -> None:
        tenant = await decided(world.acme, 0)
        await due(world.acme, 0)
        await reminders.send_reminders(tenant)
        await Tenant.filter(id=tenant.id).update(reminded_on=tenant.today() - timedelta(days=1))

        assert await reminders.send_reminders(await Tenant.get(id=tenant.id)) == 0

    async def test_the_day_is_the_companys(self, world: World) -> None:
        """In one of two zones a day apart it is due today, in the other it was or will be."""
        await decided(world.acme, 0)
        found = []
        for zone in ("Pacific/Kiritimati", "Etc/GMT+12"):
            await Tenant.filter(id=world.acme.tenant.id).update(time_zone=zone)
            tenant = await Tenant.get(id=world.acme.tenant.id)
            async with acting_for(tenant) as unit:
                (row,) = await unit.rows(reminding.NOW, zone)
            found.append(row["today"])

        assert found[0] > found[1]

    async def test_no_more_than_so_many_for_one_invoice(self, world: World) -> None:
        tenant = await decided(world.acme, 0, 7, most=1)
        invoice = await due(world.acme, 7)
        async with acting_for(world.acme.tenant):
            await reminders.Reminder.create(
                customer_id=invoice.customer_id, invoice_id=invoice.id, days=0, outcome=reminders.Outcome.SENT
            )

        assert await reminders.send_reminders(tenant) == 0

    async def test_what_was_due_before_it_was_switched_on_is_left_alone(self, world: World) -> None:
        tenant = await decided(world.acme, 7, since=0)
        await due(world.acme, 9)

        assert await reminders.send_reminders(tenant) == 0

    async def test_nobody_is_reminded_of_what_was_sent_today(self, world: World) -> None:
        tenant = await decided(world.acme, -3)
        await due(world.acme, -3, sent=0)

        assert await reminders.send_reminders(tenant) == 0

    async def test_an_invoice_or_a_customer_may_be_left_out(self, world: World) -> None:
        tenant = await decided(world.acme, 0)
        invoice, _ = await due(world.acme, 0), await due(world.acme, 0)

        async with acting_for(world.acme.tenant):
            await reminders.switch(invoice, on=False)
        assert await reminders.send_reminders(tenant) == 1
        third = await due(world.acme, 0)
        async with acting_for(world.acme.tenant):
            await reminders.switch(await Customer.get(id=third.customer_id), on=False)
        assert await reminders.send_reminders(tenant) == 0

    async def test_who_cannot_be_reached_is_not_written_to(self, world: World) -> None:
        tenant = await decided(world.acme, 0)
        invoice = await due(world.acme, 0)
        async with acting_for(world.acme.tenant):
            await Email.create(
                key=uuid4().hex, letter="receipt", to_address=world.acme.contact.email, status="bounced",
                settled_at=datetime.now(UTC), facts={},
            )  # fmt: skip

        assert await reminders.send_reminders(tenant) == 0

        async with acting_for(world.acme.tenant):
            assert [it.outcome for it in await reminders.taken(invoice)] == ["nobody"]

    async def test_whoever_was_removed_is_not_written_to(self, world: World) -> None:
        tenant = await decided(world.acme, 0)
        await due(world.acme, 0)
        async with acting_for(world.acme.tenant):
            await Contact.filter(id=world.acme.contact.id).update(removed_at=datetime.now(UTC))

        assert await reminders.send_reminders(tenant) == 0

    async def test_a_closed_portal_keeps_nobody_from_being_reminded(
        self, world: World, run_tasks: RunTasks, postmark: Postmark
    ) -> None:
        tenant = await decided(world.acme, 0)
        await Tenant.filter(id=tenant.id).update(portal_enabled=False)
        await due(world.acme, 0)

        await reminders.send_reminders(await Tenant.get(id=tenant.id))
        await run_tasks()

        (mail,) = postmark.messages(world.acme.contact.email)
        assert "/i/" in mail["TextBody"]

    async def test_another_company_is_not_touched(self, world: World) -> None:
        tenant = await decided(world.acme, 0)
        await due(world.bolt, 0)

        assert await reminders.send_reminders(tenant) == 0


async def paid(company: Company, invoice: Invoice) -> None:
    noted = Noted(id=uuid4(), amount=12_000, method="Cash", on=company.tenant.today())
    await payments.record(company.tenant, invoice.id, noted)


async def partly_paid(company: Company, invoice: Invoice) -> None:
    noted = Noted(id=uuid4(), amount=5_000, method="Cash", on=company.tenant.today())
    await payments.record(company.tenant, invoice.id, noted)


async def on_its_way(company: Company, invoice: Invoice) -> None:
    async with acting_for(company.tenant):
        await an_attempt(invoice, status="processing")


async def voided(company: Company, invoice: Invoice) -> None:
    await payments.void(company.tenant, invoice.id)


async def disputed(company: Company, invoice: Invoice) -> None:
    async with acting_for(company.tenant):
        await an_entry(invoice, 0, Kind.DISPUTE_OPENED)


async def left_out(company: Company, invoice: Invoice) -> None:
    async with acting_for(company.tenant):
        await reminders.switch(invoice, on=False)


async def all_switched_off(company: Company, invoice: Invoice) -> None:
    async with acting_for(company.tenant):
        await reminders.change(Schedule(is_on=False, days=(0,), most=3))


async def customer_left_out(company: Company, invoice: Invoice) -> None:
    async with acting_for(company.tenant):
        await reminders.switch(await Customer.get(id=invoice.customer_id), on=False)


async def taken_back_by_a_bank(company: Company, invoice: Invoice) -> None:
    """Paid, and lost to the payer's bank: the company decides what follows."""
    async with acting_for(company.tenant):
        await an_entry(invoice, 12_000)
        await an_entry(invoice, -12_000, Kind.DISPUTE_WITHDRAWN)


async def received_in_full(company: Company, invoice: Invoice) -> None:
    """By the ledger, though the invoice itself does not say so yet."""
    async with acting_for(company.tenant):
        await an_entry(invoice, 12_000)


IN_THE_WAY = [
    paid,
    on_its_way,
    voided,
    disputed,
    left_out,
    all_switched_off,
    customer_left_out,
    taken_back_by_a_bank,
    received_in_full,
]


class TestMoment:
    @pytest.mark.parametrize("happens", IN_THE_WAY)
    async def test_it_is_not_even_written(self, world: World, happens: Any) -> None:
        await decided(world.acme, 0)
        await happens(world.acme, await due(world.acme, 0))

        assert await reminders.send_reminders(await Tenant.get(id=world.acme.tenant.id)) == 0

    @pytest.mark.parametrize("happens", IN_THE_WAY)
    async def test_it_does_not_go_when_that_happens_a_second_before(
        self, world: World, run_tasks: RunTasks, postmark: Postmark, happens: Any
    ) -> None:
        tenant = await decided(world.acme, 0)
        invoice = await due(world.acme, 0)
        assert await reminders.send_reminders(tenant) == 1

        await happens(world.acme, invoice)
        await run_tasks()

        assert [str(it.status) for it in await letters(world.acme)] == ["expired"]
        assert "invoice_reminder" not in [it.get("Tag") for it in postmark.messages(world.acme.contact.email)]

    async def test_it_says_what_is_open_then(self, world: World, run_tasks: RunTasks, postmark: Postmark) -> None:
        tenant = await decided(world.acme, 0)
        invoice = await due(world.acme, 0)
        await reminders.send_reminders(tenant)

        await partly_paid(world.acme, invoice)
        await run_tasks()

        (mail,) = postmark.messages(world.acme.contact.email)
        assert "$70.00, due today" in mail["Subject"]
        assert "Of $120.00 in all." in mail["TextBody"]

    async def test_one_that_waited_for_days_never_goes(self, world: World, run_tasks: RunTasks) -> None:
        tenant = await decided(world.acme, 0)
        await due(world.acme, 0)
        await reminders.send_reminders(tenant)
        async with acting_for(world.acme.tenant) as unit:
            await unit.rows("UPDATE reminder SET at = at - interval '3 days'")

        await run_tasks()

        assert [str(it.status) for it in await letters(world.acme)] == ["expired"]


class TestSchedule:
    async def test_nothing_is_decided_at_first(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            assert await reminders.schedule() is None
        assert world.acme.tenant.reminds_since is None

    async def test_changed_steps_are_kept(self, world: World) -> None:
        await decided(world.acme, -3, 0, 7)
        tenant = await decided(world.acme, 0, 14, most=2)

        async with acting_for(tenant):
            assert await reminders.schedule() == Schedule(is_on=True, days=(0, 14), most=2)

    @pytest.mark.parametrize(
        ("is_on", "days", "most", "field"),
        [
            (True, (), 3, "steps"),
            (True, (1, 1), 3, "steps"),
            (True, tuple(range(7)), 3, "steps"),
            (True, (61,), 3, "steps"),
            (True, (-61,), 3, "steps"),
            (True, (0,), 0, "most"),
            (False, (0,), 11, "most"),
        ],
    )
    def test_it_takes_nothing_that_cannot_be(self, is_on: bool, days: tuple[int, ...], most: int, field: str) -> None:
        with pytest.raises(Invalid) as refused:
            Schedule(is_on, days, most)

        assert refused.value.field == field
