"""A status is moved once: the first to come wins, the others are told."""

import asyncio

import pytest

from tenants.errors import Conflict
from tenants.invoices import Invoice, InvoiceStatus
from tenants.isolation import acting_for
from tenants.lifecycle import move
from tests.builders import an_invoice
from tests.world import World


async def test_it_changes_the_row_and_what_we_hold_of_it(world: World) -> None:
    async with acting_for(world.acme.tenant):
        invoice = await an_invoice(world.acme.customer)
        await move(invoice, InvoiceStatus.OPEN, InvoiceStatus.VOID)

        assert invoice.status is (await Invoice.get(id=invoice.id)).status is InvoiceStatus.VOID


async def test_it_refuses_from_another_status(world: World) -> None:
    async with acting_for(world.acme.tenant):
        invoice = await an_invoice(world.acme.customer)
        with pytest.raises(Conflict):
            await move(invoice, InvoiceStatus.DRAFT, InvoiceStatus.OPEN)


async def test_of_many_at_once_one_wins(world: World) -> None:
    async with acting_for(world.acme.tenant):
        invoice = await an_invoice(world.acme.customer)

    async def try_it() -> bool:
        async with acting_for(world.acme.tenant):
            try:
                await move(await Invoice.get(id=invoice.id), InvoiceStatus.OPEN, InvoiceStatus.VOID)
            except Conflict:
                return False
            return True

    assert sum(await asyncio.gather(*(try_it() for _ in range(10)))) == 1
