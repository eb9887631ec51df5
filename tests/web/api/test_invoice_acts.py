"""A payment that a program notes: once, in its own name, and never on top of what is on its way."""

import asyncio

from quart import Quart

from tenants.activity import Activity
from tenants.api_keys.answers import ApiAnswer
from tenants.isolation import acting_for
from tenants.ledger import LedgerEntry
from tests.builders import an_invoice
from tests.program import Program
from tests.sandboxes import Stripe
from tests.till import Till
from tests.web.api.test_invoices import dollars
from tests.world import World

CASH = {"amount": dollars(12_000), "method": "Cash"}


async def test_what_is_on_its_way_is_in_the_way_of_the_amount(app: Quart, world: World, stripe: Stripe) -> None:
    till, program = Till(world.acme, stripe), await Program.of(app, world.acme)
    invoice = await till.invoice()
    till.pay(await till.press_pay(invoice), method="bank")
    await till.look(invoice)

    refused = await program.post(f"/invoices/{invoice.id}/record-payment", CASH)

    assert (refused.status, refused.said["errors"][0]["field"]) == (422, "amount")


async def test_asked_at_once_with_one_key_it_is_noted_once_in_the_programs_name(app: Quart, world: World) -> None:
    program = await Program.of(app, world.acme)
    async with acting_for(world.acme.tenant):
        invoice = await an_invoice(world.acme.customer, 24_000)
    asked = [program.post(f"/invoices/{invoice.id}/record-payment", CASH, Idempotency_Key="a") for _ in range(6)]

    answers = await asyncio.gather(*asked)

    assert {it.status for it in answers} <= {201, 409}
    [payment_id] = {it.said["id"] for it in answers if it.status == 201}
    assert (await program.get(f"/payments/{payment_id}")).said["amount"] == dollars(12_000)
    assert (await program.get(f"/invoices/{invoice.id}")).said["balance"] == dollars(12_000)
    async with acting_for(world.acme.tenant):
        assert await LedgerEntry.filter(invoice_id=invoice.id).count() == 1
        [noted] = await Activity.filter(about_id=invoice.id, verb="payment_recorded")
    assert (noted.by, bool(noted.api_key_id)) == ("Bookkeeping", True)


async def test_another_payment_with_a_key_whose_answer_is_forgotten_is_refused(app: Quart, world: World) -> None:
    program = await Program.of(app, world.acme)
    async with acting_for(world.acme.tenant):
        invoice = await an_invoice(world.acme.customer, 24_000)
    path = f"/invoices/{invoice.id}/record-payment"
    first = await program.post(path, CASH, Idempotency_Key="a")
    async with acting_for(world.acme.tenant):
        await ApiAnswer.all().delete()

    again = await program.post(path, CASH, Idempotency_Key="a")
    other = await program.post(path, {**CASH, "method": "Check"}, Idempotency_Key="b")
    async with acting_for(world.acme.tenant):
        await ApiAnswer.all().delete()
    reused = await program.post(path, {**CASH, "amount": dollars(6_000)}, Idempotency_Key="a")

    assert (again.status, again.said) == (201, first.said)
    assert (other.status, reused.status) == (201, 409)
