"""Inviting: a person is written down with name, address and role, and mailed the way in."""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import quote
from uuid import UUID, uuid4

from tenants import activity, allowances, emails
from tenants.allowances import Budget
from tenants.errors import Invalid, NotFound, TooMany
from tenants.isolation import acting
from tenants.sign_in import canonical
from tenants.staff import Role, StaffMember
from tenants.team.deciding import check_owner
from tenants.team.own import cleaned

INVITATIONS = Budget("invitations to the team of a company", 30, timedelta(days=1))

# Of two who invite one person at once, the second is told that they are there.
INVITE = """
INSERT INTO staff_member (id, tenant_id, name, email, role, invited_at, created_at)
VALUES ($1, $2, $3, $4, $5, now(), now())
ON CONFLICT (tenant_id, canonical_email) WHERE removed_at IS NULL DO NOTHING
RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Invited:
    """Who is invited, as it was typed."""

    name: str
    email: str
    role: Role = Role.MEMBER


async def invite(wanted: Invited, by: UUID) -> StaffMember:
    """Write the person down and mail them the way in. Only an owner makes admins and owners.

    Raises Invalid for what cannot be, Forbidden, and TooMany beyond a day's invitations.
    """
    name, email = cleaned(wanted.name), canonical(wanted.email)
    if wanted.role is not Role.MEMBER:
        await check_owner(by)
    unit = acting()
    row = await unit.row(INVITE, uuid4(), unit.tenant.id, name, email, wanted.role)
    if row is None:
        raise Invalid("email", "Somebody with this address is in your team already.")
    member = await StaffMember.get(id=row["id"])
    noted = await activity.note(member, "invited", name=name, role=wanted.role)
    await _mail(member, by, noted)
    return member


async def invite_again(staff_member_id: UUID, by: UUID) -> None:
    """Mail the way in once more, as long as they have not come. Raises NotFound, and TooMany."""
    member = await StaffMember.get_or_none(id=staff_member_id, removed_at=None, joined_at=None)
    if member is None or member.invited_at is None:
        raise NotFound
    noted = await activity.note(member, "invited_again", name=member.name)
    await acting().rows(
        "UPDATE staff_member SET invited_at = now() WHERE tenant_id = $1 AND id = $2", member.tenant_id, member.id
    )
    await _mail(member, by, noted)


async def _mail(member: StaffMember, by: UUID, noted: UUID) -> None:
    if not await allowances.spend((INVITATIONS, acting().tenant.id)):
        raise TooMany("Enough people were invited for today. Please go on tomorrow.")
    inviter = await StaffMember.get(id=by)
    await emails.write(
        "staff_invitation",
        key=str(noted),
        to=(member.name, member.email),
        about=member,
        customer_id=None,
        facts={"by": inviter.name, "path": f"/staff/sign-in?email={quote(member.email)}"},
    )
