"""Sending from the console: once, as it was seen, to whom one wants."""

import asyncio

import pytest

from tenants import invoices, sending, working_copies
from tenants.emails import Email
from tenants.errors import Conflict, Invalid
from tenants.invoices import Invoice, InvoiceStatus
from tenants.isolation import acting_for
from tenants.working_copies import Overtaken
from tests.builders import a_draft
from tests.patience import until_somebody_is_held_up
from tests.world import World


async def test_the_working_copy_is_gone_once_it_is_sent(world: World) -> None:
    async with acting_for(world.acme.tenant):
        draft = await a_draft(world.acme.customer)
        await working_copies.keep(draft, {}, 0)

        await sending.send_invoice(draft.id, 1, [world.acme.contact], " Thanks ", invite=False)

        assert await working_copies.of(draft.id) is None
        assert (await Email.get(letter="invoice_sent")).facts["note"] == "Thanks"


async def test_many_at_once_send_it_once(world: World) -> None:
    async with acting_for(world.acme.tenant):
        draft = await a_draft(world.acme.customer)

    async def send() -> bool:
        try:
            async with acting_for(world.acme.tenant):
                await sending.send_invoice(draft.id, 0, [world.acme.contact], "", invite=False)
        except Conflict:
            return False
        return True

    assert sorted(await asyncio.gather(*(send() for _ in range(6)))) == [False] * 5 + [True]


async def test_whoever_writes_or_sends_a_draft_has_it_to_themselves(world: World) -> None:
    async with acting_for(world.acme.tenant):
        draft = await a_draft(world.acme.customer)
    is_held, done = asyncio.Event(), []

    async def first() -> None:
        async with acting_for(world.acme.tenant):
            await invoices.held(draft.id)
            is_held.set()
            await until_somebody_is_held_up()
            done.append("first")

    async def second() -> None:
        await is_held.wait()
        async with acting_for(world.acme.tenant):
            await invoices.held(draft.id)
            done.append("second")

    await asyncio.gather(first(), second())
    assert done == ["first", "second"]


async def test_nobody_sends_what_they_have_not_seen(world: World) -> None:
    async with acting_for(world.acme.tenant):
        draft = await a_draft(world.acme.customer)
        await working_copies.keep(draft, {}, 0)

        with pytest.raises(Overtaken):
            await sending.send_invoice(draft.id, 0, [world.acme.contact], "", invite=False)

        assert (await Invoice.get(id=draft.id)).status is InvoiceStatus.DRAFT


@pytest.mark.parametrize(("field", "more"), [("title", {"title": ""}), ("note", {})])
async def test_what_nobody_should_get_is_not_sent(world: World, field: str, more: dict[str, str]) -> None:
    async with acting_for(world.acme.tenant):
        draft = await a_draft(world.acme.customer, **more)
        with pytest.raises(Invalid) as caught:
            await sending.send_invoice(draft.id, 0, [], "x" * 1_001, invite=False)

    assert caught.value.field == field
