"""Merging while others merge, write and get paid: one outcome, and no row is lost."""

import asyncio
from typing import Any

import asyncpg
import pytest
from tortoise.exceptions import BaseORMException

from tenants import invoices, merging
from tenants.customers import Customer
from tenants.errors import DomainError, NotFound
from tenants.invoices import Invoice
from tenants.isolation import acting_for
from tenants.ledger import LedgerEntry
from tenants.merging import Wish
from tests.builders import a_draft, an_entry, an_invoice
from tests.tenants.merging.deed import rows_of
from tests.world import Company, World

ROUNDS = 4


async def merging_in(company: Company, loser: Customer, winner: Customer) -> Customer:
    """As a request does it, which is made again when the database found a deadlock."""
    for _ in range(3):
        try:
            async with acting_for(company.tenant):
                return await merging.merge(loser.id, winner.id, Wish(loser.name))
        except asyncpg.DeadlockDetectedError:
            continue
    raise TimeoutError


async def outcomes(*acts: Any) -> list[Any]:
    return list(await asyncio.gather(*acts, return_exceptions=True))


async def test_the_same_two_are_merged_once(world: World) -> None:
    two = (world.acme, world.acme.customer, world.acme.other_customer)
    done = await outcomes(*(merging_in(*two) for _ in range(5)))

    assert sorted(type(it) is NotFound for it in done) == [False, True, True, True, True]


async def test_each_into_the_other_leaves_one(world: World) -> None:
    one, other = world.acme.customer, world.acme.other_customer
    async with acting_for(world.acme.tenant):
        await an_invoice(one)
        await an_invoice(other)
    done = await outcomes(merging_in(world.acme, one, other), merging_in(world.acme, other, one))
    async with acting_for(world.acme.tenant):
        (left,) = await Customer.all()

        assert sorted(isinstance(it, NotFound) for it in done) == [False, True]
        assert await Invoice.filter(customer_id=left.id).count() == 2


async def test_a_ring_of_mergings_loses_nothing(world: World, admin: asyncpg.Connection) -> None:
    async with acting_for(world.acme.tenant):
        customers = [await Customer.create(name=f"Ring {n}") for n in range(4)]
        for customer in customers:
            await an_invoice(customer)
    ring = [(customers[n], customers[(n + 1) % 4]) for n in range(4)]
    await outcomes(*(merging_in(world.acme, *pair) for pair in ring))
    async with acting_for(world.acme.tenant):
        left = [it.id for it in await Customer.filter(name__startswith="Ring")]

        assert 1 <= len(left) <= 2
        assert await Invoice.filter(customer_id__in=left).count() == 4


async def writes(company: Company, invoice: Invoice) -> bool:
    """Send the draft and take a payment, as a request does that is tried again; whether it was done."""
    for _ in range(3):
        try:
            async with acting_for(company.tenant):
                draft = await Invoice.filter(id=invoice.id).select_for_update().get()
                await invoices.send(draft)
                await an_entry(draft, 500)
                await a_draft(await Customer.get(id=draft.customer_id))
        except (asyncpg.PostgresError, BaseORMException):
            continue
        except DomainError:
            return False
        return True
    return False


@pytest.mark.parametrize("turn", range(ROUNDS))
async def test_what_is_sent_and_paid_meanwhile_is_all_there(world: World, admin: asyncpg.Connection, turn: int) -> None:
    async with acting_for(world.acme.tenant):
        drafts = [await a_draft(world.acme.customer) for _ in range(6)]
    acts = [writes(world.acme, it) for it in drafts]
    acts.insert(turn, merging_in(world.acme, world.acme.customer, world.acme.other_customer))  # type: ignore[arg-type]
    done = await outcomes(*acts)
    winner = world.acme.other_customer.id

    async with acting_for(world.acme.tenant):
        assert await Invoice.filter(customer_id=winner).count() == 6 + done.count(True)
        assert await LedgerEntry.filter(customer_id=winner).count() == done.count(True)
    assert (await rows_of(world.acme.customer.id, admin), done.count(True)) == ({}, 6)
