"""Pages by age: every record once, also those that came in the same moment."""

from tenants import newest_first
from tenants.customers import Customer
from tenants.isolation import acting, acting_for
from tests.world import World


async def test_it_pages_through_everything_once(world: World) -> None:
    async with acting_for(world.acme.tenant) as unit:
        for number in range(7):
            await Customer.create(name=f"Customer {number}")
        await unit.rows("UPDATE customer SET created_at = '2026-01-01' WHERE tenant_id = $1", world.acme.tenant.id)

        seen, place = [], None
        while True:
            found = await newest_first.page(Customer.all(), place, 2)
            seen += [it.id for it in found[:2]]
            if len(found) <= 2:
                break
            place = newest_first.after(found[1])

        everybody = await acting().rows("SELECT id FROM customer WHERE tenant_id = $1", world.acme.tenant.id)
    assert sorted(seen) == sorted(row["id"] for row in everybody)


async def test_it_is_the_newest_first(world: World) -> None:
    async with acting_for(world.acme.tenant):
        for number in range(3):
            await Customer.create(name=f"Customer {number}")

        found = await newest_first.page(Customer.all(), None, 3)

    assert [it.name for it in found[:3]] == ["Customer 2", "Customer 1", "Customer 0"]
