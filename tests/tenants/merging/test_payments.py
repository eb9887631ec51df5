"""A payment that is on its way while customers are merged arrives where it was going, by whichever way it is heard of."""

import pytest

from tenants.isolation import acting_for
from tenants.ledger import AttemptStatus, LedgerEntry
from tests.sandboxes import Stripe
from tests.tenants.merging.deed import merged
from tests.till import Till
from tests.world import World


@pytest.fixture
def till(world: World, stripe: Stripe) -> Till:
    return Till(world.acme, stripe)


async def owner_of_what_came(till: Till) -> set[object]:
    async with acting_for(till.tenant):
        return {it.customer_id for it in await LedgerEntry.all()}


async def test_what_was_paid_and_not_heard_of_is_the_ones_who_stays(till: Till) -> None:
    invoice = await till.paid_invoice()
    await merged(till.company)
    await till.hear(till.events())

    assert (await till.status(invoice), await till.book(invoice)) == ("paid", [("charge", 12_000)])
    assert await owner_of_what_came(till) == {till.company.other_customer.id}
    assert await till.letters() == ["receipt", "staff_payment_received"]


async def test_a_page_of_stripe_that_was_open_is_paid_afterwards(till: Till) -> None:
    invoice = await till.invoice()
    session_id = await till.press_pay(invoice)
    await merged(till.company)
    till.pay(session_id)
    await till.look(invoice)

    assert (await till.status(invoice), await till.books_agree()) == ("paid", True)
    assert await owner_of_what_came(till) == {till.company.other_customer.id}


async def test_a_bank_payment_clears_days_later(till: Till) -> None:
    invoice = await till.invoice()
    till.pay(await till.press_pay(invoice), method="bank")
    await till.look(invoice)
    await merged(till.company)
    (attempt,) = await till.attempts(invoice)

    assert (attempt.status, attempt.customer_id) == (AttemptStatus.PROCESSING, till.company.other_customer.id)
