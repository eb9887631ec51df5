"""The number of an invoice: taken when it is sent, so that there is no gap and no two share one."""

import asyncio
from importlib import import_module
from uuid import UUID

import pytest
from tortoise.exceptions import BaseORMException

from tenants import invoices, numbering, share_links
from tenants.errors import Conflict, Invalid
from tenants.invoices import Invoice
from tenants.isolation import acting, acting_for
from tests.builders import a_draft, an_invoice
from tests.world import World


async def number_of(world: World, invoice_id: UUID) -> str | None:
    async with acting_for(world.acme.tenant):
        found: str | None = (await Invoice.get(id=invoice_id)).number
        return found


async def test_a_draft_has_none_and_every_company_counts_for_itself(world: World) -> None:
    async with acting_for(world.acme.tenant):
        draft = await a_draft(world.acme.customer)
        sent = [(await an_invoice(world.acme.customer)).number for _ in range(2)]
    async with acting_for(world.bolt.tenant):
        theirs = await an_invoice(world.bolt.customer)

    assert (draft.number, sent, theirs.number) == (None, ["1001", "1002"], "1001")


async def test_two_that_are_sent_at_once_get_neighbouring_numbers(world: World) -> None:
    async def send(draft: Invoice) -> None:
        async with acting_for(world.acme.tenant):
            await share_links.send(draft)

    async with acting_for(world.acme.tenant):
        drafts = [await a_draft(world.acme.customer) for _ in range(6)]

    await asyncio.gather(*map(send, drafts))
    assert sorted([str(await number_of(world, it.id)) for it in drafts]) == [
        str(number) for number in range(1001, 1007)
    ]


async def test_the_same_one_sent_by_two_at_once_uses_one(world: World) -> None:
    async def send() -> None:
        async with acting_for(world.acme.tenant):
            await invoices.send(await Invoice.get(id=draft.id))

    async with acting_for(world.acme.tenant):
        draft = await a_draft(world.acme.customer)

    done = await asyncio.gather(*(send() for _ in range(4)), return_exceptions=True)
    assert [type(it) for it in done if it] == [Conflict] * 3
    async with acting_for(world.acme.tenant):
        assert await numbering.upcoming("invoice") == 1002


@pytest.mark.parametrize("error", [RuntimeError, Conflict])
async def test_a_sending_that_fails_takes_none(world: World, error: type[Exception]) -> None:
    async with acting_for(world.acme.tenant):
        draft = await a_draft(world.acme.customer)

    with pytest.raises(error):
        async with acting_for(world.acme.tenant):
            await share_links.send(draft)
            raise error

    async with acting_for(world.acme.tenant):
        assert (await an_invoice(world.acme.customer)).number == "1001"
    assert await number_of(world, draft.id) is None


async def test_one_whose_day_is_over_takes_none_either(world: World) -> None:
    async with acting_for(world.acme.tenant):
        draft = await a_draft(world.acme.customer)
        draft.due_on = world.acme.tenant.today().replace(year=2020, day=1)
        with pytest.raises(Invalid):
            await invoices.send(draft)

        assert await numbering.upcoming("invoice") == 1001


async def test_a_draft_that_is_thrown_away_leaves_no_gap(world: World) -> None:
    async with acting_for(world.acme.tenant):
        first = await an_invoice(world.acme.customer)
        await invoices.throw_away((await a_draft(world.acme.customer)).id)
        second = await an_invoice(world.acme.customer)

    assert (first.number, second.number) == ("1001", "1002")


async def test_what_is_shown_beforehand_is_what_it_gets(world: World) -> None:
    async with acting_for(world.acme.tenant):
        await numbering.go_on_from("invoice", 2040)
        coming = await invoices.upcoming_number()

        assert (await an_invoice(world.acme.customer)).number == coming == "2040"


async def test_only_a_draft_may_lack_one(world: World) -> None:
    with pytest.raises(BaseORMException, match="invoice_numbered"):
        async with acting_for(world.acme.tenant):
            draft = await a_draft(world.acme.customer)
            await Invoice.filter(id=draft.id).update(status="open")


async def test_no_two_share_one(world: World) -> None:
    with pytest.raises(BaseORMException, match="invoice_number"):
        async with acting_for(world.acme.tenant):
            sent, draft = await an_invoice(world.acme.customer), await a_draft(world.acme.customer)
            await Invoice.filter(id=draft.id).update(number=sent.number)


class TestDraftsOfBefore:
    """They had taken theirs when they were begun."""

    async def test_one_is_sent_under_its_own(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            draft = await a_draft(world.acme.customer)
            await Invoice.filter(id=draft.id).update(number=f"{await numbering.take('invoice')}")
            await an_invoice(world.acme.customer)
            await invoices.send(await Invoice.get(id=draft.id))

        assert await number_of(world, draft.id) == "1001"

    async def test_numbers_of_a_list_behind_todays_prefix_are_passed_over_once_and_for_all(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            await an_invoice(world.acme.customer)
            listed = await a_draft(world.acme.customer)
            await Invoice.filter(id=listed.id).update(number="1500")
            await acting().rows(import_module("migrations.0038_numbers").BEYOND)

            assert (await an_invoice(world.acme.customer)).number == "1501"
