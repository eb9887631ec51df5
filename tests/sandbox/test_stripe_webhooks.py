"""The sandbox Stripe's webhooks, in every weather."""

import json

import pytest
import stripe

from tests.sandbox.conftest import ACME, WEBHOOK_SECRET, Stripe, wait_until

AS_ACME: stripe.RequestOptions = {"stripe_account": ACME}
OF_A_CARD_PAYMENT = 5


def undelivered(sandbox_stripe: Stripe) -> list[str]:
    events = sandbox_stripe.client.v1.events.list({"delivery_success": False, "limit": 100}, AS_ACME)
    return [str(event.type) for event in events.data]


def test_it_signs_with_the_first_secret(sandbox_stripe: Stripe) -> None:
    sandbox_stripe.paid()
    sandbox_stripe.wait_for("charge.updated")

    for payload, signature in sandbox_stripe.hooks:
        assert stripe.WebhookSignature.verify_header(payload.decode(), signature, WEBHOOK_SECRET, 300)


def test_it_says_whose_event_it_is_and_in_which_version(sandbox_stripe: Stripe) -> None:
    intent = sandbox_stripe.paid()
    sandbox_stripe.wait_for("payment_intent.succeeded")

    event = next(json.loads(body) for body, _ in sandbox_stripe.hooks if b'"payment_intent.succeeded"' in body)

    assert (event["account"], event["livemode"]) == (ACME, False)
    assert event["api_version"] == stripe.api_version
    assert event["data"]["object"]["id"] == intent["id"]


def test_it_learns_the_fee_only_after_the_charge(sandbox_stripe: Stripe) -> None:
    sandbox_stripe.paid()
    sandbox_stripe.wait_for("charge.succeeded", "charge.updated")

    events = [json.loads(body) for body, _ in sandbox_stripe.hooks]
    fees = {event["type"]: event["data"]["object"].get("balance_transaction") for event in events}

    assert fees["charge.succeeded"] is None
    assert fees["charge.updated"].startswith("txn_")


def test_it_sends_copies(sandbox_stripe: Stripe) -> None:
    sandbox_stripe.pull("webhooks", duplicate=2, shuffle=True)

    sandbox_stripe.paid()

    wait_until(lambda: len(sandbox_stripe.hooks) == 3 * OF_A_CARD_PAYMENT)
    assert len({json.loads(body)["id"] for body, _ in sandbox_stripe.hooks}) == OF_A_CARD_PAYMENT


def test_it_holds_them_until_released(sandbox_stripe: Stripe) -> None:
    sandbox_stripe.pull("webhooks", mode="hold")
    sandbox_stripe.paid()
    assert sandbox_stripe.hooks == []

    assert sandbox_stripe.pull("webhooks/release") == {"released": OF_A_CARD_PAYMENT}

    wait_until(lambda: len(sandbox_stripe.hooks) == OF_A_CARD_PAYMENT)


def test_it_loses_the_types_it_is_told_to(sandbox_stripe: Stripe) -> None:
    sandbox_stripe.pull("webhooks", drop=["checkout.session.completed"])

    sandbox_stripe.paid()

    wait_until(lambda: undelivered(sandbox_stripe) == ["checkout.session.completed"])
    assert "checkout.session.completed" not in sandbox_stripe.types()


def test_it_loses_the_next_one(sandbox_stripe: Stripe) -> None:
    sandbox_stripe.pull("webhooks", drop_next=1)

    sandbox_stripe.paid()

    wait_until(lambda: undelivered(sandbox_stripe) == ["payment_intent.created"])


def test_it_sends_nothing_while_off_and_each_on_demand(sandbox_stripe: Stripe) -> None:
    sandbox_stripe.pull("webhooks", mode="off")
    sandbox_stripe.paid()
    event = sandbox_stripe.client.v1.events.list({"types": ["payment_intent.succeeded"]}, AS_ACME).data[0]

    sandbox_stripe.pull(f"events/{event.id}/deliver")

    wait_until(lambda: sandbox_stripe.types() == ["payment_intent.succeeded"])
    wait_until(lambda: len(undelivered(sandbox_stripe)) == OF_A_CARD_PAYMENT - 1)


def test_it_tries_again_when_it_is_refused(sandbox_stripe: Stripe) -> None:
    sandbox_stripe.hook_status = 500
    sandbox_stripe.pull("charges/" + sandbox_stripe.paid(emit=False)["latest_charge"] + "/dispute")
    wait_until(lambda: sandbox_stripe.hooks)

    sandbox_stripe.hook_status = 200

    wait_until(lambda: undelivered(sandbox_stripe) == [])
    assert len(sandbox_stripe.types()) > 1
    assert set(sandbox_stripe.types()) == {"charge.dispute.created"}


def test_it_can_sign_wrongly(sandbox_stripe: Stripe) -> None:
    sandbox_stripe.pull("webhooks", bad_signature=True)
    sandbox_stripe.paid()
    sandbox_stripe.wait_for("charge.updated")

    payload, signature = sandbox_stripe.hooks[0]
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.WebhookSignature.verify_header(payload.decode(), signature, WEBHOOK_SECRET, 300)
