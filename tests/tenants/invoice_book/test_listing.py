"""The company's invoices: found by any word, narrowed down, a page at a time, newest first."""

from datetime import timedelta

import pytest

from tenants import invoice_book, invoices
from tenants.invoice_book import After, Filter, Row
from tenants.isolation import acting_for
from tenants.standing import State
from tests.builders import a_draft, an_entry, an_invoice
from tests.world import World


async def listed(world: World, *args: object, **more: object) -> list[Row]:
    async with acting_for(world.acme.tenant):
        return await invoice_book.listed(*args, **more)  # type: ignore[arg-type]


async def test_the_newest_comes_first_and_drafts_are_there(world: World) -> None:
    async with acting_for(world.acme.tenant):
        sent = await an_invoice(world.acme.customer)
        await a_draft(world.acme.customer)

    assert [row.number for row in await listed(world)] == [None, sent.number]


async def test_it_says_how_each_stands(world: World) -> None:
    async with acting_for(world.acme.tenant):
        invoice = await an_invoice(world.acme.customer, due_on=world.acme.tenant.today() - timedelta(days=3))
        await an_entry(invoice, 5_000)

    (row,) = await listed(world)
    assert (row.standing.state, row.standing.balance, row.customer) == (State.OVERDUE, 7_000, "Dana Diaz")


@pytest.mark.parametrize("search", ["diaz", "furnace", "1001", " 1001 "])
async def test_any_word_finds(world: World, search: str) -> None:
    async with acting_for(world.acme.tenant):
        await an_invoice(world.acme.customer)
        await a_draft(world.acme.other_customer, title="Gutters")

    assert [row.number for row in await listed(world, search=search)] == ["1001"]


@pytest.mark.parametrize("search", ["%", "_", "\\", "no such thing"])
async def test_signs_of_a_pattern_are_only_signs(world: World, search: str) -> None:
    async with acting_for(world.acme.tenant):
        await an_invoice(world.acme.customer)

    assert await listed(world, search=search) == []


async def test_each_filter_shows_its_own(world: World) -> None:
    async with acting_for(world.acme.tenant):
        await a_draft(world.acme.customer)
        await an_invoice(world.acme.customer)
        late = await an_invoice(world.acme.customer, due_on=world.acme.tenant.today() - timedelta(days=1))
        await an_invoice(world.acme.customer, 0)
        await invoices.void(await an_invoice(world.acme.customer))

    shown = {wanted: [row.number for row in await listed(world, wanted)] for wanted in Filter}
    assert shown[Filter.OPEN] == [late.number, "1001"]
    assert shown[Filter.OVERDUE] == [late.number]
    assert [shown[it] for it in (Filter.DRAFT, Filter.PAID, Filter.VOID)] == [[None], ["1003"], ["1004"]]
    assert len(shown[Filter.ALL]) == 5


async def test_the_next_page_begins_where_the_last_one_ended(world: World) -> None:
    async with acting_for(world.acme.tenant):
        for _ in range(invoice_book.PAGE + 2):
            await a_draft(world.acme.customer)

    first = await listed(world)
    last = first[invoice_book.PAGE - 1]
    rest = await listed(world, after=After(last.listed_at, last.id))
    assert len(first) == invoice_book.PAGE + 1
    assert {row.id for row in rest} | {row.id for row in first[: invoice_book.PAGE]} == {
        *(row.id for row in first),
        *(row.id for row in rest),
    }
    assert len(rest) == 2


async def test_another_company_sees_none(world: World) -> None:
    async with acting_for(world.acme.tenant):
        await an_invoice(world.acme.customer)
    async with acting_for(world.bolt.tenant):
        assert await invoice_book.listed() == []
