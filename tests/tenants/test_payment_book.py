"""The payment book: every kind of row under its filter, quick at ten thousand."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from tenants import payment_book
from tenants.isolation import acting_for
from tenants.ledger import Kind, Refund
from tenants.payment_book import Filter, What
from tests.builders import an_attempt, an_entry, an_invoice
from tests.patience import quickest
from tests.world import World

QUICK = 1.0
"""Seconds, at the best of some tries; whoever compares each with each takes many."""


@pytest.fixture
async def moved(world: World) -> World:
    """Something of everything."""
    async with acting_for(world.acme.tenant):
        invoice = await an_invoice(world.acme.customer)
        done = await an_attempt(invoice, status="succeeded", fee=378)
        await an_entry(invoice, 12_000, attempt_id=done.id)
        await an_entry(invoice, -3_000, Kind.REFUND, stripe_id="re_1", attempt_id=done.id)
        await an_entry(invoice, 5_000, Kind.MANUAL, stripe_id=None)
        await an_entry(invoice, 0, Kind.DISPUTE_OPENED)
        for status, kept in (("processing", "pi_1"), ("failed", "pi_2"), ("failed", None)):
            other = await an_invoice(world.acme.customer)
            await an_attempt(other, status=status, intent_id=kept and f"{kept}{uuid4().hex}")
        ours = {"customer_id": invoice.customer_id, "invoice_id": invoice.id, "attempt_id": done.id, "amount": 100}
        await Refund.create(**ours, reason="overpayment", status="arrived", stripe_id="re_1")
        await Refund.create(**ours, reason="asked")
        await Refund.create(**ours, reason="asked", status="failed", failure="No.")
    return world


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (Filter.RECEIVED, {What.CHARGE, What.MANUAL}),
        (Filter.SENT_BACK, {What.REFUND, What.REFUND_REQUESTED, What.REFUND_REFUSED}),
        (Filter.DISPUTED, {What.DISPUTE_OPENED}),
        (Filter.ON_ITS_WAY, {What.PROCESSING, What.REFUND_REQUESTED}),
        (Filter.FAILED, {What.FAILED, What.REFUND_REFUSED}),
        (Filter.OVERPAID, {What.REFUND}),
    ],
)
async def test_each_filter_has_its_rows(moved: World, shown: Filter, expected: set[What]) -> None:
    async with acting_for(moved.acme.tenant):
        assert {row.what for row in await payment_book.listed(shown)} == expected


async def test_what_never_reached_a_bank_is_no_payment(moved: World) -> None:
    async with acting_for(moved.acme.tenant):
        assert len(await payment_book.listed(Filter.FAILED)) == 2


async def test_it_knows_the_fee_and_why_money_went_back(moved: World) -> None:
    async with acting_for(moved.acme.tenant):
        found = {row.what: row for row in await payment_book.listed()}

    assert (found[What.CHARGE].fee, found[What.REFUND].fee) == (378, None)
    assert found[What.REFUND].reason == "overpayment"


async def test_another_companys_are_not_in_it(moved: World) -> None:
    async with acting_for(moved.bolt.tenant):
        assert await payment_book.listed() == []


@pytest.mark.parametrize("search", ["", "dana", "nobody"])
async def test_ten_thousand_are_quick(world: World, search: str) -> None:
    async with acting_for(world.acme.tenant) as unit:
        invoice = await an_invoice(world.acme.customer)
        await unit.rows(
            "INSERT INTO ledger_entry (id, tenant_id, customer_id, invoice_id, kind, amount, currency, method, note, at,"
            " recorded_at) SELECT gen_random_uuid(), $1, $2, $3, 'manual', n, 'USD', 'Cash', '',"
            " now() - n * interval '1 hour', now() FROM generate_series(1, 10000) n",
            world.acme.tenant.id, invoice.customer_id, invoice.id,
        )  # fmt: skip

        took = await quickest(lambda: payment_book.listed(search=search))
        found = await payment_book.listed(search=search)

    assert took < QUICK
    assert len(found) == (0 if search == "nobody" else payment_book.PAGE + 1)
    assert all(row.at <= datetime.now(UTC) for row in found)
