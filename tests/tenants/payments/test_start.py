"""Pressing Pay."""

import asyncio
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from tenants import payments
from tenants.errors import Conflict, NotFound, TooMany, Unavailable
from tenants.isolation import acting_for
from tenants.ledger import AttemptStatus, PaymentAttempt
from tenants.payments import NotOnline, Payer, limits
from tenants.payments.limits import BY_NETWORK, BY_PAYER
from tenants.tenant import Tenant
from tests.till import Till


def made_sessions(till: Till) -> list[dict[str, Any]]:
    asked = till.stripe.get("requests")
    return [
        call
        for call in asked
        if (call["method"], call["path"], call["account"]) == ("POST", "/v1/checkout/sessions", till.account)
    ]


def somebodys_attempt() -> PaymentAttempt:
    return PaymentAttempt(customer_id=uuid4(), stripe_account=uuid4().hex)


async def test_it_sends_the_payer_to_stripe_with_all_that_stripe_needs(till: Till) -> None:
    invoice = await till.invoice()

    session_id = await till.press_pay(invoice)

    (attempt,) = await till.attempts(invoice)
    (call,) = made_sessions(till)
    params = call["params"]
    assert (attempt.status, attempt.session_id, attempt.amount) == (AttemptStatus.OPEN, session_id, 12_000)
    assert call["key"] == f"cs:{attempt.id}"
    assert params["metadata"] == params["payment_intent_data"]["metadata"]
    assert params["metadata"]["attempt"] == params["client_reference_id"] == str(attempt.id)
    assert params["success_url"] == till.tenant.url(f"/invoices/{invoice.id}/paid?s={{CHECKOUT_SESSION_ID}}")
    assert params["customer_email"] == till.company.contact.email
    assert list(params["allowed_payment_method_types"].values()) == ["card", "us_bank_account"]


async def test_it_takes_the_installations_share(till: Till) -> None:
    till.tenant.application_fee_basis_points = 125
    invoice = await till.invoice(10_050)

    await till.press_pay(invoice)

    (call,) = made_sessions(till)
    assert call["params"]["payment_intent_data"]["application_fee_amount"] == "126"


async def test_it_takes_cards_only_in_other_currencies(other_till: Till) -> None:
    other_till.tenant.takes_bank_transfers = True

    await other_till.press_pay(await other_till.invoice())

    (call,) = made_sessions(other_till)
    assert list(call["params"]["allowed_payment_method_types"].values()) == ["card"]


async def test_it_shows_the_same_page_when_pressed_again(till: Till) -> None:
    invoice = await till.invoice()

    pages = {await till.press_pay(invoice) for _ in range(3)}

    assert len(pages) == len(await till.attempts(invoice)) == 1


async def test_it_makes_one_page_when_pressed_at_the_same_moment(till: Till) -> None:
    invoice = await till.invoice()

    pages = await asyncio.gather(*(till.press_pay(invoice) for _ in range(8)), return_exceptions=True)

    shown = {page for page in pages if isinstance(page, str)}
    assert len(shown) == len(await till.attempts(invoice)) == 1
    assert all(isinstance(page, str | Unavailable) for page in pages)


async def test_it_ends_the_page_before_when_another_amount_is_paid(till: Till) -> None:
    till.tenant.partial_payments = True
    invoice = await till.invoice()
    first = await till.press_pay(invoice, 3_000)

    second = await till.press_pay(invoice, 4_000)

    assert [attempt.status for attempt in await till.attempts(invoice)] == ["expired", "open"]
    assert till.stripe.http.post(f"/control/sessions/{first}/pay", json={}).status_code == 400
    assert till.pay(second)


async def test_it_ends_the_page_of_another_payer(till: Till) -> None:
    invoice = await till.invoice()
    first = await till.press_pay(invoice)

    second = await till.press_pay(invoice, payer=replace(till.payer, contact_id=None))

    assert first != second
    assert [attempt.status for attempt in await till.attempts(invoice)] == ["expired", "open"]


async def test_it_refuses_once_the_page_before_was_paid(till: Till) -> None:
    till.tenant.partial_payments = True
    invoice = await till.invoice()
    till.pay(await till.press_pay(invoice))

    with pytest.raises(Conflict):
        await till.press_pay(invoice, 4_000)

    assert await till.status(invoice) == "paid"


async def test_it_refuses_while_a_bank_payment_is_on_its_way(till: Till) -> None:
    invoice = await till.paid_invoice(method="bank")
    await till.look(invoice)

    with pytest.raises(Conflict, match="on its way"):
        await till.press_pay(invoice)


async def test_it_refuses_what_is_paid_void_or_draft(till: Till) -> None:
    paid = await till.paid_invoice()
    await till.look(paid)
    void = await till.invoice()
    await payments.void(till.tenant, void.id)

    for invoice in (paid, void):
        with pytest.raises(Conflict, match="nothing to pay"):
            await till.press_pay(invoice)


async def test_it_hides_anothers_invoice(till: Till, other_till: Till) -> None:
    invoice = await till.invoice()
    stranger = Payer(till.company.other_customer.id)

    for wrong in (till.press_pay(invoice, payer=stranger), other_till.press_pay(invoice)):
        with pytest.raises(NotFound):
            await wrong


async def test_it_says_when_a_company_takes_no_payments(till: Till) -> None:
    invoice = await till.invoice()
    till.tenant.takes_cards = till.tenant.takes_bank_transfers = False

    with pytest.raises(NotOnline):
        await till.press_pay(invoice)


async def test_it_says_when_stripe_refuses_and_begins_afresh_next_time(
    till: Till, caplog: pytest.LogCaptureFixture
) -> None:
    invoice = await till.invoice()
    till.stripe.post("accounts", id=till.account, card_payments="inactive", ach="inactive")
    with pytest.raises(NotOnline):
        await till.press_pay(invoice)
    assert "Stripe refused a checkout" in caplog.messages
    till.stripe.post("accounts", id=till.account, card_payments="active")

    assert await till.press_pay(invoice)

    assert [attempt.status for attempt in await till.attempts(invoice)] == ["failed", "open"]


async def test_it_makes_one_page_though_the_answer_was_lost(till: Till) -> None:
    invoice = await till.invoice()
    lost = {"method": "POST", "path_prefix": "/v1/checkout/sessions", "reset": True, "when": "after"}
    till.stripe.post("faults", **lost, times=3)
    with pytest.raises(Unavailable):
        await till.press_pay(invoice)

    session_id = await till.press_pay(invoice)

    (attempt,) = await till.attempts(invoice)
    assert attempt.session_id == session_id
    assert {call["key"] for call in made_sessions(till)} == {f"cs:{attempt.id}"}


async def test_it_limits_checkouts_that_come_to_nothing(till: Till) -> None:
    till.tenant.partial_payments = True
    invoice = await till.invoice(100_000)
    for tries in range(BY_PAYER.most):
        await till.press_pay(invoice, 1_000 + tries)

    with pytest.raises(TooMany):
        await till.press_pay(invoice, 5_000)

    assert await till.press_pay(await till.invoice(), payer=Payer(till.company.customer.id, contact_id=None))


async def test_it_ends_no_page_for_somebody_who_may_make_none(till: Till) -> None:
    till.tenant.partial_payments = True
    invoice, stranger = await till.invoice(100_000), replace(till.payer, contact_id=None)
    for tries in range(BY_PAYER.most):
        await till.press_pay(invoice, 1_000 + tries, payer=stranger)
    mine = await till.press_pay(invoice)

    with pytest.raises(TooMany):
        await till.press_pay(invoice, 5_000, payer=stranger)

    assert await till.press_pay(invoice) == mine
    assert (await till.attempts(invoice))[-1].status == "open"


async def test_it_limits_checkouts_by_network_where_it_is_known(till: Till) -> None:
    network = uuid4().hex
    async with acting_for(till.tenant):
        for _ in range(BY_NETWORK.most):
            await limits.spend(somebodys_attempt(), network)
        with pytest.raises(TooMany):
            await limits.spend(somebodys_attempt(), network)

        for _ in range(BY_NETWORK.most + 1):
            await limits.spend(somebodys_attempt(), None)


async def test_it_does_not_count_checkouts_that_were_paid(till: Till) -> None:
    for _ in range(BY_PAYER.most + 1):
        await till.look(await till.paid_invoice(1_000))


async def test_it_needs_an_account(till: Till) -> None:
    invoice = await till.invoice()
    nobody = Tenant(id=till.tenant.id, slug="x", currency="USD", takes_cards=True)

    with pytest.raises(NotOnline):
        await payments.start(nobody, invoice.id, payer=till.payer, success_path="/", cancel_path="/")


async def test_it_is_paid_to_a_new_account_once_the_page_of_the_old_one_has_run_out(till: Till) -> None:
    invoice = await till.invoice()
    await till.press_pay(invoice)
    till.stripe.post(f"accounts/{till.account}/disconnect")
    till.tenant.stripe_account = till.account + "new"
    till.stripe.post("accounts", id=till.tenant.stripe_account, card_payments="active")
    with pytest.raises(Unavailable):
        await till.press_pay(invoice, payer=replace(till.payer, contact_id=None))

    async with acting_for(till.tenant) as unit:
        await unit.rows("UPDATE payment_attempt SET checkout_expires_at = now() - interval '1 second'")

    assert await till.press_pay(invoice)
