"""Emails: one row for one business event, queued with the change that calls for it."""

import pytest

from tenants import emails
from tenants.emails import Delivery, Email
from tenants.isolation import acting_for, statement
from tests.world import World


async def write(world: World, key: str = "a key") -> object:
    contact = world.acme.contact
    return await emails.write(
        "receipt",
        key=key,
        to=(contact.name, contact.email),
        about=contact,
        customer_id=world.acme.customer.id,
        facts={"number": "1001"},
    )


async def test_it_is_queued_with_a_task(world: World) -> None:
    async with acting_for(world.acme.tenant):
        email_id = await write(world)
        email = await Email.get(id=email_id)

    tasks = await statement("SELECT name FROM task WHERE subject = $1", str(email_id))
    assert (email.status, email.facts) == (Delivery.QUEUED, {"number": "1001"})
    assert [task["name"] for task in tasks] == ["deliver_email"]


async def test_one_event_writes_one(world: World) -> None:
    async with acting_for(world.acme.tenant):
        assert await write(world) is not None
        assert await write(world) is None
        assert await write(world, "another") is not None


async def test_two_companies_may_have_the_same_event(world: World) -> None:
    async with acting_for(world.acme.tenant):
        await write(world)
    async with acting_for(world.bolt.tenant):
        to = (world.bolt.contact.name, world.bolt.contact.email)
        again = await emails.write("receipt", key="a key", to=to, about=world.bolt.contact, customer_id=None, facts={})
    assert again is not None


async def test_it_is_gone_with_a_change_that_failed(world: World) -> None:
    with pytest.raises(ZeroDivisionError):
        async with acting_for(world.acme.tenant):
            await write(world)
            raise ZeroDivisionError
    async with acting_for(world.acme.tenant):
        assert await Email.all().count() == 0
