"""What is mailed about a second factor: always to its person, and what weakens it to every owner too."""

from datetime import datetime
from typing import Any
from uuid import UUID

from tenants import emails
from tenants.isolation import acting
from tenants.staff import StaffMember, owners


async def set_up(staff_member_id: UUID, noted: UUID) -> None:
    member = await StaffMember.get(id=staff_member_id)
    await emails.write("staff_factor_set_up", **_to(member, member, noted, path="/staff/me"))


async def lost(staff_member_id: UUID, ends_at: datetime, noted: UUID) -> None:
    member = await StaffMember.get(id=staff_member_id)
    ends_on = ends_at.astimezone(acting().tenant.zone).date().isoformat()
    for reader in await _everybody(member):
        facts = _to(reader, member, noted, path=f"/staff/team/{member.id}", who=member.name, ends_on=ends_on)
        await emails.write("staff_factor_lost", **facts)


async def ended(staff_member_id: UUID, noted: UUID) -> None:
    member = await StaffMember.get(id=staff_member_id)
    for reader in await _everybody(member):
        facts = _to(reader, member, noted, path=f"/staff/team/{member.id}", who=member.name)
        await emails.write("staff_factor_ended", **facts)


async def _everybody(member: StaffMember) -> list[StaffMember]:
    return [member, *(owner for owner in await owners() if owner.id != member.id)]


def _to(reader: StaffMember, member: StaffMember, noted: UUID, **facts: Any) -> dict[str, Any]:
    return {
        "key": f"{noted}:{reader.id}",
        "to": (reader.name, reader.email),
        "about": member,
        "customer_id": None,
        "facts": facts,
    }
