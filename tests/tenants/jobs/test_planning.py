"""Visits planned in the console: who comes, moved by one of two, and each end taken back."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tenants import jobs
from tenants.emails import Email
from tenants.errors import Conflict, Invalid
from tenants.isolation import acting_for
from tenants.jobs import Assignment, Job, JobStatus, Plan, Visit, VisitStatus
from tests.builders import a_job, a_visit
from tests.world import World

TOMORROW = datetime.now(UTC).replace(microsecond=0) + timedelta(days=1)


def a_plan(hours: int = 0, **more: Any) -> Plan:
    starts_at = TOMORROW + timedelta(hours=hours)
    return Plan(**{"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=2), "who": "Olive", **more})


async def planned(world: World, **more: Any) -> Visit:
    async with acting_for(world.acme.tenant):
        return await jobs.plan(await a_job(world.acme.customer), a_plan(**more))


async def letters(world: World, letter: str) -> int:
    async with acting_for(world.acme.tenant):
        return await Email.filter(letter=letter).count()


class TestWhoComes:
    async def test_several_can_make_one_visit(self, world: World) -> None:
        visit = await planned(world, staff=frozenset({world.acme.owner.id}))
        async with acting_for(world.acme.tenant):
            assert await jobs.assigned([visit.id]) == {visit.id: frozenset({world.acme.owner.id})}

    async def test_whoever_is_not_named_any_more_does_not_come(self, world: World) -> None:
        visit = await planned(world, staff=frozenset({world.acme.owner.id}))
        async with acting_for(world.acme.tenant):
            await jobs.replan(visit, a_plan(), visit.sequence)

            assert not await Assignment.all()

    @pytest.mark.parametrize("whose", ["the other company's", "nobody's"])
    async def test_a_stranger_is_refused_and_nothing_is_planned(self, world: World, whose: str) -> None:
        who = world.bolt.owner.id if "other" in whose else uuid4()
        with pytest.raises(Invalid):
            await planned(world, staff=frozenset({world.acme.owner.id, who}))
        async with acting_for(world.acme.tenant):
            assert not await Visit.all()

    @pytest.mark.parametrize("field", ["who", "note"])
    async def test_what_is_too_long_is_said(self, world: World, field: str) -> None:
        with pytest.raises(Invalid):
            await planned(world, **{field: "x" * 2_001})


class TestReplanning:
    async def test_other_people_or_words_send_no_letter(self, world: World) -> None:
        visit = await planned(world)
        async with acting_for(world.acme.tenant):
            await jobs.replan(visit, a_plan(who="Maria", note="Ring twice."), visit.sequence)

        assert (visit.who, visit.note, visit.sequence) == ("Maria", "Ring twice.", 0)
        assert await letters(world, "visit_rescheduled") == 0

    async def test_another_time_sends_one_and_has_to_be_confirmed_anew(self, world: World) -> None:
        visit = await planned(world, asks_confirmation=True)
        async with acting_for(world.acme.tenant):
            await jobs.confirm(visit.customer_id, visit.job_id, visit.id, 0, by="Dana")
            await jobs.replan(visit, a_plan(5, asks_confirmation=True), 1)

        assert (visit.sequence, visit.confirmed_at) == (2, None)
        assert await letters(world, "visit_rescheduled") == 1

    async def test_of_two_staff_moving_it_one_wins(self, world: World) -> None:
        visit = await planned(world)

        async def move(hours: int) -> object:
            async with acting_for(world.acme.tenant):
                return await jobs.replan(await Visit.get(id=visit.id), a_plan(hours), 0)

        ends = await asyncio.gather(*map(move, (3, 4, 5)), return_exceptions=True)

        assert sorted(type(end).__name__ for end in ends) == ["Conflict", "Conflict", "NoneType"]
        assert await letters(world, "visit_rescheduled") == 1


class TestTakingBack:
    @pytest.mark.parametrize("act", [jobs.mark_done, jobs.mark_missed, jobs.cancel_visit])
    async def test_each_end_is_taken_back(self, world: World, act: Any) -> None:
        visit = await planned(world)
        async with acting_for(world.acme.tenant):
            await act(visit)
            await jobs.reopen_visit(visit)

        assert (visit.status, visit.done_at, visit.sequence) == (VisitStatus.SCHEDULED, None, 2)

    async def test_only_of_one_that_was_canceled_the_customer_is_told(self, world: World) -> None:
        visit = await planned(world)
        async with acting_for(world.acme.tenant):
            await jobs.mark_done(visit)
            await jobs.reopen_visit(visit)
            before = await Email.filter(letter="visit_scheduled").count()
            await jobs.cancel_visit(visit)
            await jobs.reopen_visit(visit)

        assert before == 1
        assert await letters(world, "visit_scheduled") == 2

    async def test_not_when_its_job_is_over(self, world: World) -> None:
        visit = await planned(world)
        async with acting_for(world.acme.tenant):
            await jobs.cancel(await Job.get(id=visit.job_id))
            await visit.refresh_from_db()
            with pytest.raises(Conflict):
                await jobs.reopen_visit(visit)

    async def test_not_one_that_is_planned(self, world: World) -> None:
        visit = await planned(world)
        with pytest.raises(Conflict):
            async with acting_for(world.acme.tenant):
                await jobs.reopen_visit(visit)


class TestReopening:
    @pytest.mark.parametrize(
        ("act", "back"), [(jobs.complete, JobStatus.IN_PROGRESS), (jobs.cancel, JobStatus.SCHEDULED)]
    )
    async def test_a_job_goes_on_where_it_was(self, world: World, act: Any, back: JobStatus) -> None:
        async with acting_for(world.acme.tenant):
            job = await a_job(world.acme.customer)
            await act(job)
            await jobs.reopen(job)

        assert (job.status, job.completed_at, job.canceled_at) == (back, None, None)

    async def test_it_is_completed_again_without_a_second_letter(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            job = await a_job(world.acme.customer)
            await jobs.complete(job)
            await jobs.reopen(job)
            await jobs.complete(job)

        assert await letters(world, "job_completed") == 1

    async def test_of_completing_and_canceling_at_once_one_wins(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            job = await a_job(world.acme.customer)
            await a_visit(job)

        async def end(act: Any) -> object:
            async with acting_for(world.acme.tenant):
                return await act(await Job.get(id=job.id))

        ends = await asyncio.gather(end(jobs.complete), end(jobs.cancel), return_exceptions=True)

        assert sorted(type(it).__name__ for it in ends) == ["Conflict", "NoneType"]
        assert await letters(world, "visit_canceled") == 1
