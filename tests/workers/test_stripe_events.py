"""Work on money, as the worker does it."""

import pytest

from tenants import stripe_events
from tenants.isolation import acting_for
from tenants.ledger import Refund
from tests.sandboxes import Stripe
from tests.till import Till
from tests.world import World
from workers.stripe_events import reconcile_stripe_event, reconcile_tenant, send_refund


@pytest.fixture
def till(world: World, stripe: Stripe) -> Till:
    return Till(world.acme, stripe)


async def test_it_handles_an_event_twice_with_one_effect(till: Till) -> None:
    invoice = await till.paid_invoice()
    (event,) = till.events("checkout.session.completed")
    await stripe_events.receive(event)

    for _ in range(2):
        await reconcile_stripe_event(till.tenant, event["id"])

    assert (await till.status(invoice), await till.book(invoice)) == ("paid", [("charge", 12_000)])


async def test_it_compares_the_books_twice_with_one_effect(till: Till) -> None:
    invoice = await till.paid_invoice()

    for _ in range(2):
        await reconcile_tenant(till.tenant, str(till.tenant.id))

    assert await till.book(invoice) == [("charge", 12_000)]


async def test_it_has_nothing_to_compare_without_an_account(till: Till) -> None:
    till.tenant.stripe_account = None

    await reconcile_tenant(till.tenant, str(till.tenant.id))


async def test_it_sends_an_overpayment_back_once(till: Till) -> None:
    invoice = await till.paid_invoice()
    async with acting_for(till.tenant) as unit:
        await unit.rows("UPDATE invoice SET status = 'void' WHERE id = $1", invoice.id)
    await till.look(invoice)
    async with acting_for(till.tenant):
        refund = await Refund.get(invoice_id=invoice.id)

    for _ in range(2):
        await send_refund(till.tenant, str(refund.id))

    assert await till.book(invoice) == [("charge", 12_000), ("refund", -12_000)]
