"""To whom a document goes: named among many, refused by its place in the list, and found as fast as it was sent."""

import time
from uuid import uuid4

import pytest
from quart import Quart

from tenants.api_keys import Access
from tenants.customers import May
from tenants.errors import Invalid
from tenants.isolation import acting_for
from tests.builders import a_draft
from tests.program import Program
from tests.world import World
from web.api import references


async def test_who_is_named_and_gets_none_is_told_by_their_place(world: World) -> None:
    named = [world.acme.contact.id, uuid4(), uuid4()]

    async with acting_for(world.acme.tenant):
        with pytest.raises(Invalid) as refused:
            await references.people(world.acme.customer.id, May.BILLING, named)

    assert refused.value.field == "contact_ids[1]"


async def test_many_names_take_as_long_each_as_a_few(world: World) -> None:
    async def seconds(many: int) -> float:
        named = [uuid4() for _ in range(many)]
        async with acting_for(world.acme.tenant):
            began = time.process_time()
            with pytest.raises(Invalid):
                await references.people(world.acme.customer.id, May.BILLING, named)
            return time.process_time() - began

    few, many = [min([await seconds(it) for _ in range(5)]) for it in (100, 6_000)]

    assert many < 60 * few


@pytest.mark.parametrize("noun", ["invoices", "estimates"])
async def test_who_may_not_write_people_down_invites_none(app: Quart, world: World, noun: str) -> None:
    program = await Program.of(app, world.acme, **{noun: Access.WRITE, "customers": Access.READ})
    async with acting_for(world.acme.tenant):
        draft = await a_draft(world.acme.customer)

    refused = await program.post(f"/{noun}/{draft.id}/send", {"invite": True})

    assert (refused.status, refused.said["code"]) == (403, "scope_missing")
