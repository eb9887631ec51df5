"""How often the pages of jobs ask the database: as often for forty visits and jobs as for two."""

from datetime import timedelta

import pytest
from quart import Quart

from tenants import jobs
from tenants.isolation import acting_for
from tenants.photos import Photo
from tests.bench.people import a_customer, a_person
from tests.bench.trips import trips_of
from tests.builders import a_calendar_feed, a_job, a_visit

SIZE = {"width": 4, "height": 3, "bytes": 0, "sha256": ""}


@pytest.mark.parametrize("many", [2, 40])
async def test_they_ask_four_times_and_wait_for_three(app: Quart, many: int) -> None:
    person = await a_customer(await a_person("acme", bills=2), bills=2)
    customer = person.company.customer
    async with acting_for(person.company.tenant):
        job = await a_job(customer)
        for _ in range(many):
            await a_visit(job, asks_confirmation=True)
            await jobs.complete(await a_job(customer), at=job.created_at - timedelta(days=1))
            photo = await Photo.create(
                customer_id=customer.id, about="job", about_id=job.id, name="x", sizes={"large": SIZE}, total_bytes=0
            )
        await a_calendar_feed(person.company.contact)

    for path in ("/jobs", f"/jobs/{job.id}", f"/jobs/{job.id}/photos/{photo.id}", "/jobs/calendar"):
        trips = await trips_of(app, person, path)
        assert (trips.statements, trips.before) == (4, 3), path
