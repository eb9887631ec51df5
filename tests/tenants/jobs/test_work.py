"""A job from scheduled to its end, what becomes of its visits, and who hears of it."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest
from tortoise.exceptions import BaseORMException

from tenants import directory, jobs, photos
from tenants.activity import Activity
from tenants.emails import Email
from tenants.errors import Conflict
from tenants.isolation import acting_for
from tenants.jobs import Job, JobStatus, Visit, VisitStatus
from tenants.photos import Photo
from tenants.tenant import Tenant
from tests.builders import a_job, a_visit
from tests.patience import until_somebody_is_held_up
from tests.world import Company, World

Act = Callable[[Job], Awaitable[object]]


async def letters(job: Job) -> list[str]:
    return [email.letter for email in await Email.filter(about_id=job.id).order_by("letter")]


async def visits_of(job: Job) -> list[VisitStatus]:
    return [visit.status for visit in await Visit.filter(job_id=job.id).order_by("starts_at")]


async def a_photo(job: Job) -> Photo:
    return await Photo.create(
        customer_id=job.customer_id, about="job", about_id=job.id, name="Boiler", sizes={}, total_bytes=0
    )


class TestScheduling:
    async def test_it_has_a_number_of_its_own(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            numbers = [(await a_job(world.acme.customer)).number for _ in range(2)]

        assert numbers == ["J1001", "J1002"]

    async def test_it_cannot_be_at_another_customers_property(self, world: World) -> None:
        with pytest.raises(BaseORMException, match="foreign key"):
            async with acting_for(world.acme.tenant):
                await a_job(world.acme.other_customer, property_id=world.acme.property.id)

    async def test_it_tells_what_happened(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            job = await a_job(world.acme.customer, by="Olive Owner")
            await jobs.start(job)
            await jobs.complete(job)
            verbs = await Activity.filter(about_id=job.id).order_by("at").values_list("verb", flat=True)

        assert verbs == ["scheduled", "started", "completed"]


class TestCompleting:
    async def test_it_ends_the_visits_that_are_open(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            job = await a_job(world.acme.customer)
            await a_visit(job, timedelta(hours=-3))
            await a_visit(job, timedelta(days=3))
            await jobs.complete(job)

            assert job.status is JobStatus.COMPLETED
            assert await visits_of(job) == [VisitStatus.DONE, VisitStatus.CANCELED]

    async def test_it_leaves_a_missed_visit_missed(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            job = await a_job(world.acme.customer)
            await jobs.mark_missed(await a_visit(job, timedelta(days=-2)))
            await jobs.complete(job)

            assert await visits_of(job) == [VisitStatus.MISSED]

    async def test_it_tells_the_contacts_how_many_photos_there_are(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            job = await a_job(world.acme.customer)
            await a_photo(job)
            await photos.remove(await a_photo(job))
            await jobs.complete(job)
            told = await Email.get(about_id=job.id, letter="job_completed")

        assert told.to_address == world.acme.contact.email
        assert (told.facts["photos"], told.facts["path"]) == (1, f"/jobs/{job.id}")

    async def test_it_speaks_of_no_photos_that_are_not_shown(self, world: World) -> None:
        await Tenant.filter(id=world.acme.tenant.id).update(shows_job_photos=False)
        tenant = await Tenant.get(id=world.acme.tenant.id)
        async with acting_for(tenant):
            job = await a_job(world.acme.customer)
            await a_photo(job)
            await jobs.complete(job)

            assert (await Email.get(about_id=job.id)).facts["photos"] == 0

    async def test_it_writes_nothing_into_a_hidden_section(self, world: World) -> None:
        await Tenant.filter(id=world.acme.tenant.id).update(shows_jobs=False)
        directory.forget()
        tenant = await Tenant.get(id=world.acme.tenant.id)
        async with acting_for(tenant):
            job = await a_job(world.acme.customer)
            await a_visit(job)
            await jobs.complete(job)

            assert await letters(job) == []

    async def test_nobody_is_told_of_history(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            job = await a_job(world.acme.customer)
            await jobs.complete(job, at=datetime.now(UTC) - timedelta(days=90))

            assert await letters(job) == []


class TestCanceling:
    async def test_nobody_comes_any_more_and_who_would_have_waited_hears_of_it(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            job = await a_job(world.acme.customer)
            await a_visit(job)
            await jobs.cancel(job)

            assert await visits_of(job) == [VisitStatus.CANCELED]
            assert await letters(job) == ["visit_canceled", "visit_scheduled"]

    async def test_a_job_that_is_over_takes_no_visit(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            job = await a_job(world.acme.customer)
            await jobs.cancel(job)

            with pytest.raises(Conflict):
                await a_visit(job)

    @pytest.mark.parametrize("act", [jobs.start, jobs.complete, jobs.cancel])
    async def test_nothing_more_happens_to_it(self, world: World, act: Act) -> None:
        async with acting_for(world.acme.tenant):
            job = await a_job(world.acme.customer)
            await jobs.cancel(job)

            with pytest.raises(Conflict):
                await act(job)


class TestRaces:
    async def test_of_completing_and_canceling_one_wins(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            job = await a_job(world.acme.customer)

        done = await asyncio.gather(
            *(_act(world.acme, job, act) for act in (jobs.complete, jobs.cancel) * 3), return_exceptions=True
        )

        assert sum(it is None for it in done) == 1
        assert sum(isinstance(it, Conflict) for it in done) == 5

    async def test_a_visit_that_is_just_being_added_is_canceled_too(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            job = await a_job(world.acme.customer)
        added = asyncio.Event()

        async def cancel() -> None:
            await added.wait()
            await _act(world.acme, job, jobs.cancel)

        canceling = asyncio.create_task(cancel())
        async with acting_for(world.acme.tenant):
            await a_visit(job)
            added.set()
            await until_somebody_is_held_up()
        await canceling

        async with acting_for(world.acme.tenant):
            assert await visits_of(job) == [VisitStatus.CANCELED]


async def _act(company: Company, job: Job, act: Act) -> None:
    async with acting_for(company.tenant):
        await act(await Job.get(id=job.id))
