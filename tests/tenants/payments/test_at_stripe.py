"""What is done at Stripe stands in the audit log in Stripe's name, once, however often it is told."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from tenants import activity, audit, payments
from tenants.activity import Activity
from tenants.audit import By, Wanted
from tenants.invoices import Invoice
from tenants.isolation import acting_for
from tenants.ledger import Kind, LedgerEntry
from tests.builders import as_staff
from tests.conftest import RunTasks
from tests.till import Till

OF_STRIPE = Wanted(by=By.STRIPE)


async def told(till: Till, wanted: Wanted = OF_STRIPE) -> list[tuple[str, Any]]:
    """What the log says, the oldest first: each verb and its amount."""
    async with acting_for(till.tenant):
        return [(act.verb, act.facts.get("amount")) for act in reversed(await audit.listed(wanted))]


async def paid(till: Till) -> Invoice:
    invoice = await till.paid_invoice()
    await till.look(invoice)
    return invoice


async def test_a_refund_of_the_dashboard_is_told(till: Till) -> None:
    invoice = await paid(till)
    till.stripe.post(f"charges/{till.charge()}/refund", amount=2_000)
    await till.look(invoice)
    async with acting_for(till.tenant):
        [act] = await audit.listed(Wanted())

    assert (act.by, act.staff_member_id, act.address, act.about_id) == ("Stripe", None, "", invoice.id)
    assert (act.verb, act.facts) == ("refunded_at_stripe", {"amount": 2_000, "currency": "USD"})


async def test_it_is_told_once_however_often_and_by_how_many_it_is_heard(till: Till) -> None:
    invoice = await paid(till)
    till.stripe.post(f"charges/{till.charge()}/refund", amount=2_000)
    await asyncio.gather(*(till.look(invoice) for _ in range(4)))
    for _ in range(2):
        await till.hear(till.events())
    await payments.reconcile(till.tenant)

    assert await told(till) == [("refunded_at_stripe", 2_000)]


async def test_each_of_two_is_told(till: Till) -> None:
    invoice = await paid(till)
    for amount in (2_000, 3_000):
        till.stripe.post(f"charges/{till.charge()}/refund", amount=amount)
    await till.look(invoice)

    assert sorted(await told(till)) == [("refunded_at_stripe", 2_000), ("refunded_at_stripe", 3_000)]


async def test_a_refund_that_was_asked_for_here_is_its_askers(till: Till, run_tasks: RunTasks) -> None:
    invoice = await paid(till)
    async with acting_for(till.tenant):
        charge = await LedgerEntry.get(invoice_id=invoice.id, kind=Kind.CHARGE)
        asked = payments.request_refund(invoice.id, charge.id, refund_id=uuid4(), amount=1_000)
        await as_staff(till.company.owner, asked)
    await run_tasks()

    assert ("refund", -1_000) in await till.book(invoice)
    assert await told(till) == []
    assert await told(till, Wanted()) == [("refund_requested", 1_000)]


@pytest.mark.parametrize(("act", "end"), [("win", "dispute_won"), ("lose", "dispute_lost")])
async def test_every_step_of_a_dispute_is_told_once(till: Till, act: str, end: str) -> None:
    invoice = await paid(till)
    dispute = till.stripe.post(f"charges/{till.charge()}/dispute")
    for verb in ("withdraw", act):
        await till.look(invoice)
        till.stripe.post(f"disputes/{dispute['id']}/{verb}")
    for _ in range(2):
        await till.look(invoice)

    verbs = [verb for verb, _amount in await told(till)]
    assert sorted(verbs) == sorted({"disputed", "dispute_held_back", end, *(["dispute_given_back"] * (act == "win"))})
    assert {amount for _verb, amount in await told(till)} == {12_000}


async def test_whoever_looks_is_not_taken_for_its_author(till: Till) -> None:
    invoice = await paid(till)
    till.stripe.post(f"charges/{till.charge()}/refund", amount=2_000)
    await as_staff(till.company.owner, till.look(invoice))

    assert await told(till, Wanted(staff_member_id=till.company.owner.id)) == []
    assert await told(till) == [("refunded_at_stripe", 2_000)]


async def test_a_contact_who_is_called_so_is_not_taken_for_it(till: Till) -> None:
    invoice = await till.invoice()
    async with acting_for(till.tenant):
        await activity.note(invoice, "disputed", by="Stripe", customer_id=invoice.customer_id)

    assert await told(till) == await told(till, Wanted()) == []


async def test_it_is_found_by_kind_and_by_record(till: Till) -> None:
    invoice = await paid(till)
    till.stripe.post(f"charges/{till.charge()}/refund", amount=2_000)
    await till.look(invoice)

    for wanted in (Wanted(kinds=(), verbs=("refunded_at_stripe",)), Wanted(about_id=invoice.id)):
        assert await told(till, wanted) == [("refunded_at_stripe", 2_000)]
    for other in (Wanted(kinds=("customer",)), Wanted(by=By.STRIPE, kinds=("customer",))):
        assert await told(till, other) == []


async def test_customers_read_of_it_once(till: Till) -> None:
    invoice = await paid(till)
    till.stripe.post(f"charges/{till.charge()}/refund", amount=2_000)
    await till.look(invoice)
    async with acting_for(till.tenant):
        noted = await Activity.filter(about_id=invoice.id, by_stripe=True).values_list("verb", flat=True)

    assert not set(noted) & {"refund", "dispute_opened", "dispute_withdrawn", "dispute_reinstated", "dispute_closed"}
