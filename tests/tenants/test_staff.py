"""Staff: who is told what happens to the company's money."""

from datetime import UTC, datetime

from tenants import staff
from tenants.isolation import acting_for
from tenants.staff import Role, StaffMember
from tests.world import World


async def test_owners_and_admins_are_told_and_nobody_who_left(world: World) -> None:
    async with acting_for(world.acme.tenant):
        admin = await StaffMember.create(name="Ada", email="ada@acme.example", role=Role.ADMIN)
        await StaffMember.create(name="Max", email="max@acme.example", role=Role.MEMBER)
        await StaffMember.create(name="Gone", email="gone@acme.example", role=Role.OWNER, removed_at=datetime.now(UTC))
        told = await staff.inbox()

    assert [member.id for member in told] == [world.acme.owner.id, admin.id]
