"""The staff member behind an act stands in the history of what they did, and of nothing else."""

from tenants import customers
from tenants.activity import Activity
from tenants.isolation import acting_for
from tests.builders import as_staff
from tests.world import World


async def noted(world: World) -> Activity:
    async with acting_for(world.acme.tenant):
        customer = await customers.add("Robin Roe")
        return await Activity.get(about_id=customer.id)


async def test_the_history_knows_who_and_from_where(world: World) -> None:
    entry = await as_staff(world.acme.owner, noted(world))

    assert (entry.staff_member_id, entry.by, entry.address) == (world.acme.owner.id, "Olive Owner", "192.0.2.7")


async def test_without_anybody_it_names_nobody(world: World) -> None:
    entry = await noted(world)

    assert (entry.staff_member_id, entry.by, entry.address) == (None, "", "")
