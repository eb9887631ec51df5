"""What can be written about: what the customer can see, and nothing that is still a draft."""

from uuid import uuid4

import pytest

from tenants import messages
from tenants.errors import NotFound
from tenants.isolation import acting_for
from tests.builders import a_draft, a_job, a_service_request, an_agreement, an_estimate, an_invoice
from tests.world import World


async def test_every_kind_of_record_can_be_written_about(world: World) -> None:
    async with acting_for(world.acme.tenant):
        made = {
            "invoice": await an_invoice(world.acme.customer),
            "estimate": await an_estimate(world.acme.customer),
            "job": await a_job(world.acme.customer),
            "agreement": await an_agreement(world.acme.customer),
            "service_request": await a_service_request(world.acme.contact),
        }
        for table, it in made.items():
            found = await messages.record(table, it.id)
            assert (found.about.id, found.customer, found.about.number) == (it.id, "Dana Diaz", it.number)
        assert {about.id for about in await messages.records(world.acme.customer.id)} == {it.id for it in made.values()}
        assert await messages.records(world.acme.other_customer.id) == []


async def test_a_draft_what_is_not_there_and_another_companys_are_one_answer(world: World) -> None:
    async with acting_for(world.bolt.tenant):
        theirs = await an_invoice(world.bolt.customer)
    async with acting_for(world.acme.tenant):
        draft = await a_draft(world.acme.customer)
        for table, wanted in (("invoice", draft.id), ("invoice", theirs.id), ("job", uuid4()), ("customer", uuid4())):
            with pytest.raises(NotFound):
                await messages.record(table, wanted)
        assert await messages.records(world.acme.customer.id) == []
