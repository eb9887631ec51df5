"""The sandbox Stripe as a bank: every way a payment, a refund or a dispute can go."""

import pytest
import stripe

from tests.sandbox.conftest import ACME, Stripe

AS_ACME: stripe.RequestOptions = {"stripe_account": ACME}
PAID_BY_CARD = [
    "payment_intent.created",
    "charge.succeeded",
    "payment_intent.succeeded",
    "checkout.session.completed",
    "charge.updated",
]


def happened(sandbox_stripe: Stripe) -> list[str]:
    """Types of Acme's events, oldest first."""
    events = sandbox_stripe.client.v1.events.list({"limit": 100}, AS_ACME)
    return [str(event.type) for event in events.data][::-1]


class TestCheckout:
    def test_it_takes_a_card_on_the_hosted_page(self, sandbox_stripe: Stripe) -> None:
        session = sandbox_stripe.session()
        assert "$24.00" in sandbox_stripe.http.get(session.url or "").text

        answer = sandbox_stripe.http.post(session.url or "", data={"method": "card", "card": "4242 4242 4242 4242"})

        assert (answer.status_code, answer.headers["location"]) == (303, f"http://portal.test/back?s={session.id}")
        assert happened(sandbox_stripe) == PAID_BY_CARD

    def test_it_names_the_intent_only_once_it_is_paid(self, sandbox_stripe: Stripe) -> None:
        session = sandbox_stripe.session()
        assert (session.payment_intent, session.status, session.payment_status) == (None, "open", "unpaid")

        paid = sandbox_stripe.pull(f"sessions/{session.id}/pay", email="d@example.com")["session"]

        assert (paid["status"], paid["payment_status"], paid["amount_total"]) == ("complete", "paid", 2400)
        assert paid["payment_intent"].startswith("pi_")
        assert paid["customer_details"]["email"] == "d@example.com"

    @pytest.mark.parametrize(
        ("card", "reason"), [("4000000000000002", "generic_decline"), ("4000000000009995", "insufficient_funds")]
    )
    def test_it_stays_open_when_the_card_is_declined(self, sandbox_stripe: Stripe, card: str, reason: str) -> None:
        session = sandbox_stripe.session()

        page = sandbox_stripe.http.post(session.url or "", data={"method": "card", "card": card})
        intent = sandbox_stripe.client.v1.payment_intents.list(None, AS_ACME).data[0]

        assert (page.status_code, 'role="alert"' in page.text) == (200, True)
        assert intent.last_payment_error.decline_code == reason  # type: ignore[union-attr]
        assert sandbox_stripe.pull(f"sessions/{session.id}/pay")["payment_intent"]["id"] == intent.id

    def test_it_gives_the_intent_its_own_metadata_only(self, sandbox_stripe: Stripe) -> None:
        session = sandbox_stripe.session(metadata={"a": "1"}, payment_intent_data={"metadata": {"b": "2"}})

        intent = sandbox_stripe.pull(f"sessions/{session.id}/pay")["payment_intent"]

        assert intent["metadata"] == {"b": "2"}

    def test_it_cannot_be_paid_twice(self, sandbox_stripe: Stripe) -> None:
        session = sandbox_stripe.session()
        sandbox_stripe.http.post(session.url or "", data={"card": "4242424242424242"})

        again = sandbox_stripe.http.post(session.url or "", data={"card": "4242424242424242"})

        assert "is complete" in again.text
        assert len(sandbox_stripe.look(f"ledger/{ACME}")["charges"]) == 1

    def test_it_expires_an_open_session_and_no_other(self, sandbox_stripe: Stripe) -> None:
        session, expire = sandbox_stripe.session(), sandbox_stripe.client.v1.checkout.sessions.expire
        assert expire(session.id, None, AS_ACME).status == "expired"

        with pytest.raises(stripe.InvalidRequestError):
            expire(session.id, None, AS_ACME)
        assert happened(sandbox_stripe) == ["checkout.session.expired"]


class TestBankTransfers:
    def test_it_settles_on_command(self, sandbox_stripe: Stripe) -> None:
        intent = sandbox_stripe.paid(method="bank")
        assert (intent["status"], intent["latest_charge"][:3]) == ("processing", "py_")
        assert happened(sandbox_stripe)[-1] == "checkout.session.completed"

        settled = sandbox_stripe.pull(f"payments/{intent['id']}/settle")

        assert (settled["status"], settled["amount_received"]) == ("succeeded", 2400)
        assert happened(sandbox_stripe)[-2:] == ["checkout.session.async_payment_succeeded", "charge.updated"]

    def test_it_comes_back_when_the_account_has_no_funds(self, sandbox_stripe: Stripe) -> None:
        intent = sandbox_stripe.paid(method="bank", account_number="000222222227")

        failed = sandbox_stripe.pull(f"payments/{intent['id']}/settle")

        assert failed["status"] == "requires_payment_method"
        assert failed["last_payment_error"]["code"] == "insufficient_funds"
        session = sandbox_stripe.client.v1.checkout.sessions.list(None, AS_ACME).data[0]
        assert (session.status, session.payment_status) == ("complete", "unpaid")
        assert happened(sandbox_stripe)[-1] == "checkout.session.async_payment_failed"

    def test_it_comes_back_as_a_lost_dispute_after_settling(self, sandbox_stripe: Stripe) -> None:
        intent = sandbox_stripe.paid(method="bank")
        sandbox_stripe.pull(f"payments/{intent['id']}/settle")

        sandbox_stripe.pull(f"payments/{intent['id']}/return", reason="debit_not_authorized")

        dispute = sandbox_stripe.client.v1.disputes.list({"payment_intent": intent["id"]}, AS_ACME).data[0]
        assert (dispute.status, dispute.amount, dispute.balance_transactions[0].amount) == ("lost", 2400, -2400)

    def test_it_never_settles_from_the_account_that_never_does(self, sandbox_stripe: Stripe) -> None:
        intent = sandbox_stripe.paid(method="bank", account_number="000000000009")

        answer = sandbox_stripe.http.post(f"/stripe/control/payments/{intent['id']}/settle", json={})

        assert answer.status_code == 400


class TestRefunds:
    def test_it_refunds_in_parts_and_not_beyond(self, sandbox_stripe: Stripe) -> None:
        charge = sandbox_stripe.paid()["latest_charge"]
        create = sandbox_stripe.client.v1.refunds.create
        create({"charge": charge, "amount": 400}, AS_ACME)

        rest = create({"charge": charge}, AS_ACME)

        assert (rest.amount, rest.status) == (2000, "succeeded")
        with pytest.raises(stripe.InvalidRequestError) as caught:
            create({"charge": charge, "amount": 1}, AS_ACME)
        assert caught.value.code == "charge_already_refunded"

    def test_it_refunds_a_bank_transfer_later_or_not_at_all(self, sandbox_stripe: Stripe) -> None:
        intent = sandbox_stripe.paid(method="bank")
        sandbox_stripe.pull(f"payments/{intent['id']}/settle")
        refund = sandbox_stripe.client.v1.refunds.create({"payment_intent": intent["id"]}, AS_ACME)
        assert (refund.status, refund.id[:4]) == ("pending", "pyr_")

        sandbox_stripe.pull(f"refunds/{refund.id}/fail")

        assert sandbox_stripe.look(f"ledger/{ACME}")["charges"][0]["amount_refunded"] == 0
        assert happened(sandbox_stripe)[-2:] == ["refund.updated", "refund.failed"]

    def test_it_knows_refunds_made_at_the_dashboard(self, sandbox_stripe: Stripe) -> None:
        charge = sandbox_stripe.paid()["latest_charge"]

        sandbox_stripe.pull(f"charges/{charge}/refund", amount=500)

        found = sandbox_stripe.client.v1.charges.retrieve(charge, {"expand": ["refunds"]}, AS_ACME)
        assert (found.amount_refunded, found.refunds.data[0].amount) == (500, 500)  # type: ignore[union-attr]

    def test_it_refuses_to_refund_what_is_disputed(self, sandbox_stripe: Stripe) -> None:
        charge = sandbox_stripe.paid(card="4000000000000259")["latest_charge"]

        with pytest.raises(stripe.InvalidRequestError) as caught:
            sandbox_stripe.client.v1.refunds.create({"charge": charge}, AS_ACME)
        assert caught.value.code == "charge_disputed"


class TestDisputes:
    @pytest.mark.parametrize(("verb", "status", "left"), [("win", "won", 0), ("lose", "lost", -2400)])
    def test_it_ends(self, sandbox_stripe: Stripe, verb: str, status: str, left: int) -> None:
        dispute = sandbox_stripe.pull(f"charges/{sandbox_stripe.paid()['latest_charge']}/dispute")
        sandbox_stripe.pull(f"disputes/{dispute['id']}/withdraw")

        ended = sandbox_stripe.pull(f"disputes/{dispute['id']}/{verb}")

        assert ended["status"] == status
        assert sum(entry["amount"] for entry in ended["balance_transactions"]) == left


class TestSavedMethods:
    def saved(self, sandbox_stripe: Stripe, **how: object) -> dict[str, object]:
        """What a later charge of a new customer's saved method is made with."""
        customer = sandbox_stripe.client.v1.customers.create({"name": "Dana"}, AS_ACME).id
        later = {"setup_future_usage": "off_session"}
        session = sandbox_stripe.session(customer=customer, payment_intent_data=later)
        method = sandbox_stripe.pull(f"sessions/{session.id}/pay", **how)["payment_intent"]["payment_method"]
        charged = {"amount": 900, "currency": "usd", "off_session": True, "confirm": True}
        return {**charged, "customer": customer, "payment_method": method}

    def test_it_charges_a_saved_card_while_the_payer_is_away(self, sandbox_stripe: Stripe) -> None:
        params = self.saved(sandbox_stripe)

        intent = sandbox_stripe.client.v1.payment_intents.create(params, AS_ACME)  # type: ignore[arg-type]

        assert (intent.status, intent.amount_received) == ("succeeded", 900)
        found = sandbox_stripe.client.v1.payment_methods.list({"customer": str(params["customer"])}, AS_ACME)
        assert [(method.id, method.card.last4) for method in found.data] == [(params["payment_method"], "4242")]  # type: ignore[union-attr]

    def test_it_refuses_a_method_of_another_customer(self, sandbox_stripe: Stripe) -> None:
        params = {**self.saved(sandbox_stripe), "customer": self.saved(sandbox_stripe)["customer"]}

        with pytest.raises(stripe.InvalidRequestError):
            sandbox_stripe.client.v1.payment_intents.create(params, AS_ACME)  # type: ignore[arg-type]


def test_it_knows_payments_nobody_told_us_of(sandbox_stripe: Stripe) -> None:
    intent = sandbox_stripe.pull("direct_charges", account=ACME, amount=7700)

    entry = sandbox_stripe.client.v1.balance_transactions.list({"type": "charge"}, AS_ACME).data[0]

    assert (entry.source, entry.amount) == (intent["latest_charge"], 7700)


def test_it_happens_in_the_past_when_told_so(sandbox_stripe: Stripe) -> None:
    intent = sandbox_stripe.paid(at=1_600_000_000, emit=False)

    assert intent["created"] == 1_600_000_000
    assert {event.created for event in sandbox_stripe.client.v1.events.list(None, AS_ACME).data} == {1_600_000_000}
    assert sandbox_stripe.hooks == []


def test_it_shows_what_it_holds_with_buttons(sandbox_stripe: Stripe) -> None:
    intent = sandbox_stripe.paid(method="bank")
    page = sandbox_stripe.http.get(f"/stripe?account={ACME}").text
    assert f"payments/{intent['id']}/settle" in page

    back = sandbox_stripe.http.post(f"/stripe/control/payments/{intent['id']}/settle", data={"back": "/stripe"})

    assert (back.status_code, back.headers["location"]) == (303, "/stripe")
    assert sandbox_stripe.look(f"ledger/{ACME}")["charges"][0]["status"] == "succeeded"
