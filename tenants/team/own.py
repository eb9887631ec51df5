"""What a staff member says of themselves: their name, and the language they read in."""

from uuid import UUID

from tenants import activity, sign_in
from tenants.errors import Invalid, NotFound
from tenants.staff import StaffMember

LONGEST_NAME = 120


def cleaned(name: str) -> str:
    """A name on one line. Raises Invalid("name")."""
    words = " ".join(name.split())
    if not words:
        raise Invalid("name", "Please give a name.")
    if len(words) > LONGEST_NAME:
        raise Invalid("name", "Please use %(most)s characters or fewer.", most=LONGEST_NAME)
    return words


async def change(staff_member_id: UUID, name: str, language: str) -> None:
    """Keep both. Raises Invalid("name")."""
    member = await StaffMember.get(id=staff_member_id)
    changed = {
        field: value
        for field, value in (("name", cleaned(name)), ("language", language))
        if getattr(member, field) != value
    }
    if changed:
        await StaffMember.filter(id=staff_member_id).update(**changed)
        await activity.note(member, "changed", fields=sorted(changed))


async def end_session(staff_member_id: UUID, session_id: UUID, ended_id: UUID) -> None:
    """Sign out one of the browsers of the person behind `session_id`. Raises NotFound when it is not theirs."""
    if not await sign_in.revoke(session_id, ended_id):
        raise NotFound
    await activity.note(await StaffMember.get(id=staff_member_id), "session_ended")


async def sign_out_everywhere(staff_member_id: UUID, session_id: UUID) -> None:
    await sign_in.sign_out_everywhere(session_id)
    await activity.note(await StaffMember.get(id=staff_member_id), "signed_out_everywhere")
