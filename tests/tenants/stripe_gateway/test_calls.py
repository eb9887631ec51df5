"""Calls on one account: its refusals and silences in our words, never the platform's own objects."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tenants import stripe_gateway
from tenants.stripe_gateway import StripeDisconnected, StripeRefused, StripeUnreachable
from tenants.stripe_gateway.connection import call
from tenants.stripe_gateway.objects import Dispute, ident, method_words, ours
from tests.sandboxes import Stripe
from tests.till import Till
from tests.world import World

HOUR_AGO = datetime.now(UTC) - timedelta(hours=1)


@pytest.fixture
def till(world: World, stripe: Stripe) -> Till:
    return Till(world.acme, stripe)


async def test_it_names_the_account_in_every_call(till: Till) -> None:
    invoice = await till.invoice()
    session_id = await till.press_pay(invoice)
    intent = till.pay(session_id)
    before = len(till.stripe.get("requests"))

    await stripe_gateway.retrieve_session(till.account, session_id)
    await stripe_gateway.retrieve_intent(till.account, intent)
    await stripe_gateway.succeeded_charges_since(till.account, HOUR_AGO)
    await stripe_gateway.refunds_since(till.account, HOUR_AGO)
    await stripe_gateway.disputes_since(till.account, HOUR_AGO)
    await stripe_gateway.undelivered_events(till.account, ["payment_intent.*"], HOUR_AGO)

    assert {asked["account"] for asked in till.stripe.get("requests")[before:]} == {till.account}


async def test_it_makes_no_call_without_an_account() -> None:
    with pytest.raises(ValueError, match="names the account"):
        await call("", lambda v1: v1.charges.list_async, {})


async def test_it_is_unreachable_while_stripe_fails(till: Till) -> None:
    for fault in ({"status": 429}, {"status": 500}):
        till.stripe.post("faults", path_prefix="/v1/charges", when="before", times=3, **fault)
        with pytest.raises(StripeUnreachable):
            await stripe_gateway.succeeded_charges_since(till.account, HOUR_AGO)
        till.stripe.http.delete("/control/faults")


async def test_it_says_what_stripe_refuses(till: Till) -> None:
    with pytest.raises(StripeRefused) as refusal:
        await stripe_gateway.retrieve_session(till.account, "cs_none")

    assert refusal.value.code == "resource_missing"


async def test_it_tells_a_company_that_left(till: Till) -> None:
    till.stripe.post(f"accounts/{till.account}/disconnect")

    with pytest.raises(StripeDisconnected):
        await stripe_gateway.retrieve_intent(till.account, "pi_any")


async def test_it_reads_every_page_of_a_list(till: Till) -> None:
    for _ in range(101):
        till.stripe.post("direct_charges", account=till.account, amount=1_000, emit=False)

    charges = await stripe_gateway.succeeded_charges_since(till.account, HOUR_AGO)

    assert len({charge.id for charge in charges}) == 101


async def test_it_reads_more_refunds_than_come_with_a_charge(till: Till) -> None:
    intent_id = till.pay(await till.press_pay(await till.invoice()))
    till.stripe.post(f"charges/{till.charge()}/refund", amount=1_000)
    till.stripe.post(f"charges/{till.charge()}/refund", amount=2_000)
    charge = (await stripe_gateway.retrieve_intent(till.account, intent_id)).charge
    assert charge
    cut = stripe_gateway.Charge(
        **{**{name: getattr(charge, name) for name in charge.__slots__}, "refunds": (), "has_more_refunds": True}
    )

    refunds, disputes = await stripe_gateway.retrieve_settlement(till.account, cut)

    assert (sorted(refund.amount for refund in refunds), list(disputes)) == ([1_000, 2_000], [])


@pytest.mark.parametrize(
    ("details", "words"),
    [
        ({"type": "card", "card": {"brand": "visa", "last4": "4242"}}, "Visa •••• 4242"),
        ({"type": "card", "card": {"brand": "american_express", "last4": "0005"}}, "American Express •••• 0005"),
        (
            {"type": "us_bank_account", "us_bank_account": {"bank_name": "First Bank", "last4": "6789"}},
            "First Bank •••• 6789",
        ),
        ({"type": "us_bank_account"}, "Bank account"),
        ({"type": "cashapp"}, "Cashapp"),
        ({}, "Card"),
    ],
)
def test_it_names_the_method_of_payment(details: dict[str, Any], words: str) -> None:
    assert method_words(details) == words


def test_it_takes_only_an_id_of_ours_from_metadata() -> None:
    row = uuid4()

    assert ours({"metadata": {"attempt": str(row)}}, "attempt") == row
    assert ours({"metadata": {"attempt": "1; DROP"}}, "attempt") is None
    assert ours({"metadata": None}, "attempt") is None
    assert (ident({"id": "pi_1"}), ident("pi_1"), ident(None)) == ("pi_1", "pi_1", "")


def test_it_reads_an_inquiry_as_a_dispute_that_took_nothing() -> None:
    body = {
        "id": "dp_1",
        "amount": 500,
        "created": 1_790_000_000,
        "status": "warning_closed",
        "balance_transactions": [],
    }

    dispute = Dispute.read(body)

    assert (dispute.is_withdrawn, dispute.is_reinstated, dispute.is_closed, dispute.due_by) == (
        False,
        False,
        True,
        None,
    )
