"""How far many agreements are, asked for at once."""

from datetime import date, timedelta

from tenants import agreements
from tenants.agreements import Progress, State
from tenants.isolation import acting_for
from tests.builders import a_signed_agreement, agreement_contents, an_agreement
from tests.world import World

TODAY = date(2026, 6, 1)


async def test_it_counts_what_is_done_and_tells_what_is_next(world: World) -> None:
    async with acting_for(world.acme.tenant):
        runs = await a_signed_agreement(world.acme.contact, visits_planned=3)
        first, *_ = await agreements.plan_visits(runs, TODAY - timedelta(weeks=1), weeks=1)
        await agreements.mark_visit_done(first, runs, on=first.planned_on)
        asked = await an_agreement(world.acme.customer)
        found = await agreements.progress([runs.id, asked.id], TODAY)

    assert found == {runs.id: Progress(State.RUNNING, 1, TODAY), asked.id: Progress(State.TO_SIGN, 0, None)}


async def test_a_draft_and_another_companys_have_none(world: World) -> None:
    async with acting_for(world.acme.tenant):
        draft = await agreements.draft(world.acme.customer, agreement_contents())
    async with acting_for(world.bolt.tenant):
        theirs = await an_agreement(world.bolt.customer)

    async with acting_for(world.acme.tenant):
        assert await agreements.progress([draft.id, theirs.id], TODAY) == {}
