"""Roles, leaving, and handing over: decided under a lock on the owners, so that there is always one."""

from uuid import UUID

from tenants import activity
from tenants.errors import Conflict, Forbidden, NotFound, marked
from tenants.isolation import acting
from tenants.sign_in import Purpose, canonical, end_address
from tenants.staff import Role, StaffMember
from tenants.tenant import Tenant

OWNERS_ONLY = marked("Only an owner of the company can do this.")
LAST_OWNER = marked("The company needs an owner. Make somebody else an owner first.")

# Whoever waits for the lock sees who is an owner afterwards.
OWNERS = """
SELECT id FROM staff_member WHERE tenant_id = $1 AND role = 'owner' AND removed_at IS NULL ORDER BY id FOR UPDATE
"""

REMOVE = "UPDATE staff_member SET removed_at = now() WHERE tenant_id = $1 AND id = $2 AND removed_at IS NULL"


async def check_owner(by: UUID) -> set[UUID]:
    """The company's owners, locked until the unit of work is over. Raises Forbidden when `by` is none of them."""
    unit = acting()
    owners = {row["id"] for row in await unit.rows(OWNERS, unit.tenant.id)}
    if by not in owners:
        raise Forbidden(OWNERS_ONLY)
    return owners


async def change_role(staff_member_id: UUID, role: Role, by: UUID, kept: UUID | None = None) -> None:
    """Give somebody another role. It ends their sessions but `kept`: what was opened with the old one is no more.

    Raises Forbidden unless `by` is an owner, NotFound, and Conflict for the last owner.
    """
    owners = await check_owner(by)
    member = await _one(staff_member_id)
    if member.role is role:
        return
    if owners == {member.id}:
        raise Conflict(LAST_OWNER)
    await _give(member, role, kept)
    await activity.note(member, "role_changed", name=member.name, before=member.role, role=role)


async def hand_over(staff_member_id: UUID, by: UUID, kept: UUID) -> None:
    """Make somebody the owner instead of `by`, who stays as an admin. Raises as `change_role`."""
    await check_owner(by)
    heir, giver = await _one(staff_member_id), await _one(by)
    if heir.id == giver.id or heir.joined_at is None:
        raise Conflict("The company can be handed over to somebody who has signed in before.")
    await _give(heir, Role.OWNER, None)
    await _give(giver, Role.ADMIN, kept)
    await activity.note(heir, "handed_over", name=heir.name)


async def remove(staff_member_id: UUID, by: UUID) -> StaffMember:
    """Take somebody out of the team, at once. Only an owner removes admins and owners; nobody the last owner.

    Raises Forbidden, NotFound and Conflict.
    """
    found = await StaffMember.get_or_none(id=staff_member_id, removed_at=None)
    if found is None:
        raise NotFound
    # The owners first, as everybody locks them.
    owners = await check_owner(by) if found.role is not Role.MEMBER else set()
    member = await _one(staff_member_id)
    if member.role is not found.role:
        raise Conflict
    if owners == {member.id}:
        raise Conflict(LAST_OWNER)
    await acting().rows(REMOVE, member.tenant_id, member.id)
    await end_address(canonical(member.email), purpose=Purpose.STAFF)
    verb = "removed" if member.joined_at or not member.invited_at else "invitation_withdrawn"
    await activity.note(member, verb, name=member.name)
    return member


async def ask_everybody_for_a_factor(wanted: bool, by: UUID) -> None:
    """Let nobody in without a second factor, or let them again. Raises Forbidden unless `by` is an owner."""
    await check_owner(by)
    tenant = acting().tenant
    if await Tenant.filter(id=tenant.id, second_factor_required=not wanted).update(second_factor_required=wanted):
        await activity.note(tenant, "factor_required" if wanted else "factor_optional")


async def _one(staff_member_id: UUID) -> StaffMember:
    """Read under a lock, so that what is decided about them is decided about how they are now."""
    found = await StaffMember.filter(id=staff_member_id, removed_at=None).select_for_update().get_or_none()
    if found is None:
        raise NotFound
    return found


async def _give(member: StaffMember, role: Role, kept: UUID | None) -> None:
    await StaffMember.filter(id=member.id).update(role=role)
    await end_address(canonical(member.email), but=kept, purpose=Purpose.STAFF)
