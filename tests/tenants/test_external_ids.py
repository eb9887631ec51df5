"""External ids: once per noun and company, and never a guess."""

import pytest

from tenants import customers, external_ids
from tenants.customers import Customer
from tenants.errors import Invalid
from tenants.isolation import acting_for
from tests.world import World


async def test_a_record_is_found_by_what_it_is_called(world: World) -> None:
    async with acting_for(world.acme.tenant):
        row = await customers.add("Martha")
        await external_ids.call(row, "QB-7")

        found = await external_ids.held(Customer, "QB-7")

    assert found
    assert found.id == row.id
    async with acting_for(world.bolt.tenant):
        assert await external_ids.held(Customer, "QB-7") is None


async def test_two_records_are_never_called_the_same(world: World) -> None:
    async with acting_for(world.acme.tenant):
        first, second = await customers.add("Martha"), await customers.add("Cole")
        await external_ids.call(first, "7")
        await external_ids.call(first, "7")
        with pytest.raises(Invalid):
            await external_ids.call(second, "7")

        await external_ids.call(first, None)
        await external_ids.call(second, "7")


@pytest.mark.parametrize("key", ["", "x" * 121, "a\nb"], ids=["empty", "long", "two lines"])
async def test_an_unusable_one_is_refused(world: World, key: str) -> None:
    async with acting_for(world.acme.tenant):
        with pytest.raises(Invalid):
            await external_ids.held(Customer, key)
