"""How often the pages of agreements ask the database: as often for a year of visits as for two."""

from datetime import timedelta

import pytest
from quart import Quart

from tenants import agreements, invoices
from tenants.customers import Contact
from tenants.isolation import acting_for
from tests.bench.people import a_customer, a_person
from tests.bench.trips import trips_of
from tests.builders import a_draft, a_signed_agreement, an_agreement


@pytest.mark.parametrize("many", [2, 40])
async def test_they_ask_four_times_and_wait_for_three(app: Quart, many: int) -> None:
    person = await a_customer(await a_person("acme", bills=2), bills=2)
    company = person.company
    async with acting_for(company.tenant):
        lee = await Contact.get(customer_id=company.customer.id)
        agreement = await a_signed_agreement(lee, visits_planned=many)
        await agreements.plan_visits(agreement, company.tenant.today() - timedelta(days=100), weeks=1)
        for _ in range(many):
            await invoices.send(await a_draft(company.customer, agreement_id=agreement.id))
            await an_agreement(company.customer)

    for path in ("/agreements", f"/agreements/{agreement.id}"):
        trips = await trips_of(app, person, path)
        assert (trips.statements, trips.before) == (4, 3), path
