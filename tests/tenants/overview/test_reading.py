"""The overview: everything that waits, once and no longer than it waits; and money to the cent."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tenants import deposits, estimates, jobs, messages
from tenants.emails import Delivery, Email
from tenants.estimates import Acceptance, Answerer
from tenants.isolation import acting_for
from tenants.ledger import AttemptStatus
from tenants.ledger import Kind as Entry
from tenants.messages import Thread
from tenants.overview import MONTHS, SHOWN, Kind, Overview, overview
from tests.builders import (
    a_job,
    a_service_request,
    a_thread,
    a_visit,
    about_invoice,
    an_attempt,
    an_entry,
    an_estimate,
    an_invoice,
)
from tests.world import Company, World

NOW = datetime.now(UTC)


async def seen(company: Company) -> Overview:
    async with acting_for(company.tenant):
        return await overview()


async def kinds(company: Company) -> list[Kind]:
    return [it.kind for it in (await seen(company)).waiting]


def dana(company: Company) -> Answerer:
    return Answerer(company.customer.id, company.contact.name, contact_id=company.contact.id)


async def a_mail(company: Company, status: Delivery, **more: Any) -> Email:
    known = {"letter": "invoice_sent", "to_address": company.contact.email, "customer_id": company.customer.id}
    return await Email.create(**{"key": uuid4().hex, "status": status, "facts": {}, **known, **more})


class TestWaiting:
    async def test_nothing_waits_at_first(self, world: World) -> None:
        assert await kinds(world.acme) == []

    async def test_a_request_waits_until_it_is_taken_up(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            request = await a_service_request(world.acme.contact)
        (waits,) = (await seen(world.acme)).waiting

        assert (waits.kind, waits.id, waits.customer) == (Kind.REQUEST, request.id, "Dana Diaz")
        assert waits.words == "The heat pump stops at night."
        async with acting_for(world.acme.tenant):
            await type(request).filter(id=request.id).update(status="acknowledged")
        assert await kinds(world.acme) == []

    async def test_an_acceptance_waits_for_its_job(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            estimate = await an_estimate(world.acme.customer)
            await deposits.accept(estimate.id, dana(world.acme), Acceptance(1))
        assert await kinds(world.acme) == [Kind.ACCEPTED]

        async with acting_for(world.acme.tenant):
            await a_job(world.acme.customer, estimate_id=estimate.id)
        assert await kinds(world.acme) == []

    async def test_answers_to_estimates_wait(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            await estimates.decline((await an_estimate(world.acme.customer)).id, dana(world.acme), 1, reason="Dear.")
            await estimates.request_changes(
                (await an_estimate(world.acme.customer)).id, dana(world.acme), 1, reason="Less."
            )
            late = await an_estimate(world.acme.customer, at=NOW - timedelta(days=40))
            await estimates.request_fresh(late.id, dana(world.acme), 1)

        assert await kinds(world.acme) == [Kind.CHANGES_ASKED, Kind.FRESH_ASKED, Kind.DECLINED]

    async def test_a_message_waits_until_somebody_answers(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            invoice = await an_invoice(world.acme.customer)
            thread = await a_thread(world.acme, invoice)
        (waits,) = (await seen(world.acme)).waiting

        assert (waits.kind, waits.id, waits.words) == (Kind.MESSAGE, thread.id, "What is this for?")
        async with acting_for(world.acme.tenant):
            await messages.answer(about_invoice(invoice), world.acme.owner, "For the pump.")
            assert (await Thread.get()).waiting_since is None
        assert await kinds(world.acme) == []

    async def test_an_overdue_invoice_waits_until_money_moves(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            invoice = await an_invoice(world.acme.customer, due_on=world.acme.tenant.today() - timedelta(days=4))
        (waits,) = (await seen(world.acme)).waiting

        assert (waits.kind, waits.id, waits.amount) == (Kind.OVERDUE, invoice.id, 12_000)
        async with acting_for(world.acme.tenant):
            await an_attempt(invoice, status=AttemptStatus.PROCESSING)
        assert await kinds(world.acme) == []

    async def test_of_many_the_first_are_shown_and_all_are_counted(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            for days in range(SHOWN + 2):
                await an_invoice(world.acme.customer, due_on=world.acme.tenant.today() - timedelta(days=days + 1))
        waiting = (await seen(world.acme)).waiting

        assert [it.many for it in waiting] == [SHOWN + 2] * SHOWN
        assert waiting[0].at < waiting[1].at

    async def test_a_dispute_waits_until_it_is_closed(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            invoice = await an_invoice(world.acme.customer)
            await an_entry(invoice, 12_000, Entry.DISPUTE_OPENED)
        assert await kinds(world.acme) == [Kind.DISPUTED]

        async with acting_for(world.acme.tenant):
            await an_entry(invoice, 12_000, Entry.DISPUTE_CLOSED)
        assert await kinds(world.acme) == []

    async def test_a_payment_that_came_back_waits_until_the_next_try(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            invoice = await an_invoice(world.acme.customer)
            await an_attempt(invoice, status=AttemptStatus.FAILED)
        assert await kinds(world.acme) == [Kind.PAYMENT_FAILED]

        async with acting_for(world.acme.tenant):
            await an_attempt(invoice, status=AttemptStatus.OPEN)
        assert await kinds(world.acme) == []

    @pytest.mark.parametrize("status", [Delivery.BOUNCED, Delivery.COMPLAINED, Delivery.FAILED])
    async def test_a_mail_that_did_not_arrive_waits_until_it_is_sent_again(
        self, world: World, status: Delivery
    ) -> None:
        async with acting_for(world.acme.tenant):
            mail = await a_mail(world.acme, status)
        assert await kinds(world.acme) == [Kind.MAIL]

        async with acting_for(world.acme.tenant):
            await a_mail(world.acme, Delivery.QUEUED, resends_id=mail.id)
        assert await kinds(world.acme) == []

    async def test_a_mail_to_an_address_that_is_gone_waits_no_more(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            await a_mail(world.acme, Delivery.BOUNCED, to_address="old@example.com")
            await a_mail(world.acme, Delivery.BOUNCED, letter="sign_in")

        assert await kinds(world.acme) == []

    async def test_nobody_elses_waits(self, world: World) -> None:
        async with acting_for(world.bolt.tenant):
            await a_service_request(world.bolt.contact)

        assert await kinds(world.acme) == []


class TestVisits:
    async def test_only_todays_are_shown_in_their_order(self, world: World) -> None:
        noon = datetime.combine(world.acme.tenant.today(), datetime.min.time(), world.acme.tenant.zone)
        noon += timedelta(hours=12)
        async with acting_for(world.acme.tenant):
            job = await a_job(world.acme.customer)
            for hours in (3, -3, 13, -13):
                at = noon + timedelta(hours=hours)
                await jobs.add_visit(job, at, at + timedelta(hours=1), who=str(hours))

        assert [it.who for it in (await seen(world.acme)).visits] == ["-3", "3"]


class TestMoney:
    async def test_a_month_is_what_came_in_less_what_went_back(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            invoice = await an_invoice(world.acme.customer, 20_000)
            await an_entry(invoice, 12_000)
            await an_entry(invoice, 3_000, Entry.MANUAL)
            await an_entry(invoice, -2_000, Entry.REFUND)
            await an_entry(invoice, 12_000, Entry.DISPUTE_OPENED)
            await an_entry(invoice, 7_000, at=NOW - timedelta(days=800))
        months = (await seen(world.acme)).months

        assert len(months) == MONTHS
        assert (months[-1].begins_on, months[-1].amount) == (world.acme.tenant.today().replace(day=1), 13_000)
        assert sum(month.amount for month in months) == 13_000

    async def test_a_payment_counts_in_the_companys_month(self, world: World) -> None:
        """One minute into the month in New York is hours into it in UTC, one minute before is too."""
        first = datetime.combine(world.acme.tenant.today().replace(day=1), datetime.min.time(), world.acme.tenant.zone)
        async with acting_for(world.acme.tenant):
            invoice = await an_invoice(world.acme.customer)
            await an_entry(invoice, 100, at=first + timedelta(minutes=1))
            await an_entry(invoice, 10, at=first - timedelta(minutes=1))

        assert [month.amount for month in (await seen(world.acme)).months[-2:]] == [10, 100]

    async def test_what_is_owed_is_open_overdue_and_on_its_way(self, world: World) -> None:
        late = world.acme.tenant.today() - timedelta(days=1)
        async with acting_for(world.acme.tenant):
            await an_entry(await an_invoice(world.acme.customer, 10_000, due_on=late), 4_000)
            await an_attempt(await an_invoice(world.acme.customer, 5_000, due_on=late), status=AttemptStatus.PROCESSING)
            await an_invoice(world.acme.customer, 700)
        owed = (await seen(world.acme)).owed

        assert (owed.open, owed.invoices, owed.overdue, owed.on_its_way) == (11_700, 3, 6_000, 5_000)

    async def test_visits_and_money_of_others_are_theirs(self, world: World) -> None:
        async with acting_for(world.bolt.tenant):
            await an_entry(await an_invoice(world.bolt.customer), 12_000)
            await a_visit(await a_job(world.bolt.customer), timedelta())
        found = await seen(world.acme)

        assert (found.visits, found.months[-1].amount, found.owed.open) == ([], 0, 0)
