"""What the pages read of jobs: today first, one query, nothing of anybody else."""

from datetime import date, datetime, time, timedelta

import orjson
import pytest

from tenants import jobs
from tenants.customers import Customer
from tenants.errors import NotFound
from tenants.isolation import acting, acting_for
from tenants.jobs import Job, Row
from tests.builders import a_job, a_visit
from tests.world import World


async def on_home(customer: Customer) -> list[Row]:
    unit = acting()
    row = await unit.row(f"SELECT {jobs.ON_HOME} AS found", unit.tenant.id, customer.id, unit.tenant.today())
    return jobs.on_home(orjson.loads(row["found"]) if row else [])


def at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), acting().tenant.zone)


async def today(customer: Customer, hour: int = 9, **more: object) -> Job:
    job = await a_job(customer, title="Today")
    on = acting().tenant.today()
    await jobs.add_visit(job, at(on, hour), at(on, hour + 2), **more)  # type: ignore[arg-type]
    return job


class TestHome:
    async def test_today_comes_first_then_what_waits_then_what_comes_then_what_was(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            customer = world.acme.customer
            await jobs.complete(await a_job(customer, title="Done"))
            await a_visit(await a_job(customer, title="Soon"), timedelta(days=2))
            await a_visit(await a_job(customer, title="To confirm"), timedelta(days=9), asks_confirmation=True)
            await today(customer)

            rows = await on_home(customer)

        assert [(row.title, row.waits) for row in rows] == [
            ("Today", False),
            ("To confirm", True),
            ("Soon", False),
            ("Done", False),
        ]
        assert jobs.today_visit(rows, world.acme.tenant.today()) is rows[0]

    async def test_the_visit_to_confirm_need_not_be_the_next_one(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            job = await today(world.acme.customer)
            later = await a_visit(job, timedelta(days=9), asks_confirmation=True)
            (row,) = await on_home(world.acme.customer)

        assert row.waits
        assert row.to_confirm == later.starts_at
        assert row.visit
        assert row.visit.starts_at < row.to_confirm

    async def test_it_is_five_at_most_and_none_of_another_customer(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            for _ in range(7):
                await a_job(world.acme.customer)

            assert len(await on_home(world.acme.customer)) == 5
            assert await on_home(world.acme.other_customer) == []

    async def test_it_says_what_the_list_says(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            await today(world.acme.customer, who="Maria")
            await jobs.cancel(await a_job(world.acme.customer))
            open_rows, closed = await jobs.for_customer(world.acme.customer.id, world.acme.tenant.today())

            assert await on_home(world.acme.customer) == open_rows + closed


class TestDays:
    @pytest.mark.parametrize(("zone", "shown"), [("Pacific/Kiritimati", True), ("Pacific/Pago_Pago", True)])
    async def test_today_is_the_companys_own(self, world: World, zone: str, shown: bool) -> None:
        """25 hours apart: their days never are the same, and each sees a visit of its own midnight as today's."""
        tenant = world.acme.tenant
        tenant.time_zone = zone
        await tenant.save()
        async with acting_for(tenant):
            await today(world.acme.customer, hour=0)
            rows, _ = await jobs.for_customer(world.acme.customer.id, tenant.today())

            assert (jobs.today_visit(rows, tenant.today()) is not None) == shown

    async def test_yesterdays_visit_is_not_the_next_one(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            job, day = await a_job(world.acme.customer), world.acme.tenant.today() - timedelta(days=1)
            await jobs.add_visit(job, at(day, 22), at(day, 23))
            (row,), _ = await jobs.for_customer(world.acme.customer.id, world.acme.tenant.today())

        assert row.visit is None


class TestOne:
    async def test_another_customers_is_none(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            job = await a_job(world.acme.customer)
            with pytest.raises(NotFound):
                await jobs.one(world.acme.other_customer.id, job.id)

    async def test_its_history_has_its_visits_and_no_others(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            job, other = await a_job(world.acme.customer), await a_job(world.acme.customer)
            await a_visit(job)
            await a_visit(other)
            document = await jobs.one(world.acme.customer.id, job.id)

        assert [(it["about"], it["verb"]) for it in document.history] == [("job", "scheduled"), ("visit", "planned")]

    async def test_jobs_of_another_day_come_page_by_page_without_a_gap(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            at_once = datetime.now(acting().tenant.zone)
            for _ in range(jobs.PAGE + 2):
                await jobs.complete(await a_job(world.acme.customer), at=at_once)
            _, first = await jobs.for_customer(world.acme.customer.id, world.acme.tenant.today())
            last = first[jobs.PAGE - 1]
            rest = await jobs.older(world.acme.customer.id, (last.closed_at, last.id))  # type: ignore[arg-type]

        ids = [row.id for row in first[: jobs.PAGE] + rest]
        assert len(ids) == len(set(ids)) == jobs.PAGE + 2
