"""How often a page may ask the database: the same number of times, however much there is to show."""

import pytest
from quart import Quart

from tests.bench.people import a_customer, a_person
from tests.bench.trips import trips_of


@pytest.mark.parametrize("path", ["/", "/invoices"])
@pytest.mark.parametrize("bills", [6, 60])
async def test_it_asks_four_times_and_waits_for_three(app: Quart, path: str, bills: int) -> None:
    person = await a_customer(await a_person("acme", bills=2), bills=bills)

    trips = await trips_of(app, person, path)

    assert (trips.statements, trips.before) == (4, 3)
