"""Handling events: whose they are, what they are about, and what is none of ours."""

import pytest

from tenants import payments, stripe_events
from tenants.isolation import acting_for
from tenants.ledger import AttemptStatus, PaymentAttempt
from tenants.payments.limits import MOST_REFUSALS
from tenants.stripe_events import EventState, StripeEvent
from tenants.stripe_gateway import StripeUnreachable
from tests.tenants.test_stripe_events import an_event
from tests.till import Till


async def test_it_is_done_together_with_its_effects(till: Till) -> None:
    invoice = await till.paid_invoice()
    (event,) = till.events("checkout.session.completed")

    await till.hear([event])

    assert (await StripeEvent.get(id=event["id"])).state is EventState.DONE
    assert await till.status(invoice) == "paid"


async def test_it_is_handled_later_when_stripe_does_not_answer(till: Till) -> None:
    invoice = await till.paid_invoice()
    events = till.events("checkout.session.completed")
    till.stripe.post("faults", method="GET", path_prefix="/v1/checkout", status=503, when="before", times=3)
    with pytest.raises(StripeUnreachable):
        await till.hear(events)
    assert (await StripeEvent.get(id=events[0]["id"])).state is EventState.NEW

    await till.hear(events)

    assert await till.status(invoice) == "paid"


async def test_it_does_not_ask_stripe_what_it_has_read_since_the_event_came(till: Till) -> None:
    invoice = await till.paid_invoice()
    completed, succeeded = till.events("checkout.session.completed", "payment_intent.succeeded")
    for event in (completed, succeeded):
        await stripe_events.receive(event)
    await till.look(invoice)
    asked = len(till.stripe.get("requests"))

    await till.hear([completed, succeeded])

    assert len(till.stripe.get("requests")) == asked
    assert (await StripeEvent.get(id=succeeded["id"])).state is EventState.DONE


async def test_it_ignores_payments_made_at_the_dashboard(till: Till) -> None:
    till.stripe.post("direct_charges", account=till.account, amount=5_000)
    (event,) = till.events("payment_intent.succeeded")

    await till.hear([event])

    stored = await StripeEvent.get(id=event["id"])
    assert (stored.state, stored.reason) == (EventState.IGNORED, "not a payment of ours")


async def test_it_never_leaves_the_company_of_its_account(till: Till, other_till: Till) -> None:
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


async def test_it_is_not_handled_for_another_company(till: Till, other_till: Till) -> None:
    event = an_event(other_till.tenant)
    await stripe_events.receive(event)

    with pytest.raises(ValueError, match="its account"):
        await payments.reconcile_event(till.tenant, event["id"])


async def test_it_believes_no_metadata_about_money(till: Till) -> None:
    invoice = await till.invoice()
    await till.press_pay(invoice)
    (attempt,) = await till.attempts(invoice)
    till.stripe.post("direct_charges", account=till.account, amount=100, metadata={"attempt": str(attempt.id)})

    await till.hear(till.events())

    assert (await till.book(invoice), await till.status(invoice)) == ([], "open")


async def test_it_finds_the_attempt_whose_page_was_never_recorded(till: Till) -> None:
    invoice = await till.invoice()
    session_id = await till.press_pay(invoice)
    async with acting_for(till.tenant):
        await PaymentAttempt.filter(invoice_id=invoice.id).update(status=AttemptStatus.NEW, session_id=None)
    till.pay(session_id)

    await till.hear(till.events("checkout.session.completed"))

    assert (await till.status(invoice), await till.books_agree()) == ("paid", True)


async def test_it_closes_a_checkout_in_which_cards_are_tried_out(till: Till) -> None:
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
