"""The company's jobs and its agenda: narrowed down, found by any word, whose they are."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from tenants import jobs
from tenants.errors import Invalid
from tenants.isolation import acting_for
from tenants.jobs import Brief, Filter, Job, Plan
from tests.builders import a_job, a_visit
from tests.world import World

NOW = (datetime(9999, 1, 1, tzinfo=UTC), UUID(int=2**128 - 1))


async def titles(world: World, wanted: Filter = Filter.OPEN, search: str = "") -> list[str]:
    async with acting_for(world.acme.tenant):
        return [row.title for row in await jobs.listed(wanted, search, NOW, world.acme.owner.id)]


def noon(world: World, ahead: int = 0) -> datetime:
    on = world.acme.tenant.today() + timedelta(days=ahead)
    return datetime.combine(on, time(12), world.acme.tenant.zone).astimezone(UTC)


async def at(world: World, job: Job, starts_at: datetime, *staff: UUID) -> Any:
    return await jobs.plan(job, Plan(starts_at, starts_at + timedelta(hours=1), frozenset(staff)))


class TestListing:
    async def test_it_narrows_down_by_state(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            await a_job(world.acme.customer, title="Waits")
            await jobs.start(await a_job(world.acme.customer, title="Runs"))
            await jobs.complete(await a_job(world.acme.customer, title="Done"))
            await jobs.cancel(await a_job(world.acme.customer, title="Off"))

        assert await titles(world) == ["Runs", "Waits"]
        found = [
            await titles(world, it) for it in (Filter.SCHEDULED, Filter.IN_PROGRESS, Filter.COMPLETED, Filter.CANCELED)
        ]
        assert found == [["Waits"], ["Runs"], ["Done"], ["Off"]]

    async def test_today_and_this_week_are_those_of_the_company(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            await at(world, await a_job(world.acme.customer, title="Today"), noon(world))
            await at(world, await a_job(world.acme.customer, title="Later"), noon(world, 9))

        assert await titles(world, Filter.TODAY) == ["Today"]
        assert await titles(world, Filter.WEEK) == ["Today"]

    async def test_mine_are_those_i_have_a_visit_of(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            await at(world, await a_job(world.acme.customer, title="Mine"), noon(world), world.acme.owner.id)
            await at(world, await a_job(world.acme.customer, title="Not mine"), noon(world))

        assert await titles(world, Filter.MINE) == ["Mine"]

    @pytest.mark.parametrize("search", ["FURNACE", "diaz", "12 elm", "J1001"])
    async def test_any_word_finds(self, world: World, search: str) -> None:
        async with acting_for(world.acme.tenant):
            await a_job(world.acme.customer, property_id=world.acme.property.id)
            await a_job(world.acme.other_customer, title="Other")

        assert await titles(world, search=search) == ["Furnace replaced"]

    async def test_it_shows_the_next_visit(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            job = await a_job(world.acme.customer)
            await a_visit(job, timedelta(days=5), who="Later")
            await a_visit(job, timedelta(days=2), who="Sooner")
            (row,) = await jobs.listed(Filter.OPEN, "", NOW, world.acme.owner.id)

        assert row.visit
        assert row.visit.who == "Sooner"


class TestAgenda:
    async def test_it_has_the_days_visits_soonest_first_and_no_canceled_ones(self, world: World) -> None:
        today = world.acme.tenant.today()
        async with acting_for(world.acme.tenant):
            job = await a_job(world.acme.customer, property_id=world.acme.property.id)
            late = await at(world, job, noon(world) + timedelta(hours=3))
            early = await at(world, job, noon(world))
            await jobs.cancel_visit(await at(world, job, noon(world)))
            await at(world, job, noon(world, 1))
            found = await jobs.agenda(today, today)

        assert [it.id for it in found] == [early.id, late.id]
        assert (found[0].customer, found[0].address) == ("Dana Diaz", "12 Elm Street")

    async def test_it_can_be_one_persons(self, world: World) -> None:
        today = world.acme.tenant.today()
        async with acting_for(world.acme.tenant):
            job = await a_job(world.acme.customer)
            mine = await at(world, job, noon(world), world.acme.owner.id)
            await at(world, job, noon(world))

            assert [it.id for it in await jobs.agenda(today, today, world.acme.owner.id)] == [mine.id]
            assert await jobs.agenda(today, today, uuid4()) == []

    async def test_midnight_is_the_companys(self, world: World) -> None:
        world.acme.tenant.time_zone = "Pacific/Auckland"
        await world.acme.tenant.save()
        on = date(2026, 7, 1)
        starts_at = datetime.combine(on, time(0, 30), world.acme.tenant.zone).astimezone(UTC)
        async with acting_for(world.acme.tenant):
            await at(world, await a_job(world.acme.customer), starts_at)

            assert len(await jobs.agenda(on, on)) == 1
            assert await jobs.agenda(on - timedelta(days=1), on - timedelta(days=1)) == []


class TestWriting:
    async def test_one_form_makes_one_job(self, world: World) -> None:
        key = uuid4()
        async with acting_for(world.acme.tenant):
            first = await jobs.write_down(world.acme.customer, Brief(" New   boiler "), key)
            second = await jobs.write_down(world.acme.customer, Brief("Other"), key)

        assert (first.id, first.title) == (second.id, "New boiler")

    async def test_the_same_key_elsewhere_is_another_job(self, world: World) -> None:
        key, made = uuid4(), set()
        for company in (world.acme, world.bolt):
            async with acting_for(company.tenant):
                made.add((await jobs.write_down(company.customer, Brief("Boiler"), key)).id)

        assert len(made) == 2

    @pytest.mark.parametrize("brief", [Brief(" "), Brief("x" * 161), Brief("x", "y" * 5_001), Brief("x", "", uuid4())])
    async def test_it_says_what_is_wrong(self, world: World, brief: Brief) -> None:
        async with acting_for(world.acme.tenant):
            with pytest.raises(Invalid):
                await jobs.write_down(world.acme.customer, brief, uuid4())

    async def test_another_customers_property_is_none(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            job = await a_job(world.acme.other_customer)
            with pytest.raises(Invalid):
                await jobs.rewrite(job, Brief("x", "", world.acme.property.id))
