"""What agreements include, for the agenda."""

from datetime import date, timedelta

from tenants import agreements
from tenants.isolation import acting_for
from tests.builders import a_signed_agreement
from tests.world import World

FIRST = date(2030, 3, 1)


async def test_it_gives_what_is_still_to_be_done_on_these_days(world: World) -> None:
    async with acting_for(world.acme.tenant):
        agreement = await a_signed_agreement(world.acme.contact, visits_planned=4)
        one, two, three, _ = await agreements.plan_visits(agreement, FIRST, weeks=1, arrival="In the morning")
        await agreements.mark_visit_done(one, agreement, on=FIRST)
        await agreements.skip_visit(two, agreement)
        (found,) = await agreements.planned(FIRST, three.planned_on)

    assert (found.id, found.arrival, found.customer) == (three.id, "In the morning", "Dana Diaz")


async def test_an_agreement_that_is_over_asks_for_nothing(world: World) -> None:
    async with acting_for(world.acme.tenant):
        agreement = await a_signed_agreement(world.acme.contact, visits_planned=1)
        await agreements.plan_visits(agreement, FIRST)
        await agreements.end(agreement)

        assert await agreements.planned(FIRST, FIRST + timedelta(days=9)) == []
