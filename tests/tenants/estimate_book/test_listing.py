"""The company's estimates: found by any word, narrowed down, a page at a time, newest first."""

from datetime import UTC, datetime, timedelta

import pytest

from tenants import estimate_book, estimates
from tenants.estimate_book import After, Filter, Row
from tenants.estimates import Answerer
from tenants.isolation import acting_for
from tests.builders import an_estimate
from tests.world import World


async def listed(world: World, *args: object, **more: object) -> list[Row]:
    async with acting_for(world.acme.tenant):
        return await estimate_book.listed(*args, **more)  # type: ignore[arg-type]


async def test_each_filter_shows_its_own(world: World) -> None:
    customer, long_ago = world.acme.customer, datetime.now(UTC) - timedelta(days=90)
    async with acting_for(world.acme.tenant):
        draft = await estimates.begin(customer)
        waiting = await an_estimate(customer)
        declined = await an_estimate(customer)
        await estimates.decline(declined.id, Answerer(customer.id, "Dana"), 1)
        expired = await an_estimate(customer, at=long_ago)

    shown = {wanted: {row.number for row in await listed(world, wanted)} for wanted in Filter}
    assert shown[Filter.DRAFT] == {draft.number}
    assert shown[Filter.WAITING] == {waiting.number}
    assert shown[Filter.DECLINED] == {declined.number}
    assert shown[Filter.EXPIRED] == {expired.number}
    assert len(shown[Filter.ALL]) == 4


@pytest.mark.parametrize(("search", "many"), [("furnace", 1), ("diaz", 1), ("E10", 1), ("%", 0), ("_", 0)])
async def test_any_word_finds_and_signs_are_only_signs(world: World, search: str, many: int) -> None:
    async with acting_for(world.acme.tenant):
        await an_estimate(world.acme.customer)

    assert len(await listed(world, search=search)) == many


async def test_the_next_page_begins_where_the_last_one_ended(world: World) -> None:
    async with acting_for(world.acme.tenant):
        for _ in range(estimate_book.PAGE + 1):
            await estimates.begin(world.acme.customer)

    first = await listed(world)
    last = first[estimate_book.PAGE - 1]
    (rest,) = await listed(world, after=After(last.listed_at, last.id))
    assert rest.id == first[-1].id


async def test_a_deleted_draft_is_gone_until_it_is_fetched_back(world: World) -> None:
    async with acting_for(world.acme.tenant):
        draft = await estimates.begin(world.acme.customer)
        await estimates.throw_away(draft.id)
        assert await estimate_book.listed() == []

        await estimates.fetch_back(draft.id)
        assert len(await estimate_book.listed()) == 1
