"""Who is at both customers is one person afterwards: with the rights of either, and without losing a way in."""

import pytest

from tenants import contacts, service_requests, sign_in
from tenants.activity import Activity
from tenants.customers import Contact
from tenants.errors import NotFound
from tenants.isolation import acting_for
from tenants.jobs import CalendarFeed
from tenants.messages import Message, ReplyAddress, Thread
from tenants.service_requests import ServiceRequest
from tenants.share_links import ShareLink
from tenants.sign_in import Session
from tests.builders import a_calendar_feed, a_service_request, a_share_link, a_thread, an_invoice
from tests.tenants.merging.deed import a_session_of, merged, the_same_person
from tests.world import World


async def live(world: World) -> list[Contact]:
    return await Contact.filter(customer_id=world.acme.other_customer.id, removed_at=None).order_by("created_at")


async def test_everybody_else_comes_along(world: World) -> None:
    await merged(world.acme)
    async with acting_for(world.acme.tenant):
        assert {it.id for it in await live(world)} == {world.acme.contact.id, world.acme.other_contact.id}


async def test_the_same_address_is_the_same_person(world: World) -> None:
    async with acting_for(world.acme.tenant):
        kept = await the_same_person(world.acme, billing=False, quiet=["visits"])
        await Contact.filter(id=world.acme.contact.id).update(
            approve=False, visits=False, quiet=["reminders"], phone="+1 217 555 0100", language="es"
        )
    await merged(world.acme)
    async with acting_for(world.acme.tenant):
        one = await Contact.get(email=world.acme.contact.email, removed_at=None)

    assert (one.id, one.name, one.phone, one.language) == (kept.id, "D. Diaz", "+1 217 555 0100", "es")
    assert (one.billing, one.approve, one.visits) == (True, True, True)
    assert sorted(one.quiet) == ["reminders", "visits"]


async def test_nobody_has_a_right_that_neither_had(world: World) -> None:
    async with acting_for(world.acme.tenant):
        await the_same_person(world.acme, approve=False)
        await Contact.filter(id=world.acme.contact.id).update(approve=False)
    await merged(world.acme)
    async with acting_for(world.acme.tenant):
        assert not (await Contact.get(email=world.acme.contact.email, removed_at=None)).approve


async def test_their_sessions_go_on_as_the_one(world: World) -> None:
    async with acting_for(world.acme.tenant):
        kept = await the_same_person(world.acme)
        sessions = [await a_session_of(world.acme.contact), await a_session_of(world.acme.contact, picked=False)]
    await merged(world.acme)
    async with acting_for(world.acme.tenant):
        assert {it.contact_id for it in await Session.filter(id__in=[it.id for it in sessions])} == {kept.id}


async def test_who_is_with_a_third_customer_too_still_picks(world: World) -> None:
    async with acting_for(world.acme.tenant):
        await the_same_person(world.acme)
        third = await contacts.Customer.create(name="Robin Roe")
        await the_same_person(world.acme, customer_id=third.id)
        session = await a_session_of(world.acme.contact, picked=False)
    await merged(world.acme)
    async with acting_for(world.acme.tenant):
        assert (await Session.get(id=session.id)).contact_id is None
        assert len(await sign_in.choices(session.id)) == 2


async def test_their_links_messages_and_reply_addresses_are_the_ones(world: World) -> None:
    async with acting_for(world.acme.tenant):
        kept = await the_same_person(world.acme)
        invoice = await an_invoice(world.acme.customer)
        await a_share_link(invoice, contact_id=world.acme.contact.id)
        thread = await a_thread(world.acme, invoice)
        await Thread.filter(id=thread.id).update(seen={str(world.acme.contact.id): "2026-01-01T00:00:00Z"})
        await ReplyAddress.create(
            thread_id=thread.id, customer_id=invoice.customer_id, contact_id=world.acme.contact.id, token_hash=b"x" * 32
        )
    await merged(world.acme)
    async with acting_for(world.acme.tenant):
        assert {it.contact_id for model in (ShareLink, Message) for it in await model.all()} == {kept.id}
        assert await ReplyAddress.filter(contact_id=kept.id).exists()
        assert (await Thread.get(id=thread.id)).seen == {str(kept.id): "2026-01-01T00:00:00Z"}


async def test_that_they_came_before_is_known_of_the_one(world: World) -> None:
    async with acting_for(world.acme.tenant):
        kept = await the_same_person(world.acme)
        await contacts.activity.note(world.acme.contact, "signed_in", customer_id=world.acme.customer.id)
    await merged(world.acme)
    async with acting_for(world.acme.tenant):
        assert await Activity.filter(about_id=kept.id, verb="signed_in").exists()


@pytest.mark.parametrize("has_one", [False, True])
async def test_a_calendar_goes_on_unless_they_have_one_there(world: World, has_one: bool) -> None:
    async with acting_for(world.acme.tenant):
        kept = await the_same_person(world.acme)
        feed = await a_calendar_feed(world.acme.contact)
        if has_one:
            await a_calendar_feed(kept)
    await merged(world.acme)
    async with acting_for(world.acme.tenant):
        assert ((await CalendarFeed.get(id=feed.id)).revoked_at is not None) is has_one
        assert await CalendarFeed.filter(contact_id=kept.id, revoked_at=None).count() == 1


async def test_a_request_begun_at_both_stays_as_it_was_begun_at_the_one_who_stays(world: World) -> None:
    async with acting_for(world.acme.tenant):
        kept = await the_same_person(world.acme)
        for contact in (world.acme.contact, kept):
            await service_requests.keep(contact, contact.id, {"what": contact.name})
        sent = await a_service_request(world.acme.contact)
    await merged(world.acme)
    async with acting_for(world.acme.tenant):
        assert (await ServiceRequest.get(contact_id=kept.id, status="draft")).typed["what"] == "D. Diaz"
        assert (await ServiceRequest.get(id=sent.id)).contact_id == kept.id


async def test_who_goes_on_as_another_is_not_brought_back(world: World) -> None:
    async with acting_for(world.acme.tenant):
        await the_same_person(world.acme)
    await merged(world.acme)
    async with acting_for(world.acme.tenant):
        gone = await Contact.get(id=world.acme.contact.id)
        with pytest.raises(NotFound):
            await contacts.bring_back(gone)
