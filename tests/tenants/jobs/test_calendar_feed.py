"""Calendar feeds: one for a contact, known by a hash, never another customer's."""

import asyncio
from uuid import uuid4

import pytest
from tortoise.exceptions import BaseORMException

from tenants.errors import NotFound
from tenants.isolation import acting_for
from tenants.jobs import CalendarFeed, calendar_feed
from tests.builders import a_calendar_feed
from tests.world import World


async def test_only_the_hash_of_its_token_is_stored(world: World) -> None:
    async with acting_for(world.acme.tenant):
        feed = await a_calendar_feed(world.acme.contact)

        assert calendar_feed.token(feed).encode() not in feed.token_hash + feed.nonce
        assert len(calendar_feed.token(feed)) == calendar_feed.TOKEN_LENGTH


async def test_it_holds_the_unit_to_its_customer(world: World) -> None:
    async with acting_for(world.acme.tenant):
        token = calendar_feed.token(await a_calendar_feed(world.acme.contact))
    async with acting_for(world.acme.tenant) as unit:
        assert (await calendar_feed.opened_with(token)).customer_id == world.acme.customer.id
        assert [row["id"] for row in await unit.rows("SELECT id FROM customer")] == [world.acme.customer.id]


async def test_a_contact_has_one_also_for_many_at_once(world: World) -> None:
    async def begin() -> None:
        async with acting_for(world.acme.tenant):
            await calendar_feed.begin(world.acme.customer.id, world.acme.contact.id)

    await asyncio.gather(*(begin() for _ in range(5)))

    async with acting_for(world.acme.tenant):
        assert await CalendarFeed.all().count() == 1


async def test_it_is_a_contacts_of_its_own_customer(world: World) -> None:
    with pytest.raises(BaseORMException, match="foreign key"):
        async with acting_for(world.acme.tenant):
            await CalendarFeed.create(
                customer_id=world.acme.other_customer.id,
                contact_id=world.acme.contact.id,
                nonce=b"n" * 16,
                token_hash=uuid4().bytes,
            )


@pytest.mark.parametrize("given", ["", "x", "x" * 43, "x" * 400, "\x00" * 43, "ü" * 43])
async def test_what_is_no_token_opens_nothing(world: World, given: str) -> None:
    async with acting_for(world.acme.tenant):
        with pytest.raises(NotFound):
            await calendar_feed.opened_with(given)
