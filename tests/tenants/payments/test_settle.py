"""What Stripe says of an attempt, written down."""

from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest

from tenants import payments
from tenants.emails import Email
from tenants.errors import Conflict, NotFound, Unavailable
from tenants.invoices import Invoice
from tenants.isolation import acting_for
from tenants.ledger import AttemptStatus, LedgerEntry, Refund
from tenants.payments import Payer
from tenants.payments.ends import close
from tenants.payments.settle import expected_on
from tenants.tenant import Tenant
from tests.builders import a_share_link
from tests.till import Till


async def emails(till: Till, letter: str) -> list[Email]:
    async with acting_for(till.tenant):
        return await Email.filter(letter=letter).order_by("to_address")


class TestCard:
    async def test_it_credits_the_charge_and_closes_the_invoice(self, till: Till) -> None:
        invoice = await till.paid_invoice()

        await till.look(invoice)

        assert (await till.status(invoice), await till.book(invoice)) == ("paid", [("charge", 12_000)])
        async with acting_for(till.tenant):
            entry = await LedgerEntry.get(invoice_id=invoice.id)
            paid_at = (await Invoice.get(id=invoice.id)).paid_at
        assert (entry.stripe_id, entry.method, entry.at) == (till.charge(), "Visa •••• 4242", paid_at)

    async def test_it_looks_again_without_effect(self, till: Till) -> None:
        invoice = await till.paid_invoice()

        for _ in range(3):
            await till.look(invoice)

        assert await till.book(invoice) == [("charge", 12_000)]
        assert await till.letters() == ["receipt", "staff_payment_received"]

    async def test_it_stays_open_when_the_card_is_declined(self, till: Till) -> None:
        invoice = await till.invoice()
        session_id = await till.press_pay(invoice)
        till.pay(session_id, card="4000000000000002")
        await till.look(invoice)
        assert (await till.status(invoice), await till.book(invoice)) == ("open", [])

        till.pay(session_id)
        await till.look(invoice)

        assert await till.status(invoice) == "paid"

    async def test_it_leaves_the_rest_open_after_a_part(self, till: Till) -> None:
        till.tenant.partial_payments = True
        invoice = await till.invoice()

        till.pay(await till.press_pay(invoice, 5_000))
        await till.look(invoice)

        assert (await till.status(invoice), (await till.standing(invoice)).balance) == ("open", 7_000)
        (receipt,) = await emails(till, "receipt")
        assert receipt.facts["balance"] == {"amount": 7_000, "currency": "USD"}

    async def test_it_ends_an_abandoned_attempt(self, till: Till) -> None:
        invoice = await till.invoice()
        session_id = await till.press_pay(invoice)
        (attempt,) = await till.attempts(invoice)
        await close(till.tenant, attempt)

        (attempt,) = await till.attempts(invoice)
        assert (attempt.status, attempt.session_id) == (AttemptStatus.EXPIRED, session_id)


class TestReceipt:
    async def test_it_goes_to_whoever_paid(self, till: Till) -> None:
        invoice = await till.paid_invoice()

        await till.look(invoice)

        (receipt,) = await emails(till, "receipt")
        assert (receipt.to_address, receipt.facts["path"]) == (till.company.contact.email, f"/invoices/{invoice.id}")
        assert receipt.facts["method"] == "Visa •••• 4242"

    async def test_it_opens_the_share_link_that_was_paid_from(self, till: Till) -> None:
        invoice = await till.invoice()
        async with acting_for(till.tenant):
            link = await a_share_link(invoice, contact_id=till.company.contact.id)

        till.pay(await till.press_pay(invoice, payer=Payer(invoice.customer_id, share_link_id=link.id)))
        await till.look(invoice)

        (receipt,) = await emails(till, "receipt")
        assert (receipt.to_address, receipt.facts["share_link"]) == (till.company.contact.email, str(link.id))

    async def test_it_tells_the_companys_owners(self, till: Till) -> None:
        await till.look(await till.paid_invoice())

        (letter,) = await emails(till, "staff_payment_received")
        assert (letter.to_address, letter.facts["customer"]) == (till.company.owner.email, "Dana Diaz")


class TestBankPayment:
    async def test_it_is_on_its_way_and_credits_nothing_yet(self, till: Till) -> None:
        invoice = await till.paid_invoice(method="bank")

        await till.look(invoice)

        stands = await till.standing(invoice)
        assert (stands.state, stands.payable, stands.movements.pending) == ("on_its_way", 0, 12_000)
        assert (await till.status(invoice), await till.book(invoice)) == ("open", [])
        assert await till.letters() == ["bank_payment_started", "staff_bank_payment_started"]

    async def test_it_credits_when_the_bank_has_paid(self, till: Till) -> None:
        invoice = await till.invoice()
        intent = till.pay(await till.press_pay(invoice), method="bank")
        await till.look(invoice)

        till.stripe.post(f"payments/{intent}/settle")
        await till.look(invoice)

        assert (await till.status(invoice), await till.book(invoice)) == ("paid", [("charge", 12_000)])
        assert "receipt" in await till.letters()

    async def test_it_opens_the_invoice_again_when_the_bank_refuses(self, till: Till) -> None:
        invoice = await till.invoice()
        intent = till.pay(await till.press_pay(invoice), method="bank")
        await till.look(invoice)

        till.stripe.post(f"payments/{intent}/return", reason="insufficient_funds")
        await till.look(invoice)

        assert ((await till.standing(invoice)).payable, await till.book(invoice)) == (12_000, [])
        (letter,) = await emails(till, "bank_payment_returned")
        assert "insufficient funds" in letter.facts["reason_words"]
        assert await till.press_pay(invoice)

    def test_it_expects_the_money_four_working_days_later(self) -> None:
        friday_evening = datetime(2026, 11, 28, 2, tzinfo=UTC)

        assert expected_on(friday_evening, Tenant(time_zone="America/New_York")) == date(2026, 12, 3)
        assert expected_on(friday_evening, Tenant(time_zone="UTC")) == date(2026, 12, 3)


class TestReturning:
    async def test_it_asks_stripe_and_not_the_address(self, till: Till) -> None:
        invoice = await till.invoice()
        session_id = await till.press_pay(invoice)
        assert (await payments.returned(till.tenant, invoice.id, session_id)).status is AttemptStatus.OPEN

        till.pay(session_id)

        assert (await payments.returned(till.tenant, invoice.id, session_id)).status is AttemptStatus.SUCCEEDED
        assert await till.status(invoice) == "paid"

    async def test_it_refuses_made_up_and_other_sessions(self, till: Till, other_till: Till) -> None:
        invoice = await till.invoice()
        await till.press_pay(invoice)
        neighbour = await till.invoice()
        paid = await till.press_pay(neighbour)
        elsewhere = await other_till.press_pay(await other_till.invoice())
        till.pay(paid)

        for session_id in (paid, elsewhere, f"cs_{uuid4().hex}", ""):
            with pytest.raises(NotFound):
                await payments.returned(till.tenant, invoice.id, session_id)

        assert await till.status(invoice) == "open"

    async def test_it_is_unavailable_while_stripe_is(self, till: Till) -> None:
        invoice = await till.invoice()
        session_id = await till.press_pay(invoice)
        till.stripe.post("faults", method="GET", path_prefix="/v1/checkout", status=500, when="before", times=3)

        with pytest.raises(Unavailable):
            await payments.returned(till.tenant, invoice.id, session_id)


class TestOverpayment:
    async def overpaid(self, till: Till) -> Invoice:
        """Two bank payments over one invoice: the second was begun while nobody knew of the first."""
        invoice = await till.paid_invoice()
        async with acting_for(till.tenant) as unit:
            await unit.rows("UPDATE payment_attempt SET status = 'expired' WHERE invoice_id = $1", invoice.id)
        till.pay(await till.press_pay(invoice))
        await till.look(invoice)
        return invoice

    async def test_it_is_sent_back(self, till: Till) -> None:
        invoice = await self.overpaid(till)
        assert (await till.standing(invoice)).overpaid == 12_000

        (refund,) = await refunds(till, invoice)
        await payments.send_refund(till.tenant, refund)

        assert await till.book(invoice) == [("charge", 12_000), ("charge", 12_000), ("refund", -12_000)]
        assert ((await till.standing(invoice)).overpaid, await till.books_agree()) == (0, True)
        assert "overpayment_refunded" in await till.letters()

    async def test_it_is_sent_back_once_however_often_it_is_tried(self, till: Till) -> None:
        invoice = await self.overpaid(till)
        (refund,) = await refunds(till, invoice)
        till.stripe.post("faults", method="POST", path_prefix="/v1/refunds", reset=True, when="after", times=3)
        with pytest.raises(Unavailable):
            await payments.send_refund(till.tenant, refund)

        asked = len(till.stripe.get("requests"))

        for _ in range(2):
            await payments.send_refund(till.tenant, refund)

        assert {call["method"] for call in till.stripe.get("requests")[asked:]} == {"GET"}
        assert [it["amount"] for it in till.held("refunds")] == [12_000]
        assert await till.books_agree()

    async def test_it_is_on_record_when_stripe_will_not(self, till: Till) -> None:
        invoice = await self.overpaid(till)
        (refund,) = await refunds(till, invoice)
        for charge in till.held("charges"):
            till.stripe.post(f"charges/{charge['id']}/dispute")

        await payments.send_refund(till.tenant, refund)

        async with acting_for(till.tenant):
            assert (await Refund.get(id=refund)).status == "failed"

    async def test_it_sends_all_back_on_a_void_invoice(self, till: Till) -> None:
        invoice = await till.paid_invoice()
        async with acting_for(till.tenant) as unit:
            await unit.rows("UPDATE invoice SET status = 'void' WHERE id = $1", invoice.id)

        await till.look(invoice)

        assert (await till.status(invoice), (await till.standing(invoice)).overpaid) == ("void", 12_000)
        assert len(await refunds(till, invoice)) == 1


async def refunds(till: Till, invoice: Invoice) -> list[UUID]:
    async with acting_for(till.tenant):
        return [refund.id for refund in await Refund.filter(invoice_id=invoice.id)]


class TestVoiding:
    async def test_it_ends_the_checkout_first(self, till: Till) -> None:
        invoice = await till.invoice()
        session_id = await till.press_pay(invoice)

        await payments.void(till.tenant, invoice.id, by="Olive")

        assert await till.status(invoice) == "void"
        assert till.stripe.http.post(f"/control/sessions/{session_id}/pay", json={}).status_code == 400

    async def test_it_refuses_while_money_moves(self, till: Till) -> None:
        bank, card = await till.paid_invoice(method="bank"), await till.paid_invoice()

        for invoice in (bank, card):
            with pytest.raises(Conflict):
                await payments.void(till.tenant, invoice.id)

        assert (await till.status(bank), await till.status(card)) == ("open", "paid")


async def test_a_bank_account_that_is_to_be_confirmed_first(till: Till) -> None:
    invoice = await till.invoice()
    intent = till.pay(await till.press_pay(invoice), method="bank", account_number="000000000017")

    for _ in range(2):
        await till.look(invoice)

    (attempt,) = await till.attempts(invoice)
    assert (str(attempt.status), attempt.checkout_url.rsplit("/", 1)[1]) == ("requires_action", intent)
    assert await till.letters() == ["bank_payment_to_verify"]

    till.stripe.post(f"payments/{intent}/verify")
    await till.look(invoice)

    assert [str(it.status) for it in await till.attempts(invoice)] == ["processing"]
    assert "bank_payment_started" in await till.letters()
