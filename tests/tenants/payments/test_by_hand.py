"""Cash, checks and the rest: noted, given back and taken back, beside whatever is paid online meanwhile."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from tenants import payments
from tenants.activity import Activity
from tenants.customers import Customer
from tenants.errors import Conflict, DomainError, Invalid, NotFound
from tenants.invoices import Invoice
from tenants.isolation import acting_for
from tenants.ledger import Kind, LedgerEntry
from tenants.payments import Noted
from tests.builders import a_draft, as_staff
from tests.till import Till


def cash(till: Till, amount: int = 12_000, **more: Any) -> Noted:
    return Noted(**{"id": uuid4(), "amount": amount, "method": "Cash", "on": till.tenant.today(), **more})


async def record(till: Till, invoice: Invoice, paid: Noted, **more: Any) -> UUID:
    await payments.record(till.tenant, invoice.id, paid, **more)
    return paid.id


async def undo(till: Till, invoice: Invoice, entry_id: UUID, reason: str = "Wrong invoice") -> None:
    async with acting_for(till.tenant):
        await payments.undo(invoice.id, entry_id, reason)


class TestMarkingPaid:
    async def test_all_of_it_makes_the_invoice_paid(self, till: Till) -> None:
        invoice = await till.invoice()

        await record(till, invoice, cash(till))

        assert await till.status(invoice) == "paid"
        assert await till.book(invoice) == [("manual", 12_000)]

    async def test_a_part_leaves_the_rest_open(self, till: Till) -> None:
        invoice = await till.invoice()

        await record(till, invoice, cash(till, 5_000))

        assert (await till.standing(invoice)).balance == 7_000
        assert await till.status(invoice) == "open"

    async def test_it_counts_from_its_day(self, till: Till) -> None:
        invoice, on = await till.invoice(), till.tenant.today() - timedelta(days=3)

        await record(till, invoice, cash(till, on=on))

        async with acting_for(till.tenant):
            paid_at = (await Invoice.get(id=invoice.id)).paid_at
        assert paid_at.astimezone(till.tenant.zone).date() == on

    async def test_sent_twice_it_is_noted_once(self, till: Till) -> None:
        invoice, paid = await till.invoice(), cash(till, 5_000)

        await asyncio.gather(record(till, invoice, paid), record(till, invoice, paid))

        assert await till.book(invoice) == [("manual", 5_000)]

    async def test_two_people_at_once_do_not_pay_it_twice(self, till: Till) -> None:
        invoice = await till.invoice()

        async def once() -> None:
            with suppress(Conflict):
                await record(till, invoice, cash(till))

        await asyncio.gather(*(once() for _ in range(6)))

        assert await till.book(invoice) == [("manual", 12_000)]

    async def test_it_is_on_record_who_noted_it(self, till: Till) -> None:
        invoice = await till.invoice()

        await as_staff(till.company.owner, record(till, invoice, cash(till, method="Check #1042")))

        async with acting_for(till.tenant):
            noted = await Activity.get(about_id=invoice.id, verb="payment_recorded")
        assert (noted.by, noted.facts["amount"], noted.facts["method"]) == ("Olive Owner", 12_000, "Check #1042")

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"amount": 0}, "amount"),
            ({"amount": -5}, "amount"),
            ({"amount": 12_001}, "amount"),
            ({"method": ""}, "method"),
            ({"method": "x" * 61}, "method"),
            ({"on": date(9999, 1, 1)}, "on"),
            ({"on": date(1999, 1, 1)}, "on"),
            ({"note": "x" * 501}, "note"),
        ],
    )
    async def test_it_takes_nothing_that_cannot_be(self, till: Till, wrong: dict[str, Any], field: str) -> None:
        invoice = await till.invoice()

        with pytest.raises(Invalid) as refused:
            await record(till, invoice, cash(till, **wrong))

        assert refused.value.field == field
        assert await till.book(invoice) == []

    async def test_a_draft_cannot_be_paid(self, till: Till) -> None:
        async with acting_for(till.tenant):
            draft = await a_draft(await Customer.get(id=till.company.customer.id))

        with pytest.raises(NotFound):
            await record(till, draft, cash(till))

    async def test_another_companys_invoice_is_not_there(self, till: Till, other_till: Till) -> None:
        invoice = await till.invoice()

        with pytest.raises(NotFound):
            await record(other_till, invoice, cash(other_till))

    async def test_it_mails_a_receipt_when_asked(self, till: Till) -> None:
        invoice = await till.invoice()

        await record(till, invoice, cash(till, 5_000))
        assert await till.letters() == []
        await record(till, invoice, cash(till, 7_000, tells=True))

        assert await till.letters() == ["receipt"]


class TestBesideOnlinePayments:
    async def test_the_page_somebody_was_about_to_pay_on_is_ended(self, till: Till) -> None:
        invoice = await till.invoice()
        session_id = await till.press_pay(invoice)

        await record(till, invoice, cash(till))

        with pytest.raises(Exception, match="400"):
            till.pay(session_id)
        assert await till.status(invoice) == "paid"

    async def test_what_was_paid_online_a_second_before_counts(self, till: Till) -> None:
        invoice = await till.invoice()
        till.pay(await till.press_pay(invoice))

        with pytest.raises(Conflict):
            await record(till, invoice, cash(till))

        assert await till.book(invoice) == [("charge", 12_000)]

    async def test_what_is_on_its_way_counts(self, till: Till) -> None:
        invoice = await till.invoice()
        till.pay(await till.press_pay(invoice), method="bank")
        await till.look(invoice)

        with pytest.raises(Invalid) as refused:
            await record(till, invoice, cash(till))

        assert refused.value.field == "although_moving"

    async def test_what_then_comes_twice_is_sent_back(self, till: Till) -> None:
        invoice = await till.invoice()
        intent = till.pay(await till.press_pay(invoice), method="bank")
        await till.look(invoice)

        await record(till, invoice, cash(till), although_moving=True)
        till.stripe.post(f"payments/{intent}/settle")
        await till.look(invoice)

        async with acting_for(till.tenant) as unit:
            (refund,) = await unit.rows("SELECT amount, reason FROM refund WHERE invoice_id = $1", invoice.id)
        assert tuple(refund) == (12_000, "overpayment")

    async def test_races_end_without_a_cent_too_much_unnoticed(self, till: Till) -> None:
        async def race() -> None:
            invoice = await till.invoice(5_000)

            async def online() -> None:
                with suppress(DomainError, Exception):
                    await asyncio.to_thread(till.pay, await till.press_pay(invoice))

            async def by_hand() -> None:
                with suppress(DomainError):
                    await record(till, invoice, cash(till, 5_000))

            await asyncio.gather(online(), by_hand(), online(), by_hand())
            await till.look(invoice)
            async with acting_for(till.tenant) as unit:
                owed = await unit.rows("SELECT coalesce(sum(amount), 0) FROM refund WHERE invoice_id = $1", invoice.id)
            assert (await till.standing(invoice)).overpaid == owed[0][0]
            assert await till.status(invoice) in {"paid", "open"}

        await asyncio.gather(*(race() for _ in range(6)))

        assert await till.books_agree()


class TestUndoing:
    async def test_the_invoice_is_open_again_and_the_trace_stays(self, till: Till) -> None:
        invoice = await till.invoice()
        entry_id = await record(till, invoice, cash(till))

        await undo(till, invoice, entry_id)

        assert (await till.status(invoice), (await till.standing(invoice)).balance) == ("open", 12_000)
        assert await till.book(invoice) == [("manual", 12_000), ("manual_undone", -12_000)]
        async with acting_for(till.tenant):
            assert (await LedgerEntry.get(entry_id=entry_id)).note == "Wrong invoice"

    async def test_two_at_once_undo_it_once(self, till: Till) -> None:
        invoice = await till.invoice()
        entry_id = await record(till, invoice, cash(till))

        await asyncio.gather(*(undo(till, invoice, entry_id) for _ in range(5)))

        assert await till.book(invoice) == [("manual", 12_000), ("manual_undone", -12_000)]

    async def test_a_part_that_was_not_needed_leaves_it_paid(self, till: Till) -> None:
        """Paid online besides: what is left is enough."""
        invoice = await till.invoice()
        intent = till.pay(await till.press_pay(invoice), method="bank")
        await till.look(invoice)
        entry_id = await record(till, invoice, cash(till), although_moving=True)
        till.stripe.post(f"payments/{intent}/settle")
        await till.look(invoice)

        await undo(till, invoice, entry_id)

        assert await till.status(invoice) == "paid"

    async def test_it_can_be_paid_online_afterwards(self, till: Till) -> None:
        invoice = await till.invoice()
        await undo(till, invoice, await record(till, invoice, cash(till)))

        till.pay(await till.press_pay(invoice))
        await till.look(invoice)

        assert await till.status(invoice) == "paid"
        assert await till.books_agree()

    async def test_what_stripe_says_cannot_be_undone(self, till: Till) -> None:
        invoice = await till.paid_invoice()
        await till.look(invoice)
        async with acting_for(till.tenant):
            charge = await LedgerEntry.get(invoice_id=invoice.id)

        with pytest.raises(NotFound):
            await undo(till, invoice, charge.id)

    async def test_nor_by_way_of_another_invoice(self, till: Till) -> None:
        invoice, other = await till.invoice(), await till.invoice()
        entry_id = await record(till, invoice, cash(till))

        with pytest.raises(NotFound):
            await undo(till, other, entry_id)


class TestGivingBack:
    async def give(self, till: Till, invoice: Invoice, entry_id: UUID, given: Noted) -> UUID:
        await payments.give_back(till.tenant, invoice.id, entry_id, given)
        return given.id

    async def test_it_is_a_refund_of_the_invoice(self, till: Till) -> None:
        invoice = await till.invoice()
        entry_id = await record(till, invoice, cash(till))

        await self.give(till, invoice, entry_id, cash(till, tells=True))

        assert (await till.standing(invoice)).state == "refunded"
        assert await till.letters() == ["refund_made"]

    async def test_no_more_than_was_paid_goes_back_in_parts(self, till: Till) -> None:
        invoice = await till.invoice()
        entry_id = await record(till, invoice, cash(till))
        await self.give(till, invoice, entry_id, cash(till, 8_000))

        with pytest.raises(Invalid) as refused:
            await self.give(till, invoice, entry_id, cash(till, 4_001))

        assert str(refused.value) == "At most 40.00 USD of it can be given back."

    async def test_it_can_be_taken_back_too(self, till: Till) -> None:
        invoice = await till.invoice()
        entry_id = await record(till, invoice, cash(till))
        given = await self.give(till, invoice, entry_id, cash(till, 8_000))

        with pytest.raises(Conflict):
            await undo(till, invoice, entry_id)
        await undo(till, invoice, given)
        await undo(till, invoice, entry_id)

        assert (await till.standing(invoice)).balance == 12_000
        assert sorted(kind for kind, _ in await till.book(invoice)) == [
            Kind.MANUAL,
            Kind.MANUAL_UNDONE,
            Kind.REFUND,
            Kind.REFUND_UNDONE,
        ]

    async def test_an_undone_payment_has_nothing_to_give_back(self, till: Till) -> None:
        invoice = await till.invoice()
        entry_id = await record(till, invoice, cash(till))
        await undo(till, invoice, entry_id)

        with pytest.raises(Invalid):
            await self.give(till, invoice, entry_id, replace(cash(till), amount=1))
