"""Properties: gone when nothing was done there, kept in the archive when something was."""

import pytest

from tenants import customers
from tenants.customers import Property
from tenants.errors import Invalid
from tenants.isolation import acting_for
from tests.builders import a_draft, a_job
from tests.world import World


class TestProperties:
    async def test_one_without_work_is_gone(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            assert await customers.remove_property(world.acme.property) is False
            assert not await Property.filter(id=world.acme.property.id).exists()

    async def test_one_with_work_is_kept_in_the_archive(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            await a_job(world.acme.customer, property_id=world.acme.property.id)

            assert await customers.remove_property(world.acme.property) is True
            assert (await Property.get(id=world.acme.property.id)).archived_at

    async def test_it_comes_back(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            await a_draft(world.acme.customer, property_id=world.acme.property.id)
            await customers.remove_property(world.acme.property)
            await customers.bring_property_back(world.acme.property)

            assert (await Property.get(id=world.acme.property.id)).archived_at is None

    @pytest.mark.parametrize("address", ["", " \n", "x" * 501])
    async def test_it_has_an_address(self, world: World, address: str) -> None:
        async with acting_for(world.acme.tenant):
            with pytest.raises(Invalid) as error:
                await customers.add_property(world.acme.customer, "", address)

        assert error.value.field == "address"
