"""The walk from company to company: each inside its own walls."""

from tenants.across import each_tenant
from tenants.customers import Customer
from tenants.isolation import NoTenant, acting
from tests.world import World


async def test_it_acts_for_each_company_in_turn(world: World) -> None:
    seen = {}
    async for tenant in each_tenant():
        assert acting().tenant is tenant
        seen[tenant.id] = {customer.id for customer in await Customer.all()}

    assert seen[world.acme.tenant.id] == {world.acme.customer.id, world.acme.other_customer.id}
    assert seen[world.bolt.tenant.id] == {world.bolt.customer.id, world.bolt.other_customer.id}


async def test_it_leaves_nobody_acting_behind(world: World) -> None:
    async for _ in each_tenant():
        pass
    try:
        acting()
    except NoTenant:
        return
    raise AssertionError
