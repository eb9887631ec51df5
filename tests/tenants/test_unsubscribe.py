"""The way out that every letter one may do without carries: one press, no sign-in, nothing else opened."""

from uuid import uuid4

import pytest

from tenants import emails, unsubscribe
from tenants.customers import Contact
from tenants.emails import Email
from tenants.isolation import acting_for
from tenants.topics import Topic
from tests.world import Company, World


async def a_letter(company: Company, letter: str = "receipt", *, staff: bool = False) -> Email:
    contact = company.contact
    async with acting_for(company.tenant):
        written = await emails.write(
            letter,
            key=uuid4().hex,
            to=(contact.name, contact.email),
            about=contact,
            customer_id=None if staff else contact.customer_id,
            facts={},
        )
        return await Email.get(id=written)


async def quiet(company: Company) -> list[str]:
    async with acting_for(company.tenant):
        found: list[str] = (await Contact.get(id=company.contact.id)).quiet
    return found


async def test_it_stops_the_topic_of_the_letter(world: World) -> None:
    given = unsubscribe.proof(await a_letter(world.acme))

    async with acting_for(world.acme.tenant):
        wishes = [await unsubscribe.stop(given) for _ in range(2)]

    assert [wish and wish.topic for wish in wishes] == [Topic.RECEIPTS] * 2
    assert await quiet(world.acme) == [Topic.RECEIPTS]


async def test_looking_stops_nothing(world: World) -> None:
    given = unsubscribe.proof(await a_letter(world.acme))

    async with acting_for(world.acme.tenant):
        assert await unsubscribe.behind(given)

    assert await quiet(world.acme) == []


async def test_what_always_comes_has_no_way_out(world: World) -> None:
    bill, note = await a_letter(world.acme, "invoice_sent"), await a_letter(world.acme, staff=True)

    assert unsubscribe.path(bill) is None
    assert unsubscribe.path(note) is None
    async with acting_for(world.acme.tenant):
        assert await unsubscribe.stop(unsubscribe.proof(bill)) is None


async def test_it_is_worth_nothing_at_another_company(world: World) -> None:
    given = unsubscribe.proof(await a_letter(world.acme))

    async with acting_for(world.bolt.tenant):
        assert await unsubscribe.stop(given) is None


@pytest.mark.parametrize(
    "change", [lambda it: it[:-1], lambda it: it[:-1] + "é", lambda it: "0" * 32 + it[32:], str.upper]
)
async def test_a_guess_is_worth_nothing(world: World, change: object) -> None:
    given = unsubscribe.proof(await a_letter(world.acme))

    async with acting_for(world.acme.tenant):
        assert callable(change)
        assert await unsubscribe.stop(change(given)) is None


async def test_it_ends_with_the_address(world: World) -> None:
    given = unsubscribe.proof(await a_letter(world.acme))
    async with acting_for(world.acme.tenant):
        await Contact.filter(id=world.acme.contact.id).update(email="dana.new@example.com")

        assert await unsubscribe.stop(given) is None
