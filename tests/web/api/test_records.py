"""Two changes of one record at once: neither takes the other back."""

from asyncio import create_task
from contextvars import Context

from quart import Quart

from tenants import customers, estimates
from tenants.estimates import EstimateVersion
from tenants.isolation import acting_for
from tests.patience import until_somebody_is_held_up
from tests.program import Program
from tests.web.api.test_estimates import an_offer, written
from tests.world import World


async def test_a_change_of_a_part_keeps_what_another_one_just_changed(app: Quart, world: World) -> None:
    program, customer = await Program.of(app, world.acme), world.acme.customer

    async with acting_for(world.acme.tenant):
        await customers.change(customer, "Martha Cole", customer.billing_address)
        change = create_task(
            program.patch(f"/customers/{customer.id}", {"billing_address": "12 Elm St."}), context=Context()
        )
        await until_somebody_is_held_up()

    assert ((await change).said["name"], (await change).said["billing_address"]) == ("Martha Cole", "12 Elm St.")


async def test_a_changed_offer_keeps_the_place_that_was_just_chosen(app: Quart, world: World) -> None:
    program = await Program.of(app, world.acme)
    made = (await written(program)).said

    async with acting_for(world.acme.tenant):
        draft = await estimates.held(made["id"])
        said = (await EstimateVersion.get(estimate_id=draft.id)).contents
        await estimates.rewrite(draft, estimates.read(said), world.acme.property.id)
        change = create_task(
            program.patch(f"/estimates/{made['id']}", {"offer": an_offer(title="Pump")}), context=Context()
        )
        await until_somebody_is_held_up()

    assert (await change).said["property_id"] == str(world.acme.property.id)
