"""Two tabs, twenty tabs, and crashes in between: never two charges unnoticed, never one lost."""

import asyncio
import random
from contextlib import suppress
from dataclasses import replace
from uuid import UUID, uuid4

import httpx

from tenants import payments
from tenants.customers import Contact
from tenants.errors import DomainError
from tenants.invoices import Invoice
from tenants.isolation import acting_for
from tenants.ledger import LIVE, AttemptStatus, LedgerEntry, PaymentAttempt, Refund
from tests.patience import a_moment
from tests.till import Till


async def settled(till: Till, invoice: Invoice) -> None:
    """Everything has come to rest: what is still open is looked at, and what was overpaid is sent back."""
    for attempt in await till.attempts(invoice):
        if attempt.status in LIVE:
            await payments.settle(till.tenant, attempt.id)
    async with acting_for(till.tenant):
        refunds = await Refund.filter(invoice_id=invoice.id, status="new")
    for refund in refunds:
        await payments.send_refund(till.tenant, refund.id)


async def kept(till: Till, invoice: Invoice) -> int:
    async with acting_for(till.tenant):
        return sum(entry.amount for entry in await LedgerEntry.filter(invoice_id=invoice.id))


async def a_tab(till: Till, invoice: Invoice, chance: random.Random, contact_id: UUID) -> None:
    """A person who presses Pay, dawdles, pays, dawdles, and comes back, or does not."""
    payer = replace(till.payer, contact_id=contact_id)
    with suppress(DomainError, httpx.HTTPStatusError):
        session_id = await till.press_pay(invoice, payer=payer)
        await a_moment(chance.random() / 50)
        method = chance.choice(["card", "bank"])
        await asyncio.to_thread(till.pay, session_id, method=method)
        await a_moment(chance.random() / 50)
        if chance.random() < 0.5:
            await payments.returned(till.tenant, invoice.id, session_id)


async def two_tabs(till: Till, chance: random.Random) -> bool:
    """Two payers of one invoice, until all has come to rest; whether it is paid or about to be."""
    invoice = await till.invoice(5_000)
    async with acting_for(till.tenant):
        payers = [
            await Contact.create(customer_id=invoice.customer_id, name="Robin", email=f"{uuid4().hex}@a.example")
            for _ in range(2)
        ]
    await asyncio.gather(*(a_tab(till, invoice, chance, payer.id) for payer in payers))
    await settled(till, invoice)
    stands = await till.standing(invoice)
    assert stands.overpaid == 0
    assert stands.movements.net + stands.movements.pending in {0, 5_000}
    return not stands.payable


async def test_it_charges_once_whatever_two_tabs_do(till: Till) -> None:
    chance = random.Random(7)

    paid = [outcome for _ in range(5) for outcome in await asyncio.gather(*(two_tabs(till, chance) for _ in range(10)))]

    assert sum(paid) > len(paid) / 2
    assert await till.books_agree()


async def test_it_never_takes_more_than_is_open_by_twenty_parts(till: Till) -> None:
    till.tenant.partial_payments = True
    invoice = await till.invoice(10_000)

    async def part() -> None:
        with suppress(DomainError, httpx.HTTPStatusError):
            await asyncio.to_thread(till.pay, await till.press_pay(invoice, 3_000))

    for _ in range(4):
        await asyncio.gather(*(part() for _ in range(20)))
        await settled(till, invoice)

    assert await kept(till, invoice) == 9_000
    assert await till.books_agree()


async def test_it_survives_a_crash_after_stripe_made_the_page(till: Till) -> None:
    invoice = await till.invoice()
    session_id = await till.press_pay(invoice)
    async with acting_for(till.tenant):
        await PaymentAttempt.filter(invoice_id=invoice.id).update(status=AttemptStatus.NEW, session_id=None)

    assert await till.press_pay(invoice) == session_id


async def test_it_survives_news_by_every_road_at_once(till: Till) -> None:
    invoice = await till.paid_invoice()
    events = till.events()

    roads = [till.look(invoice), till.look(invoice), till.hear(events), payments.reconcile(till.tenant)]
    await asyncio.gather(*roads)

    assert (await till.book(invoice), await till.letters()) == (
        [("charge", 12_000)],
        ["receipt", "staff_payment_received"],
    )


async def test_it_lets_an_old_report_change_nothing(till: Till) -> None:
    invoice = await till.invoice()
    intent = till.pay(await till.press_pay(invoice), method="bank")
    till.stripe.post("faults", method="GET", path_prefix="/v1/checkout", timeout=0.5, when="after")
    (attempt,) = await till.attempts(invoice)
    late = asyncio.create_task(payments.settle(till.tenant, attempt.id))
    await a_moment()
    till.stripe.post(f"payments/{intent}/settle")
    await payments.settle(till.tenant, attempt.id)

    await late

    assert (await till.status(invoice), await till.letters()) == ("paid", ["receipt", "staff_payment_received"])
