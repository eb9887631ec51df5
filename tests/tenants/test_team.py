"""The team: invited, given roles, taken out; whatever happens at once, there is an owner."""

import asyncio
from collections.abc import Awaitable, Callable
from uuid import UUID

import pytest

from tenants import team
from tenants.activity import Activity
from tenants.emails import Email
from tenants.errors import Conflict, Forbidden, Invalid, NotFound, TooMany
from tenants.isolation import acting_for
from tenants.sign_in import Session
from tenants.sign_in.staff_session import begin
from tenants.staff import Role, StaffMember
from tenants.team import Invited
from tests.builders import a_staff_member, as_staff
from tests.world import Company, World

ROUNDS = 25


async def owners(company: Company) -> list[UUID]:
    async with acting_for(company.tenant):
        return [it.id for it in await StaffMember.filter(role=Role.OWNER, removed_at=None)]


async def at_once(company: Company, *acts: Callable[[], Awaitable[object]]) -> list[object]:
    """Each in a unit of work of its own, at the same time; what it raised instead, where it did."""

    async def alone(act: Callable[[], Awaitable[object]]) -> object:
        async with acting_for(company.tenant):
            return await act()

    return list(await asyncio.gather(*(alone(act) for act in acts), return_exceptions=True))


class TestInviting:
    async def test_it_writes_them_down_and_mails_the_way_in(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            mel = await team.invite(Invited(" Mel  Mason ", "Mel@Example.com"), world.acme.owner.id)
            mail = await Email.get(letter="staff_invitation")

        assert (mel.name, mel.email, mel.role) == ("Mel Mason", "mel@example.com", Role.MEMBER)
        assert mail.facts["path"] == "/staff/sign-in?email=mel%40example.com"

    async def test_it_invites_nobody_twice(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            with pytest.raises(Invalid):
                await team.invite(Invited("Olive", world.acme.owner.email.upper()), world.acme.owner.id)

    async def test_of_two_who_invite_one_person_at_once_one_is_told(self, world: World) -> None:
        act = lambda: team.invite(Invited("Mel", "mel@example.com"), world.acme.owner.id)  # noqa: E731
        found = await at_once(world.acme, act, act, act)

        assert sorted(type(it).__name__ for it in found) == ["Invalid", "Invalid", "StaffMember"]

    async def test_only_an_owner_invites_an_admin(self, world: World) -> None:
        admin = await a_staff_member(world.acme, Role.ADMIN)
        async with acting_for(world.acme.tenant):
            with pytest.raises(Forbidden):
                await team.invite(Invited("Mel", "mel@example.com", Role.ADMIN), admin.id)

    async def test_the_invitation_is_mailed_again_until_they_come(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            mel = await team.invite(Invited("Mel", "mel@example.com"), world.acme.owner.id)
            await team.invite_again(mel.id, world.acme.owner.id)
            await begin(mel.email, "")
            with pytest.raises(NotFound):
                await team.invite_again(mel.id, world.acme.owner.id)

            assert await Email.filter(letter="staff_invitation").count() == 2

    async def test_nobodys_mailbox_is_flooded(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            mel = await team.invite(Invited("Mel", "mel@example.com"), world.acme.owner.id)
            with pytest.raises(TooMany):
                for _ in range(30):
                    await team.invite_again(mel.id, world.acme.owner.id)

    async def test_the_list_says_who_came(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            mel = await team.invite(Invited("Mel", "mel@example.com"), world.acme.owner.id)
            before = await team.one(mel.id)
            await begin(mel.email, "")
            after = await team.one(mel.id)

        assert (before.is_invited, before.seen_at) == (True, None)
        assert not after.is_invited
        assert after.seen_at


class TestRoles:
    async def test_a_new_role_ends_the_sessions_begun_with_the_old_one(self, world: World) -> None:
        admin = await a_staff_member(world.acme, Role.ADMIN)
        async with acting_for(world.acme.tenant):
            session_id, _ = await begin(admin.email, "")
            await team.change_role(admin.id, Role.MEMBER, world.acme.owner.id)

            assert (await Session.get(id=session_id)).revoked_at

    async def test_only_an_owner_gives_roles(self, world: World) -> None:
        admin, member = [await a_staff_member(world.acme, role) for role in (Role.ADMIN, Role.MEMBER)]
        async with acting_for(world.acme.tenant):
            for role in Role:
                with pytest.raises(Forbidden):
                    await team.change_role(member.id, role, admin.id)

    async def test_the_history_names_both_roles(self, world: World) -> None:
        member = await a_staff_member(world.acme, Role.MEMBER)
        async with acting_for(world.acme.tenant):
            await as_staff(world.acme.owner, team.change_role(member.id, Role.ADMIN, world.acme.owner.id))
            noted = await Activity.get(verb="role_changed")

        assert (noted.facts["before"], noted.facts["role"]) == ("member", "admin")
        assert (noted.staff_member_id, noted.address) == (world.acme.owner.id, "192.0.2.7")

    async def test_the_last_owner_stays_one(self, world: World) -> None:
        owner = world.acme.owner.id
        async with acting_for(world.acme.tenant):
            with pytest.raises(Conflict):
                await team.change_role(owner, Role.ADMIN, owner)
            with pytest.raises(Conflict):
                await team.remove(owner, owner)

    async def test_two_owners_who_demote_each_other_at_once_leave_one(self, world: World) -> None:
        first, second = world.acme.owner, await a_staff_member(world.acme, Role.OWNER)
        for _ in range(ROUNDS):
            await at_once(
                world.acme,
                lambda: team.change_role(second.id, Role.ADMIN, first.id),
                lambda: team.change_role(first.id, Role.ADMIN, second.id),
            )
            assert len(await owners(world.acme)) == 1
            async with acting_for(world.acme.tenant):
                await StaffMember.filter(id__in=[first.id, second.id]).update(role=Role.OWNER)

    async def test_nor_do_owners_who_leave_at_once_leave_nobody(self, world: World) -> None:
        everybody = [world.acme.owner, *[await a_staff_member(world.acme, Role.OWNER) for _ in range(2)]]
        for _ in range(ROUNDS):
            await at_once(world.acme, *[lambda who=who: team.remove(who.id, who.id) for who in everybody])
            assert len(await owners(world.acme)) == 1
            async with acting_for(world.acme.tenant):
                await StaffMember.filter(id__in=[it.id for it in everybody]).update(removed_at=None)

    async def test_handing_over_makes_one_owner_of_another(self, world: World) -> None:
        admin = await a_staff_member(world.acme, Role.ADMIN)
        async with acting_for(world.acme.tenant):
            session_id, _ = await begin(world.acme.owner.email, "")
            await begin(admin.email, "")
            await team.hand_over(admin.id, world.acme.owner.id, session_id)

        assert await owners(world.acme) == [admin.id]

    async def test_nobody_takes_over_who_never_came(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            mel = await team.invite(Invited("Mel", "mel@example.com"), world.acme.owner.id)
            with pytest.raises(Conflict):
                await team.hand_over(mel.id, world.acme.owner.id, mel.id)


class TestRemoving:
    async def test_an_admin_removes_members_only(self, world: World) -> None:
        admin, other, member = [await a_staff_member(world.acme, it) for it in (Role.ADMIN, Role.ADMIN, Role.MEMBER)]
        async with acting_for(world.acme.tenant):
            await team.remove(member.id, admin.id)
            for who in (other, world.acme.owner):
                with pytest.raises(Forbidden):
                    await team.remove(who.id, admin.id)

    async def test_who_was_removed_can_be_invited_again_and_is_listed_until_then(self, world: World) -> None:
        member = await a_staff_member(world.acme, Role.MEMBER)
        async with acting_for(world.acme.tenant):
            await team.remove(member.id, world.acme.owner.id)
            before = await team.left()
            await team.invite(Invited(member.name, member.email), world.acme.owner.id)
            after = await team.left()

        assert [[it.email for it in left] for left in (before, after)] == [[member.email], []]

    async def test_another_companys_are_not_there(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            with pytest.raises(NotFound):
                await team.remove(world.bolt.owner.id, world.acme.owner.id)
