"""Invoices: drafted, sent once, frozen, voided while nothing was paid."""

from datetime import UTC, date, datetime, timedelta

import pytest
from tortoise.exceptions import BaseORMException

from tenants import invoices, share_links
from tenants.activity import Activity
from tenants.emails import Email
from tenants.errors import Conflict, NotFound
from tenants.invoices import Invoice, InvoiceStatus
from tenants.isolation import acting, acting_for
from tenants.ledger import Kind
from tenants.share_links import ShareLink
from tenants.standing import State
from tests.builders import a_draft, a_line, an_entry, an_invoice
from tests.world import World


class TestDraft:
    async def test_it_counts_what_the_lines_say(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            draft = await invoices.draft(world.acme.customer, [a_line(10_000, tax_rate=825), a_line(333)])

        assert (draft.subtotal, draft.tax, draft.total) == (10_333, 825, 11_158)

    async def test_it_is_seen_by_no_customer(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            draft = await a_draft(world.acme.customer)

            assert await invoices.for_customer(world.acme.customer.id, world.acme.tenant.today()) == ([], [])
            with pytest.raises(NotFound):
                await invoices.one(world.acme.customer.id, draft.id, world.acme.tenant.today())


class TestSend:
    async def test_it_opens_it_and_mails_every_contact_a_link_of_their_own(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            invoice = await a_draft(world.acme.customer)
            await share_links.send(invoice, by="Alex")

            assert invoice.status is InvoiceStatus.OPEN
            assert invoice.due_on == invoice.issued_on + timedelta(days=14)
            email = await Email.get(about_id=invoice.id)
            assert (email.letter, email.to_address) == ("invoice_sent", world.acme.contact.email)
            assert email.facts["share_link"] == str((await ShareLink.get(invoice_id=invoice.id)).id)
            assert (await Activity.get(about_id=invoice.id)).verb == "sent"

    async def test_it_is_sent_once(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            invoice = await an_invoice(world.acme.customer)
            with pytest.raises(Conflict):
                await invoices.send(invoice)

    async def test_it_dates_it_in_the_companys_zone(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            invoice = await a_draft(world.acme.customer)
            await invoices.send(invoice, at=datetime(2026, 3, 2, 3, 0, tzinfo=UTC))

        assert invoice.issued_on == date(2026, 3, 1)

    async def test_it_is_paid_at_once_when_nothing_is_to_pay(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            assert (await an_invoice(world.acme.customer, 0)).status is InvoiceStatus.PAID

    @pytest.mark.parametrize(
        "change",
        [{"total": 1, "subtotal": 1}, {"note": "x"}, {"number": "9"}, {"due_on": date(2030, 1, 1)}, {"frozen": {}}],
    )
    async def test_it_stays_as_it_was_sent(self, world: World, change: dict[str, object]) -> None:
        with pytest.raises(BaseORMException, match="stays as it was sent"):
            async with acting_for(world.acme.tenant):
                invoice = await an_invoice(world.acme.customer)
                await Invoice.filter(id=invoice.id).update(**change)

    async def test_it_is_not_deleted_once_sent(self, world: World) -> None:
        with pytest.raises(BaseORMException, match="not deleted"):
            async with acting_for(world.acme.tenant):
                await (await an_invoice(world.acme.customer)).delete()

    async def test_it_keeps_the_letterhead_of_that_day(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            invoice = await an_invoice(world.acme.customer)
            acting().tenant.name = "Acme Renamed"
            shown = await invoices.one(world.acme.customer.id, invoice.id, world.acme.tenant.today())

        assert shown.frozen["company"] == "Acme"


class TestVoid:
    async def test_it_takes_an_open_one_back(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            invoice = await an_invoice(world.acme.customer)
            await invoices.void(invoice)
            shown = await invoices.one(world.acme.customer.id, invoice.id, world.acme.tenant.today())

        assert shown.standing.state is State.VOID
        assert shown.standing.payable == 0

    async def test_it_refuses_a_draft(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            with pytest.raises(Conflict):
                await invoices.void(await a_draft(world.acme.customer))


class TestReading:
    async def test_it_lists_what_is_open_by_due_date_and_the_rest_newest_first(self, world: World) -> None:
        customer, today = world.acme.customer, world.acme.tenant.today()
        async with acting_for(world.acme.tenant):
            later = await an_invoice(customer, due_on=today + timedelta(days=9))
            sooner = await an_invoice(customer, due_on=today - timedelta(days=4))
            free = await an_invoice(customer, 0)
            to_pay, others = await invoices.for_customer(customer.id, today)

        assert [row.id for row in to_pay] == [sooner.id, later.id]
        assert [row.id for row in others] == [free.id]
        assert to_pay[0].standing.overdue_days == 4

    async def test_it_sums_what_is_owed_after_part_payments(self, world: World) -> None:
        customer, today = world.acme.customer, world.acme.tenant.today()
        async with acting_for(world.acme.tenant):
            invoice = await an_invoice(customer, 12_000)
            await an_entry(invoice, 5_000)
            await an_invoice(customer, 3_000)
            to_pay, _ = await invoices.for_customer(customer.id, today)

        assert invoices.owed(to_pay) == (10_000, 2, 0)
        assert {row.standing.state for row in to_pay} == {State.PARTLY_PAID, State.DUE}

    async def test_it_pages_through_a_long_history_without_gap_or_repeat(self, world: World) -> None:
        customer, today = world.acme.customer, world.acme.tenant.today()
        async with acting_for(world.acme.tenant):
            made = [(await an_invoice(customer, 0)).id for _ in range(invoices.PAGE * 2 + 3)]
            _, page = await invoices.for_customer(customer.id, today)
            seen = [row.id for row in page[: invoices.PAGE]]
            while len(page) > invoices.PAGE:
                last = page[invoices.PAGE - 1]
                page = await invoices.older(customer.id, today, (last.issued_on, last.id))
                seen += [row.id for row in page[: invoices.PAGE]]

        assert sorted(seen) == sorted(made)

    async def test_it_tells_what_has_happened(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            invoice = await an_invoice(world.acme.customer)
            await an_entry(invoice, 12_000)
            await an_entry(invoice, -2_000, Kind.REFUND)
            shown = await invoices.one(world.acme.customer.id, invoice.id, world.acme.tenant.today())

        assert [entry["kind"] for entry in shown.entries] == ["charge", "refund"]
        assert [entry["verb"] for entry in shown.history] == ["sent"]
