"""The letterhead: the company, the customer and the place, as they are on that day."""

from tenants.isolation import acting_for
from tenants.letterhead import letterhead
from tests.world import World


async def test_it_names_who_writes_to_whom_about_which_place(world: World) -> None:
    acme = world.acme
    async with acting_for(acme.tenant):
        kept = await letterhead(acme.customer.id, acme.property.id)

    assert (kept["company"], kept["address"]) == ("Acme", ["1 Main Street", "Springfield, IL 62701"])
    assert kept["bill_to"] == ["Dana Diaz", "12 Elm Street", "Springfield, IL 62702"]
    assert kept["service"] == ["12 Elm Street"]


async def test_it_names_no_place_where_there_is_none(world: World) -> None:
    async with acting_for(world.acme.tenant):
        assert (await letterhead(world.acme.customer.id, None))["service"] == []
