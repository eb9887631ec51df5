"""Activity: what happened to a record, in order, for good."""

import asyncpg
import pytest

from tenants import activity
from tenants.activity import Activity
from tenants.isolation import acting, acting_for
from tests.world import World


async def test_it_says_who_did_what_to_which_record(world: World) -> None:
    async with acting_for(world.acme.tenant):
        await activity.note(world.acme.contact, "removed", by="Alex", customer_id=world.acme.customer.id, why="moved")
        noted = await Activity.get(about_id=world.acme.contact.id)

    assert (noted.about, noted.verb, noted.by, noted.facts) == ("contact", "removed", "Alex", {"why": "moved"})


@pytest.mark.parametrize("sql", ["UPDATE activity SET verb = 'x'", "DELETE FROM activity"])
async def test_the_application_can_neither_change_nor_delete_it(world: World, sql: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with acting_for(world.acme.tenant):
            await acting().rows(sql)
