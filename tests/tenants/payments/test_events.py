"""Events: whose they are, what they are about, and what is none of ours."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from tenants import payments, stripe_events
from tenants.isolation import acting_for
from tenants.ledger import AttemptStatus, PaymentAttempt
from tenants.payments.limits import MOST_REFUSALS
from tenants.stripe_events import EventState, StripeEvent
from tenants.stripe_gateway import StripeUnreachable
from tenants.tasks import Task
from tests.till import Till


def an_event(till: Till, **changes: Any) -> dict[str, Any]:
    intent = {"id": f"pi_{uuid4().hex}", "object": "payment_intent"}
    event = {
        "id": f"evt_{uuid4().hex}",
        "account": till.account,
        "type": "payment_intent.succeeded",
        "created": 1_790_000_000,
    }
    return {**event, "livemode": False, "data": {"object": intent}, **changes}


class TestReceiving:
    async def test_it_keeps_the_event_and_calls_for_its_handling_once(self, till: Till) -> None:
        event = an_event(till)

        assert [await stripe_events.receive(event) for _ in range(3)] == [True, False, False]

        stored = await StripeEvent.get(id=event["id"])
        assert (stored.state, stored.tenant_id, stored.object_id) == (
            EventState.NEW,
            till.tenant.id,
            event["data"]["object"]["id"],
        )
        (task,) = await Task.filter(subject=event["id"])
        assert (task.name, task.lane, task.tenant_id) == ("reconcile_stripe_event", "money", till.tenant.id)

    @pytest.mark.parametrize(
        ("changes", "state", "reason"),
        [
            ({"account": "acct_unknown"}, "parked", "unknown account"),
            ({"account": None}, "parked", "unknown account"),
            ({"livemode": True}, "ignored", "of the other mode"),
            ({"type": "charge.succeeded"}, "ignored", "not of interest"),
        ],
    )
    async def test_it_keeps_what_it_does_not_handle_with_the_reason(
        self, till: Till, changes: dict[str, Any], state: str, reason: str
    ) -> None:
        event = an_event(till, **changes)

        assert await stripe_events.receive(event)

        stored = await StripeEvent.get(id=event["id"])
        assert (stored.state, stored.reason) == (state, reason)
        assert not await Task.exists(subject=event["id"])

    async def test_it_calls_again_for_what_was_forgotten(self, till: Till) -> None:
        event = an_event(till)
        await stripe_events.receive(event)
        await Task.filter(subject=event["id"]).delete()
        assert not await Task.exists(subject=event["id"])
        await StripeEvent.filter(id=event["id"]).update(received_at=datetime(2026, 1, 1, tzinfo=UTC))

        assert [bool(await stripe_events.requeue_stale()) for _ in range(2)] == [True, False]

        assert await Task.filter(subject=event["id"]).count() == 1


class TestHandling:
    async def test_it_is_done_together_with_its_effects(self, till: Till) -> None:
        invoice = await till.paid_invoice()
        (event,) = till.events("checkout.session.completed")

        await till.hear([event])

        assert (await StripeEvent.get(id=event["id"])).state is EventState.DONE
        assert await till.status(invoice) == "paid"

    async def test_it_is_handled_later_when_stripe_does_not_answer(self, till: Till) -> None:
        invoice = await till.paid_invoice()
        events = till.events("checkout.session.completed")
        till.stripe.post("faults", method="GET", path_prefix="/v1/checkout", status=503, when="before", times=3)
        with pytest.raises(StripeUnreachable):
            await till.hear(events)
        assert (await StripeEvent.get(id=events[0]["id"])).state is EventState.NEW

        await till.hear(events)

        assert await till.status(invoice) == "paid"

    async def test_it_does_not_ask_stripe_what_it_has_read_since_the_event_came(self, till: Till) -> None:
        invoice = await till.paid_invoice()
        completed, succeeded = till.events("checkout.session.completed", "payment_intent.succeeded")
        for event in (completed, succeeded):
            await stripe_events.receive(event)
        await till.look(invoice)
        asked = len(till.stripe.get("requests"))

        await till.hear([completed, succeeded])

        assert len(till.stripe.get("requests")) == asked
        assert (await StripeEvent.get(id=succeeded["id"])).state is EventState.DONE

    async def test_it_ignores_payments_made_at_the_dashboard(self, till: Till) -> None:
        till.stripe.post("direct_charges", account=till.account, amount=5_000)
        (event,) = till.events("payment_intent.succeeded")

        await till.hear([event])

        stored = await StripeEvent.get(id=event["id"])
        assert (stored.state, stored.reason) == (EventState.IGNORED, "not a payment of ours")

    async def test_it_never_leaves_the_company_of_its_account(self, till: Till, other_till: Till) -> None:
        invoice = await till.invoice()
        await till.press_pay(invoice)
        (attempt,) = await till.attempts(invoice)
        metadata = {"attempt": str(attempt.id), "tenant": str(till.tenant.id), "invoice": str(invoice.id)}
        other_till.stripe.post(
            "direct_charges", account=other_till.account, amount=12_000, currency="cad", metadata=metadata
        )
        (event,) = other_till.events("payment_intent.succeeded")

        await other_till.hear([event])

        assert (await StripeEvent.get(id=event["id"])).tenant_id == other_till.tenant.id
        assert (await till.book(invoice), await till.status(invoice)) == ([], "open")

    async def test_it_is_not_handled_for_another_company(self, till: Till, other_till: Till) -> None:
        event = an_event(other_till)
        await stripe_events.receive(event)

        with pytest.raises(ValueError, match="its account"):
            await payments.reconcile_event(till.tenant, event["id"])

    async def test_it_believes_no_metadata_about_money(self, till: Till) -> None:
        invoice = await till.invoice()
        await till.press_pay(invoice)
        (attempt,) = await till.attempts(invoice)
        till.stripe.post("direct_charges", account=till.account, amount=100, metadata={"attempt": str(attempt.id)})

        await till.hear(till.events())

        assert (await till.book(invoice), await till.status(invoice)) == ([], "open")

    async def test_it_finds_the_attempt_whose_page_was_never_recorded(self, till: Till) -> None:
        invoice = await till.invoice()
        session_id = await till.press_pay(invoice)
        async with acting_for(till.tenant):
            await PaymentAttempt.filter(invoice_id=invoice.id).update(status=AttemptStatus.NEW, session_id=None)
        till.pay(session_id)

        await till.hear(till.events("checkout.session.completed"))

        assert (await till.status(invoice), await till.books_agree()) == ("paid", True)

    async def test_it_closes_a_checkout_in_which_cards_are_tried_out(self, till: Till) -> None:
        invoice = await till.invoice()
        session_id = await till.press_pay(invoice)
        for _ in range(MOST_REFUSALS - 1):
            till.pay(session_id, card="4000000000000002")
        await till.hear(till.events())
        assert (await till.attempts(invoice))[0].status is AttemptStatus.OPEN

        till.pay(session_id, card="4000000000000002")
        await till.hear(till.events())

        assert (await till.attempts(invoice))[0].status is AttemptStatus.EXPIRED
        assert till.stripe.http.post(f"/control/sessions/{session_id}/pay", json={}).status_code == 400
