"""The customer book: found by any word, narrowed down, a page at a time, with what each owes."""

from datetime import timedelta

import pytest

from tenants import activity, contacts, customer_book, customers, invitations, merging
from tenants.customer_book import Filter, Portal, Row
from tenants.customers import Customer
from tenants.emails import Delivery, Email
from tenants.isolation import acting_for
from tests.builders import an_invoice
from tests.world import World


async def listed(world: World, *args: object, **more: object) -> list[Row]:
    async with acting_for(world.acme.tenant):
        return await customer_book.listed(*args, **more)  # type: ignore[arg-type]


async def names(world: World, *args: object, **more: object) -> list[str]:
    return [row.name for row in await listed(world, *args, **more)]


async def test_it_lists_by_name_whatever_its_capitals(world: World) -> None:
    async with acting_for(world.acme.tenant):
        await customers.add("abel Ames")

    assert await names(world) == ["abel Ames", "Casey Cole", "Dana Diaz"]


@pytest.mark.parametrize("search", ["diaz", "DANA", "12 elm", "dana-", "  diaz "])
async def test_any_word_finds(world: World, search: str) -> None:
    assert await names(world, search=search) == ["Dana Diaz"]


async def test_what_one_was_called_who_was_merged_finds_who_took_them_in(world: World) -> None:
    async with acting_for(world.acme.tenant):
        gone = await customers.add("Zed Zucker")
        await merging.merge(gone.id, world.acme.customer.id, merging.Wish("Zed Zucker"))

    assert await names(world, search="zuck") == ["Dana Diaz"]


@pytest.mark.parametrize("search", ["%", "_", "\\", "nobody of that name"])
async def test_signs_of_a_pattern_are_only_signs(world: World, search: str) -> None:
    assert await names(world, search=search) == []


async def test_it_says_what_is_owed_and_since_when(world: World) -> None:
    today = world.acme.tenant.today()
    async with acting_for(world.acme.tenant):
        await an_invoice(world.acme.customer, 12_000, due_on=today - timedelta(days=1))
        await an_invoice(world.acme.customer, 500)
    dana = (await listed(world, Filter.OVERDUE))[0]

    assert (dana.name, dana.balance, dana.overdue) == ("Dana Diaz", 12_500, True)
    assert await names(world, Filter.OWING) == ["Dana Diaz"]


async def test_it_says_who_was_not_invited(world: World) -> None:
    assert [row.portal for row in await listed(world, Filter.NOT_INVITED)] == [Portal.NOT_INVITED] * 2


async def state(world: World) -> Portal:
    return next(row.portal for row in await listed(world) if row.name == "Dana Diaz")


async def test_how_far_a_customer_came_is_asked_of_those_who_are_still_there(world: World) -> None:
    async with acting_for(world.acme.tenant):
        contact = world.acme.contact
        await invitations.invite(contact)
        assert (await state_of(Filter.INVITED), await state_of(Filter.BOUNCED)) == (["Dana Diaz"], [])
        await Email.all().update(status=Delivery.BOUNCED)
        assert (await state_of(Filter.INVITED), await state_of(Filter.BOUNCED)) == ([], ["Dana Diaz"])
        await activity.note(contact, "signed_in", customer_id=contact.customer_id)
        assert await state_of(Filter.BOUNCED) == []
    assert await state(world) is Portal.SIGNED_IN

    async with acting_for(world.acme.tenant):
        await contacts.remove(contact)
    assert await state(world) is Portal.NOBODY


async def state_of(wanted: Filter) -> list[str]:
    return [row.name for row in await customer_book.listed(wanted)]


async def test_whom_an_invitation_may_still_bring_in(world: World) -> None:
    async with acting_for(world.acme.tenant):
        await activity.note(world.acme.contact, "signed_in", customer_id=world.acme.customer.id)
        everybody = await customer_book.people(Filter.ALL, "")
        picked = await customer_book.people_of([world.acme.customer.id, world.bolt.customer.id])

    assert (everybody, picked) == ([world.acme.other_contact.id], [])


async def test_the_next_page_begins_where_the_last_ended(world: World) -> None:
    async with acting_for(world.acme.tenant):
        await Customer.bulk_create([Customer(name=f"Same Name {n % 3}", billing_address="") for n in range(120)])
    seen: list[Row] = []
    while page := await listed(world, after=(seen[-1].sort_name, seen[-1].id) if seen else customer_book.FIRST):
        seen += page[: customer_book.PAGE]

    assert len({row.id for row in seen}) == len(seen) == 122


async def test_it_is_the_companys_own(world: World) -> None:
    async with acting_for(world.bolt.tenant):
        await customers.add("Only At Bolt")

    assert await names(world, search="bolt") == []
