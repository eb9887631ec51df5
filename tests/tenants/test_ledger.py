"""The ledger: append-only facts, each once, summed one way."""

from collections.abc import AsyncIterator
from uuid import uuid4

import asyncpg
import pytest
from tortoise.exceptions import IntegrityError

from tenants.invoices import Invoice
from tenants.isolation import acting_for
from tenants.ledger import Kind, movements_of
from tests.builders import an_attempt, an_entry, an_invoice
from tests.world import World


@pytest.fixture
async def invoice(world: World) -> AsyncIterator[Invoice]:
    async with acting_for(world.acme.tenant):
        yield await an_invoice(world.acme.customer, 10_000)


async def test_it_sums_what_moved(invoice: Invoice) -> None:
    moved = [(Kind.CHARGE, 9_000), (Kind.MANUAL, 2_000), (Kind.MANUAL_UNDONE, -2_000), (Kind.REFUND, -1_000)]
    for kind, amount in [*moved, (Kind.REFUND_FAILED, 1_000), (Kind.DISPUTE_WITHDRAWN, -500)]:
        await an_entry(invoice, amount, kind)

    found = await movements_of(invoice.id)

    assert (found.received, found.refunded, found.withdrawn, found.net) == (9_000, 0, 500, 8_500)


async def test_it_knows_whether_a_dispute_is_open(invoice: Invoice) -> None:
    await an_entry(invoice, 0, Kind.DISPUTE_OPENED)
    assert (await movements_of(invoice.id)).in_dispute

    await an_entry(invoice, 0, Kind.DISPUTE_CLOSED)

    assert not (await movements_of(invoice.id)).in_dispute


async def test_it_counts_what_is_on_its_way_apart(invoice: Invoice) -> None:
    await an_attempt(invoice, amount=4_000, status="processing")

    found = await movements_of(invoice.id)

    assert (found.pending, found.net) == (4_000, 0)


async def test_it_has_no_figures_for_what_is_not_there(invoice: Invoice) -> None:
    with pytest.raises(ValueError, match="unpack"):
        await movements_of(uuid4())


async def test_it_takes_a_fact_once(invoice: Invoice) -> None:
    await an_entry(invoice, 100, stripe_id="ch_1")

    with pytest.raises(IntegrityError):
        await an_entry(invoice, 100, stripe_id="ch_1")


async def test_it_never_changes_an_entry(world: World) -> None:
    async with acting_for(world.acme.tenant):
        entry = await an_entry(await an_invoice(world.acme.customer), 100)

    for change in ("UPDATE ledger_entry SET amount = 0 WHERE id = $1", "DELETE FROM ledger_entry WHERE id = $1"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with acting_for(world.acme.tenant) as unit:
                await unit.rows(change, entry.id)


async def test_it_has_one_live_attempt_an_invoice(invoice: Invoice) -> None:
    await an_attempt(invoice, status="expired")
    await an_attempt(invoice, status="open")

    with pytest.raises(IntegrityError):
        await an_attempt(invoice, status="new")
