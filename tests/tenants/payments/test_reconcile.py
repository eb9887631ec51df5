"""Without any event: the books are compared, and what is missing is posted."""

from datetime import UTC, datetime, timedelta

import pytest

from tenants import payments
from tenants.isolation import acting_for, statement
from tenants.ledger import AttemptStatus, PaymentAttempt
from tenants.stripe_gateway import StripeUnreachable
from tenants.tasks import Task
from tests.till import Till

LONG_AGO = datetime.now(UTC) - timedelta(hours=3)


async def age(till: Till, **changes: object) -> None:
    async with acting_for(till.tenant):
        await PaymentAttempt.all().update(moved_at=LONG_AGO, **changes)


async def test_it_finds_a_payment_nobody_came_back_from(till: Till) -> None:
    invoice = await till.paid_invoice()

    await payments.reconcile(till.tenant)

    assert (await till.status(invoice), await till.books_agree()) == ("paid", True)


async def test_it_finds_a_bank_payment_on_its_way_and_returned(till: Till) -> None:
    invoice = await till.invoice()
    intent = till.pay(await till.press_pay(invoice), method="bank")
    await age(till)
    await payments.reconcile(till.tenant)
    assert (await till.standing(invoice)).movements.pending == 12_000

    till.stripe.post(f"payments/{intent}/return")
    await age(till)
    await payments.reconcile(till.tenant)

    assert (await till.standing(invoice)).payable == 12_000


async def test_it_finds_refunds_and_disputes_of_the_dashboard(till: Till) -> None:
    refunded, disputed = await till.paid_invoice(), await till.paid_invoice(8_000)
    await payments.reconcile(till.tenant)
    first, second = (charge["id"] for charge in till.held("charges"))
    till.stripe.post(f"charges/{first}/refund", amount=2_000)
    till.stripe.post(f"charges/{second}/dispute")

    await payments.reconcile(till.tenant)

    assert ("refund", -2_000) in await till.book(refunded)
    assert ("dispute_opened", 0) in await till.book(disputed)
    assert await till.books_agree()


async def test_it_replays_events_that_were_never_delivered(till: Till) -> None:
    await till.paid_invoice()

    await payments.reconcile(till.tenant)

    (event,) = till.events("checkout.session.completed")
    assert await Task.exists(subject=event["id"])


async def test_it_gives_up_a_page_that_was_never_made(till: Till) -> None:
    invoice = await till.invoice()
    till.stripe.post("faults", method="POST", path_prefix="/v1/checkout", status=500, when="before", times=3)
    with pytest.raises(StripeUnreachable):
        await till.press_pay(invoice)
    await age(till)

    await payments.reconcile(till.tenant)

    assert [attempt.status for attempt in await till.attempts(invoice)] == [AttemptStatus.CANCELED]


async def test_it_leaves_payments_of_the_dashboard_alone(till: Till) -> None:
    till.stripe.post("direct_charges", account=till.account, amount=5_000)

    await payments.reconcile(till.tenant)

    assert await till.letters() == []


async def test_it_bears_with_a_company_that_left_stripe(till: Till) -> None:
    till.stripe.post(f"accounts/{till.account}/disconnect")

    await payments.reconcile(till.tenant)


async def test_it_is_due_once_each_period_whoever_schedules_it(till: Till) -> None:
    for _ in range(2):
        await payments.due_reconciliations()

    (task,) = await Task.filter(name="reconcile_tenant", tenant_id=till.tenant.id)
    assert (task.run_at > datetime.now(UTC), task.subject) == (True, str(till.tenant.id))
    await statement("DELETE FROM task WHERE name = 'reconcile_tenant'")
