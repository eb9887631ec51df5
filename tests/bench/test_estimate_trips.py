"""How often the pages of estimates ask the database: as often for forty of them as for two."""

from datetime import UTC, datetime, timedelta

import pytest
from quart import Quart

from tenants import estimates, share_links
from tenants.estimates import Answerer
from tenants.isolation import acting_for
from tests.bench.people import a_customer, a_person
from tests.bench.trips import trips_of
from tests.builders import a_line, an_estimate


@pytest.mark.parametrize("many", [2, 40])
async def test_they_ask_four_times_and_wait_for_three(app: Quart, many: int) -> None:
    person = await a_customer(await a_person("acme", bills=2), bills=2)
    customer = person.company.customer
    items = tuple(estimates.Item(a_line(description=f"Line {place}")) for place in range(many))
    async with acting_for(person.company.tenant):
        for _ in range(many):
            await an_estimate(customer, at=datetime.now(UTC) - timedelta(days=60))
            declined = await an_estimate(customer, items=items)
            await estimates.decline(declined.id, Answerer(customer.id, "Dana"), 1, reason="No")
            waiting = await an_estimate(customer, items=items)
        shared = share_links.address(await share_links.share(waiting))

    for path in ("/estimates", f"/estimates/{waiting.id}", f"/estimates/{declined.id}", shared):
        trips = await trips_of(app, person, path)
        assert (trips.statements, trips.before) <= (4, 3), path
