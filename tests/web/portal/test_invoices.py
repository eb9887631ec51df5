"""A customer's invoices on the page: what is owed first, one button, the same figures everywhere."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from urllib.parse import urlsplit

import pytest
from pypdf import PdfReader

from tenants.invoices import Invoice
from tenants.isolation import acting_for
from tenants.ledger import AttemptStatus, Kind, PaymentAttempt
from tenants.tenant import Tenant
from tests.builders import an_attempt, an_entry, an_invoice
from tests.sandboxes import Stripe
from tests.visitor import Visitor
from tests.world import Company, World

Visit = Callable[[Company], Visitor]


async def sent(world: World, amount: int = 12_000) -> Invoice:
    async with acting_for(world.acme.tenant):
        return await an_invoice(world.acme.customer, amount)


async def text(visitor: Visitor, path: str) -> str:
    return await (await visitor.get(path)).get_data(as_text=True)


class TestIndex:
    async def test_it_shows_what_is_owed_and_a_row_for_each(self, world: World, visit: Visit) -> None:
        invoice = await sent(world)
        dana = await visit(world.acme).sign_in()

        page = await text(dana, "/invoices")

        assert "$120.00" in page
        assert f'href="/invoices/{invoice.id}"' in page

    async def test_it_says_what_will_appear_while_it_is_empty(self, world: World, visit: Visit) -> None:
        page = await text(await visit(world.acme).sign_in(), "/invoices")

        assert "No invoices yet" in page

    async def test_it_shows_nothing_of_another_customer(self, world: World, visit: Visit) -> None:
        await sent(world)
        casey = await visit(world.acme).sign_in(world.acme.other_contact.email)

        assert "No invoices yet" in await text(casey, "/invoices")

    async def test_a_cursor_that_is_none_is_not_found(self, world: World, visit: Visit) -> None:
        dana = await visit(world.acme).sign_in()

        assert (await dana.get("/invoices?before=yesterday_x")).status_code == 404


class TestShow:
    async def test_it_asks_for_the_balance_and_nothing_else(self, world: World, visit: Visit) -> None:
        invoice = await sent(world)
        async with acting_for(world.acme.tenant):
            await an_entry(invoice, 5_000)
        page = await text(await visit(world.acme).sign_in(), f"/invoices/{invoice.id}")

        assert "Pay $70.00" in page
        assert "Partly paid" in page

    async def test_it_blocks_a_second_payment_while_one_is_on_its_way(self, world: World, visit: Visit) -> None:
        invoice = await sent(world)
        async with acting_for(world.acme.tenant):
            await an_attempt(
                invoice, status=AttemptStatus.PROCESSING, expected_on=world.acme.tenant.today() + timedelta(days=4)
            )
        page = await text(await visit(world.acme).sign_in(), f"/invoices/{invoice.id}")

        assert "is on its way" in page
        assert "expected by" in page
        assert "/pay" not in page

    async def test_it_shows_a_refund(self, world: World, visit: Visit) -> None:
        invoice = await sent(world)
        async with acting_for(world.acme.tenant):
            await an_entry(invoice, 12_000)
            await an_entry(invoice, -2_000, Kind.REFUND)
        assert "$20.00 refunded" in await text(await visit(world.acme).sign_in(), f"/invoices/{invoice.id}")

    async def test_it_has_no_button_where_nothing_can_be_charged(self, world: World, visit: Visit) -> None:
        invoice = await sent(world)
        await Tenant.filter(id=world.acme.tenant.id).update(takes_cards=False, takes_bank_transfers=False)

        assert "/pay" not in await text(await visit(world.acme).sign_in(), f"/invoices/{invoice.id}")

    async def test_it_has_no_button_for_less_than_stripe_takes(self, world: World, visit: Visit) -> None:
        invoice = await sent(world, 49)

        assert "/pay" not in await text(await visit(world.acme).sign_in(), f"/invoices/{invoice.id}")

    @pytest.mark.parametrize(("amount", "offer"), [(100, "$0.50 or more"), (99, "")])
    async def test_it_offers_a_part_that_stripe_takes_and_only_then(
        self, world: World, visit: Visit, amount: int, offer: str
    ) -> None:
        await Tenant.filter(id=world.acme.tenant.id).update(partial_payments=True)
        page = await text(await visit(world.acme).sign_in(), f"/invoices/{(await sent(world, amount)).id}")

        assert ("or more" in page, offer in page) == (bool(offer), True)


class TestPdf:
    async def test_it_is_the_same_letter_with_the_portals_address(self, world: World, visit: Visit) -> None:
        invoice = await sent(world)
        response = await (await visit(world.acme).sign_in()).get(f"/invoices/{invoice.id}.pdf")

        words = PdfReader(BytesIO(await response.get_data())).pages[0].extract_text()

        assert response.content_type == "application/pdf"
        assert "$120.00" in words
        assert urlsplit(world.acme.tenant.origin).netloc in words.replace("\n", "")


class TestPay:
    async def test_it_sends_the_payer_to_stripe_and_back_to_a_paid_invoice(
        self, world: World, visit: Visit, stripe: Stripe
    ) -> None:
        a_stripe_account(stripe, world.acme)
        invoice = await sent(world)
        dana = await visit(world.acme).sign_in()

        to_stripe = await dana.post(f"/invoices/{invoice.id}/pay")
        session = await session_of(world, invoice)
        back = stripe.post(f"sessions/{session}/pay", method="card", card="4242424242424242")
        returned = await dana.get(f"/invoices/{invoice.id}/paid?s={session}")
        page = await text(dana, returned.location)

        assert to_stripe.status_code == 303
        assert back is not None
        assert "Your payment has arrived" in page
        assert "Paid" in page

    async def test_a_strangers_session_pays_nothing(self, world: World, visit: Visit, stripe: Stripe) -> None:
        a_stripe_account(stripe, world.acme)
        mine, other = await sent(world), await sent(world)
        dana = await visit(world.acme).sign_in()
        await dana.post(f"/invoices/{other.id}/pay")
        session = await session_of(world, other)
        stripe.post(f"sessions/{session}/pay", method="card", card="4242424242424242")

        answer = await dana.get(f"/invoices/{mine.id}/paid?s={session}")

        assert answer.status_code == 404
        assert "Pay $120.00" in await text(dana, f"/invoices/{mine.id}")

    @pytest.mark.parametrize("claim", ["?payment=received", "?payment=returned", "?s=cs_of_nobody", "?payment=moving"])
    async def test_an_address_alone_never_says_that_something_was_paid(
        self, world: World, visit: Visit, claim: str
    ) -> None:
        invoice = await sent(world)
        page = await text(await visit(world.acme).sign_in(), f"/invoices/{invoice.id}{claim}")

        assert "Thank you" not in page
        assert "Pay $120.00" in page

    @pytest.mark.parametrize("session", ["", "x" * 300, "cs_test_made_up"])
    async def test_a_made_up_session_is_not_found(self, world: World, visit: Visit, session: str) -> None:
        invoice = await sent(world)
        dana = await visit(world.acme).sign_in()

        assert (await dana.get(f"/invoices/{invoice.id}/paid?s={session}")).status_code == 404

    async def test_a_wrong_amount_is_said_beside_the_field_and_kept(
        self, world: World, visit: Visit, stripe: Stripe
    ) -> None:
        a_stripe_account(stripe, world.acme)
        await Tenant.filter(id=world.acme.tenant.id).update(partial_payments=True, smallest_partial=2_000)
        invoice = await sent(world)
        dana = await visit(world.acme).sign_in()

        for typed in ("1,50", "5", "1000000", "lots"):
            answer = await dana.post(f"/invoices/{invoice.id}/pay", {"amount": typed})
            page = await answer.get_data(as_text=True)

            assert answer.status_code == 422, typed
            assert f'value="{typed}"' in page
            assert 'id="amount-error"' in page

    async def test_it_says_so_when_stripe_cannot_be_reached_and_charges_nothing(
        self, world: World, visit: Visit, stripe: Stripe
    ) -> None:
        a_stripe_account(stripe, world.acme)
        invoice = await sent(world)
        dana = await visit(world.acme).sign_in()
        stripe.post("faults", path_prefix="/v1/checkout/sessions", status=500, when="before", times=9)

        answer = await dana.post(f"/invoices/{invoice.id}/pay")

        assert answer.status_code == 503
        assert "Nothing was charged" in await answer.get_data(as_text=True)

    async def test_it_says_so_when_stripe_refuses(self, world: World, visit: Visit, stripe: Stripe) -> None:
        a_stripe_account(stripe, world.acme)
        stripe.post("accounts", id=world.acme.tenant.stripe_account, card_payments="inactive", ach="inactive")
        invoice = await sent(world)
        dana = await visit(world.acme).sign_in()

        page = await (await dana.post(f"/invoices/{invoice.id}/pay")).get_data(as_text=True)

        assert "cannot be paid online at the moment. Nothing was charged" in page
        assert "cannot be reached" not in page


def a_stripe_account(stripe: Stripe, company: Company) -> None:
    stripe.post(
        "accounts",
        id=company.tenant.stripe_account,
        display_name=company.tenant.name,
        country="US",
        currency=company.tenant.currency.lower(),
        card_payments="active",
        ach="active",
    )


async def session_of(world: World, invoice: Invoice) -> str:
    async with acting_for(world.acme.tenant):
        attempt = await PaymentAttempt.filter(invoice_id=invoice.id).order_by("-created_at").first()
        assert attempt is not None
        return str(attempt.session_id)
