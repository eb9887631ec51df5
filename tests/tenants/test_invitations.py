"""Invite to Portal: one letter that can be read, never two in a minute, none while the portal is off."""

import pytest

from tenants import invitations
from tenants.activity import Activity
from tenants.customers import Contact
from tenants.emails import Delivery, Email
from tenants.errors import Conflict, TooMany
from tenants.isolation import acting_for
from tenants.tenant import Tenant
from tests.conftest import RunTasks
from tests.sandboxes import Postmark
from tests.world import Company, World


async def closed(company: Company) -> Tenant:
    await Tenant.filter(id=company.tenant.id).update(portal_enabled=False)
    return await Tenant.get(id=company.tenant.id)


async def letters() -> list[Email]:
    return await Email.filter(letter="portal_invitation").order_by("created_at")


class TestInviting:
    async def test_it_is_a_letter_with_the_way_in(self, world: World, run_tasks: RunTasks, postmark: Postmark) -> None:
        async with acting_for(world.acme.tenant):
            await invitations.invite(world.acme.contact)
        await run_tasks()

        text = postmark.messages(world.acme.contact.email)[0]["TextBody"]
        assert world.acme.tenant.url("/") in text
        assert f"Enter your email address, {world.acme.contact.email}," in text

    async def test_nobody_is_invited_twice_in_a_minute(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            await invitations.invite(world.acme.contact)
            with pytest.raises(Conflict, match="within the last minute"):
                await invitations.invite(world.acme.contact)

            assert len(await letters()) == 1

    async def test_later_they_may_be_again(self, world: World) -> None:
        async with acting_for(world.acme.tenant) as unit:
            await invitations.invite(world.acme.contact)
            await unit.rows("UPDATE email SET created_at = now() - interval '61 seconds'")
            await invitations.invite(world.acme.contact)

            assert len(await letters()) == 2

    async def test_with_the_portal_off_it_says_so_and_sends_nothing(self, world: World) -> None:
        async with acting_for(await closed(world.acme)):
            with pytest.raises(Conflict, match="switched off"):
                await invitations.invite(world.acme.contact)
            with pytest.raises(Conflict, match="switched off"):
                await invitations.invite_all([world.acme.contact.id])

            assert await letters() == []

    async def test_one_that_waits_while_the_portal_closes_never_goes(self, world: World, run_tasks: RunTasks) -> None:
        async with acting_for(world.acme.tenant):
            await invitations.invite(world.acme.contact)
        tenant = await closed(world.acme)
        await run_tasks()

        async with acting_for(tenant):
            assert [email.status for email in await letters()] == [Delivery.EXPIRED]

    async def test_nobody_who_was_removed_is_invited(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            await Contact.filter(id=world.acme.contact.id).update(removed_at=world.acme.tenant.created_at)
            with pytest.raises(Conflict, match="removed"):
                await invitations.invite(world.acme.contact)

    async def test_the_history_says_who_was_invited(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            await invitations.invite(world.acme.contact)

            assert (await Activity.get(verb="invited")).facts["email"] == world.acme.contact.email


class TestMany:
    async def test_each_is_a_task(self, world: World, run_tasks: RunTasks) -> None:
        acme = world.acme
        async with acting_for(acme.tenant):
            assert await invitations.invite_all([acme.contact.id, acme.other_contact.id]) == 2
            assert await invitations.waiting() == 2
        await run_tasks()

        async with acting_for(acme.tenant):
            assert {email.to_address for email in await letters()} == {acme.contact.email, acme.other_contact.email}
            assert await invitations.waiting() == 0

    async def test_a_day_has_room_for_so_many_and_those_who_never_were_come_first(
        self, world: World, run_tasks: RunTasks, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(invitations, "MOST_A_DAY", 2)
        people = [world.acme.contact.id, world.acme.other_contact.id]
        async with acting_for(world.acme.tenant):
            assert await invitations.invite_all(people[:1]) == 1
        await run_tasks()
        async with acting_for(world.acme.tenant):
            assert await invitations.invite_all(people) == 1
            with pytest.raises(TooMany):
                await invitations.invite_all(people)
        await run_tasks()

        async with acting_for(world.acme.tenant):
            assert len({email.to_address for email in await letters()}) == 2

    async def test_a_task_done_twice_sends_one(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            await invitations.perform(f"{world.acme.contact.id}:1")
            await invitations.perform(f"{world.acme.contact.id}:1")

            assert len(await letters()) == 1

    async def test_nobody_of_another_company_is_among_them(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            assert await invitations.invite_all([world.bolt.contact.id]) == 0

    async def test_beside_a_document_only_those_are_who_never_were(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            await invitations.invite_with([world.acme.contact])
            await invitations.invite_with([world.acme.contact])

            assert len(await letters()) == 1
