"""Refunds that staff ask for: in part or whole, once each, followed until they arrive or come back."""

import asyncio
from contextlib import suppress
from uuid import UUID, uuid4

import pytest

from tenants import payments
from tenants.errors import Conflict, Invalid, NotFound
from tenants.invoices import Invoice
from tenants.isolation import acting_for
from tenants.ledger import Kind, LedgerEntry, Refund
from tests.builders import an_attempt, an_invoice
from tests.conftest import RunTasks
from tests.till import Till
from tests.world import World


async def paid(till: Till, **how: str) -> tuple[Invoice, LedgerEntry]:
    """An invoice that was paid online, and the charge."""
    invoice = await till.invoice()
    intent = till.pay(await till.press_pay(invoice), **how)
    if how.get("method") == "bank":
        till.stripe.post(f"payments/{intent}/settle")
    await till.look(invoice)
    async with acting_for(till.tenant):
        return invoice, await LedgerEntry.get(invoice_id=invoice.id, kind=Kind.CHARGE)


async def ask(till: Till, charge: LedgerEntry, amount: int = 12_000, refund_id: UUID | None = None) -> UUID:
    refund_id = refund_id or uuid4()
    async with acting_for(till.tenant):
        await payments.request_refund(
            charge.invoice_id, charge.id, refund_id=refund_id, amount=amount, note="The pump was cheaper."
        )
    return refund_id


async def one(till: Till, refund_id: UUID) -> Refund:
    async with acting_for(till.tenant):
        return await Refund.get(id=refund_id)


async def test_the_whole_of_it_goes_back(till: Till, run_tasks: RunTasks) -> None:
    invoice, charge = await paid(till)

    refund_id = await ask(till, charge)
    assert str((await one(till, refund_id)).status) == "new"
    await run_tasks()

    assert str((await one(till, refund_id)).status) == "arrived"
    assert (await till.standing(invoice)).state == "refunded"
    assert await till.books_agree()


async def test_an_id_that_is_another_refunds_is_refused_whosever_that_is(till: Till, world: World) -> None:
    _, charge = await paid(till)
    async with acting_for(world.bolt.tenant):
        invoice = await an_invoice(world.bolt.customer)
        attempt = await an_attempt(invoice)
        whose = {"customer_id": invoice.customer_id, "invoice_id": invoice.id, "attempt_id": attempt.id}
        theirs = await Refund.create(**whose, amount=100, reason="asked")

    with pytest.raises(Conflict):
        await ask(till, charge, refund_id=theirs.id)


async def test_parts_go_back_until_nothing_is_left(till: Till, run_tasks: RunTasks) -> None:
    invoice, charge = await paid(till)
    await ask(till, charge, 5_000)
    await run_tasks()
    await ask(till, charge, 7_000)

    with pytest.raises(Invalid):
        await ask(till, charge, 1)
    await run_tasks()

    assert (await till.standing(invoice)).movements.refunded == 12_000
    assert await till.books_agree()


async def test_ten_at_once_send_back_no_more_than_was_paid(till: Till, run_tasks: RunTasks) -> None:
    invoice, charge = await paid(till)

    async def some() -> None:
        with suppress(Invalid):
            await ask(till, charge, 5_000)

    await asyncio.gather(*(some() for _ in range(10)))
    async with acting_for(till.tenant):
        assert await Refund.filter(invoice_id=invoice.id).count() == 2
    await run_tasks()

    assert (await till.standing(invoice)).movements.refunded == 10_000
    assert await till.books_agree()


async def test_pressed_twice_it_is_sent_once(till: Till, run_tasks: RunTasks) -> None:
    invoice, charge = await paid(till)
    refund_id = uuid4()

    await asyncio.gather(*(ask(till, charge, 5_000, refund_id) for _ in range(3)))
    await run_tasks()

    assert (await till.standing(invoice)).movements.refunded == 5_000


@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_stripe_that_does_not_answer_changes_nothing_of_that(
    till: Till, run_tasks: RunTasks, when: str
) -> None:
    _, charge = await paid(till)
    refund_id = await ask(till, charge)
    till.stripe.post("faults", method="POST", path_prefix="/v1/refunds", status=503, when=when, times=3)

    with suppress(Exception):
        await payments.send_refund(till.tenant, refund_id)
    await payments.send_refund(till.tenant, refund_id)
    await payments.send_refund(till.tenant, refund_id)

    assert [refund["amount"] for refund in till.held("refunds")] == [12_000]
    assert str((await one(till, refund_id)).status) == "arrived"


async def test_one_to_a_bank_is_on_its_way_and_may_come_back(till: Till, run_tasks: RunTasks) -> None:
    invoice, charge = await paid(till, method="bank")
    refund_id = await ask(till, charge)
    await run_tasks()
    assert str((await one(till, refund_id)).status) == "sent"

    till.stripe.post(f"refunds/{till.held('refunds')[0]['id']}/fail")
    await till.look(invoice)

    refund = await one(till, refund_id)
    assert (str(refund.status), refund.failure) == ("failed", "unknown")
    assert {"refund_failed", "staff_refund_failed"} <= set(await till.letters())
    assert (await till.standing(invoice)).state == "paid"


async def test_a_payment_in_dispute_is_not_refunded_besides(till: Till) -> None:
    invoice, charge = await paid(till)
    till.stripe.post(f"charges/{till.charge()}/dispute")
    await till.look(invoice)

    with pytest.raises(Conflict):
        await ask(till, charge)


async def test_what_stripe_will_not_send_is_on_record(till: Till, run_tasks: RunTasks) -> None:
    _, charge = await paid(till)
    refund_id = await ask(till, charge)
    till.stripe.post(f"charges/{till.charge()}/dispute")

    await run_tasks()

    assert str((await one(till, refund_id)).status) == "failed"
    assert "staff_refund_failed" in await till.letters()
    assert "refund_failed" not in await till.letters()


async def test_the_fee_is_known_once_stripe_has_reckoned_it(till: Till) -> None:
    invoice, _ = await paid(till)

    (attempt,) = await till.attempts(invoice)

    assert attempt.fee == 378


async def test_another_companys_payment_is_not_there(till: Till, other_till: Till) -> None:
    _, charge = await paid(till)

    with pytest.raises(NotFound):
        await ask(other_till, charge)


@pytest.mark.parametrize("verb", ["win", "lose"])
async def test_the_company_hears_how_a_dispute_ended(till: Till, verb: str) -> None:
    invoice, _ = await paid(till)
    dispute = till.stripe.post(f"charges/{till.charge()}/dispute")
    await till.look(invoice)

    till.stripe.post(f"disputes/{dispute['id']}/{verb}")
    await till.look(invoice)

    assert (await till.letters()).count("staff_dispute_closed") == 1
