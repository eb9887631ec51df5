"""One estimate for the company: what its customer has, and what they would get next."""

import pytest

from tenants import estimate_book, estimates
from tenants.errors import NotFound
from tenants.isolation import acting_for
from tests.builders import a_line, an_estimate, estimate_contents
from tests.world import World


async def test_a_revision_is_beside_what_the_customer_has(world: World) -> None:
    async with acting_for(world.acme.tenant):
        estimate = await an_estimate(world.acme.customer)
        await estimates.revise(estimate, estimate_contents(items=(estimates.Item(a_line(9_000)),)))

        now, following = await estimate_book.look(estimate), await estimate_book.as_if_sent(estimate)

    assert now
    assert (now.version, now.least_total) == (1, 12_000)
    assert (following.version, following.least_total) == (2, 9_000)
    assert following.differences.totals == (12_000, 9_000)


async def test_a_draft_without_lines_is_seen_by_nobody(world: World) -> None:
    async with acting_for(world.acme.tenant):
        draft = await estimates.begin(world.acme.customer)

        assert await estimate_book.look(draft) is None
        with pytest.raises(NotFound):
            await estimate_book.as_if_sent(draft)


async def test_another_companys_is_not_there(world: World) -> None:
    async with acting_for(world.bolt.tenant):
        theirs = await an_estimate(world.bolt.customer)
    async with acting_for(world.acme.tenant):
        with pytest.raises(NotFound):
            await estimate_book.one(theirs.id)
