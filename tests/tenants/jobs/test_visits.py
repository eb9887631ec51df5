"""A visit: moved with its history, confirmed at the time that was shown, over once."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from tortoise.exceptions import BaseORMException

from tenants import jobs
from tenants.activity import Activity
from tenants.emails import Email
from tenants.errors import Conflict, Invalid, NotFound
from tenants.isolation import acting_for
from tenants.jobs import Job, Visit, VisitStatus
from tests.builders import a_job, a_visit
from tests.world import Company, World

End = Callable[[Visit], Awaitable[None]]
LATER = datetime.now(UTC) + timedelta(days=5)


async def asked(company: Company, begins: timedelta = timedelta(days=3)) -> Visit:
    """A visit of Dana's that asks to be confirmed."""
    async with acting_for(company.tenant):
        return await a_visit(await a_job(company.customer), begins, asks_confirmation=True)


async def confirm(company: Company, visit: Visit, sequence: int = 0, customer_id: UUID | None = None) -> None:
    async with acting_for(company.tenant):
        customer_id = customer_id or visit.customer_id
        await jobs.confirm(customer_id, visit.job_id, visit.id, sequence, by="Dana Diaz")


async def now(company: Company, visit: Visit) -> Visit:
    async with acting_for(company.tenant):
        return await Visit.get(id=visit.id)


async def letters(company: Company) -> list[tuple[str, str]]:
    async with acting_for(company.tenant):
        return [(it.letter, it.to_address) for it in await Email.all().order_by("created_at")]


class TestPlanning:
    async def test_every_contact_is_told(self, world: World) -> None:
        await asked(world.acme)

        assert await letters(world.acme) == [("visit_scheduled", world.acme.contact.email)]

    async def test_nobody_is_told_of_one_that_is_past(self, world: World) -> None:
        await asked(world.acme, timedelta(days=-3))

        assert await letters(world.acme) == []

    async def test_it_has_a_window_with_a_length(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            job = await a_job(world.acme.customer)
            with pytest.raises(Invalid):
                await jobs.add_visit(job, LATER, LATER)


class TestMoving:
    async def test_it_stays_the_same_visit_and_asks_anew(self, world: World) -> None:
        visit = await asked(world.acme)
        await confirm(world.acme, visit)
        async with acting_for(world.acme.tenant):
            await jobs.reschedule(visit, LATER, LATER + timedelta(hours=2), by="Olive Owner")

        moved = await now(world.acme, visit)

        assert (moved.starts_at, moved.who, moved.confirmed_at, moved.sequence) == (LATER, "Maria and Tom", None, 2)

    async def test_its_history_says_from_when_to_when(self, world: World) -> None:
        visit = await asked(world.acme)
        before = visit.starts_at
        async with acting_for(world.acme.tenant):
            await jobs.reschedule(visit, LATER, LATER + timedelta(hours=2), by="Olive Owner")
            note = await Activity.get(about_id=visit.id, verb="moved")

        assert note.facts == {"before": before.isoformat(), "starts_at": LATER.isoformat()}

    async def test_the_contacts_are_told_each_time(self, world: World) -> None:
        visit = await asked(world.acme)
        async with acting_for(world.acme.tenant):
            for days in (5, 6):
                at = datetime.now(UTC) + timedelta(days=days)
                await jobs.reschedule(visit, at, at + timedelta(hours=1))

        assert [letter for letter, _ in await letters(world.acme)] == [
            "visit_scheduled",
            "visit_rescheduled",
            "visit_rescheduled",
        ]

    async def test_one_that_is_over_is_not_moved(self, world: World) -> None:
        visit = await asked(world.acme)
        async with acting_for(world.acme.tenant):
            await jobs.cancel_visit(visit)
            with pytest.raises(Conflict):
                await jobs.reschedule(visit, LATER, LATER + timedelta(hours=2))

    async def test_no_calendar_is_ever_confused(self, world: World) -> None:
        """The database itself keeps the number from going back and the visit with its job."""
        visit = await asked(world.acme)
        async with acting_for(world.acme.tenant):
            other = await a_job(world.acme.customer)
        for change in ({"sequence": -1}, {"job_id": other.id}):
            with pytest.raises(BaseORMException, match="belongs where it is"):
                async with acting_for(world.acme.tenant):
                    await Visit.filter(id=visit.id).update(**change)


class TestConfirming:
    async def test_it_says_who_and_tells_staff(self, world: World) -> None:
        visit = await asked(world.acme)

        await confirm(world.acme, visit)
        async with acting_for(world.acme.tenant):
            await jobs.tell_staff(visit.id)

        assert (await now(world.acme, visit)).confirmed_by == "Dana Diaz"
        assert ("staff_visit_confirmed", world.acme.owner.email) in await letters(world.acme)

    async def test_staff_hear_nothing_of_what_is_confirmed_no_more(self, world: World) -> None:
        visit = await asked(world.acme)
        await confirm(world.acme, visit)
        await _move(world.acme, visit)
        async with acting_for(world.acme.tenant):
            await jobs.tell_staff(visit.id)

        assert "staff_visit_confirmed" not in [letter for letter, _ in await letters(world.acme)]

    async def test_it_works_behind_the_customers_wall(self, world: World) -> None:
        visit = await asked(world.acme)
        async with acting_for(world.acme.tenant, customer_id=visit.customer_id):
            await jobs.confirm(visit.customer_id, visit.job_id, visit.id, 0, by="Dana Diaz")

        assert (await now(world.acme, visit)).confirmed_at

    async def test_again_is_no_error_and_tells_nobody_twice(self, world: World) -> None:
        visit = await asked(world.acme)

        await asyncio.gather(*(confirm(world.acme, visit) for _ in range(4)))
        for _ in range(2):
            async with acting_for(world.acme.tenant):
                await jobs.tell_staff(visit.id)

        assert sum(letter == "staff_visit_confirmed" for letter, _ in await letters(world.acme)) == 1

    async def test_a_time_that_was_not_shown_is_not_confirmed(self, world: World) -> None:
        visit = await asked(world.acme)
        async with acting_for(world.acme.tenant):
            await jobs.reschedule(visit, LATER, LATER + timedelta(hours=2))

        with pytest.raises(Conflict, match="moved"):
            await confirm(world.acme, visit, sequence=0)
        assert (await now(world.acme, visit)).confirmed_at is None

    async def test_one_that_was_confirmed_and_then_moved_is_not_taken_for_confirmed(self, world: World) -> None:
        visit = await asked(world.acme)
        await confirm(world.acme, visit)
        async with acting_for(world.acme.tenant):
            await jobs.reschedule(visit, LATER, LATER + timedelta(hours=2))

        with pytest.raises(Conflict, match="moved"):
            await confirm(world.acme, visit, sequence=0)

    @pytest.mark.parametrize("end", [jobs.mark_done, jobs.mark_missed, jobs.cancel_visit])
    async def test_one_that_is_over_is_not_confirmed(self, world: World, end: End) -> None:
        visit = await asked(world.acme)
        async with acting_for(world.acme.tenant):
            await end(visit)

        with pytest.raises(Conflict, match="as planned"):
            await confirm(world.acme, visit)

    async def test_one_whose_window_has_passed_is_not_confirmed(self, world: World) -> None:
        visit = await asked(world.acme, timedelta(hours=-2, seconds=-1))

        with pytest.raises(Conflict, match="as planned"):
            await confirm(world.acme, visit)

    async def test_one_that_does_not_ask_stays_as_it_is(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            visit = await a_visit(await a_job(world.acme.customer))
        await confirm(world.acme, visit)

        assert (await now(world.acme, visit)).confirmed_at is None

    async def test_another_customers_visit_is_none(self, world: World) -> None:
        visit = await asked(world.acme)

        with pytest.raises(NotFound):
            await confirm(world.acme, visit, customer_id=world.acme.other_customer.id)
        assert (await now(world.acme, visit)).confirmed_at is None

    async def test_a_visit_of_another_job_is_none(self, world: World) -> None:
        visit = await asked(world.acme)

        with pytest.raises(NotFound):
            async with acting_for(world.acme.tenant):
                await jobs.confirm(visit.customer_id, uuid4(), visit.id, 0, by="Dana Diaz")


class TestRaces:
    async def test_of_confirming_and_moving_the_customer_never_confirms_what_they_did_not_see(
        self, world: World
    ) -> None:
        for _ in range(5):
            visit = await asked(world.acme)
            await asyncio.gather(confirm(world.acme, visit), _move(world.acme, visit), return_exceptions=True)
            after = await now(world.acme, visit)

            assert after.starts_at == LATER
            assert after.confirmed_at is None

    async def test_it_is_over_once(self, world: World) -> None:
        visit = await asked(world.acme)
        ends = (jobs.mark_done, jobs.mark_missed, jobs.cancel_visit)

        done = await asyncio.gather(*(_end(world.acme, visit, end) for end in ends * 2), return_exceptions=True)

        assert sum(it is None for it in done) == 1
        assert (await now(world.acme, visit)).status is not VisitStatus.SCHEDULED


async def _move(company: Company, visit: Visit) -> None:
    async with acting_for(company.tenant):
        await jobs.reschedule(await Visit.get(id=visit.id), LATER, LATER + timedelta(hours=2))


async def _end(company: Company, visit: Visit, end: End) -> None:
    async with acting_for(company.tenant):
        await end(await Visit.get(id=visit.id))


async def test_a_visit_belongs_to_its_jobs_customer(world: World) -> None:
    visit = await asked(world.acme)
    async with acting_for(world.acme.tenant):
        job = await Job.get(id=visit.job_id)

    assert visit.customer_id == job.customer_id == world.acme.customer.id
