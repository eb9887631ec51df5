"""What the tests of estimates share: everybody who answers, and a unit of work for Acme."""

from collections.abc import AsyncIterator

import pytest

from tenants.estimates import Answerer
from tenants.isolation import Unit, acting_for
from tests.world import World


@pytest.fixture
async def unit(world: World) -> AsyncIterator[Unit]:
    """A unit of work of Acme's."""
    async with acting_for(world.acme.tenant) as unit:
        yield unit


@pytest.fixture
def dana(world: World) -> Answerer:
    contact = world.acme.contact
    return Answerer(contact.customer_id, contact.name, contact_id=contact.id, network="192.0.2.1")
