"""A staff member's own email address: another one is asked for, and taken once it is shown to be theirs.

The link goes to the new mailbox and works for whoever asked alone, signed in: neither a stranger who owns that mailbox
nor one who reads the mail can take a step with it. So nothing is kept of what was asked; the link says it, signed.
"""

from datetime import timedelta

import asyncpg
from itsdangerous import BadSignature, URLSafeTimedSerializer

from settings import settings
from tenants import activity, allowances, emails, sign_in
from tenants.allowances import Budget
from tenants.errors import Conflict, Expired, Invalid, marked
from tenants.isolation import acting
from tenants.sign_in import Purpose, StaffViewer, canonical
from tenants.staff import StaffMember
from tenants.tasks import Lane

LIFE = timedelta(hours=1)
ASKED = Budget("changes of address asked for by a staff member", 3, timedelta(hours=1))
TAKEN = marked("Somebody with this address is in your team already.")
IS_TAKEN = "SELECT FROM staff_member WHERE tenant_id = $1 AND canonical_email = $2 AND removed_at IS NULL"
MOVE = "UPDATE staff_member SET email = $3 WHERE tenant_id = $1 AND id = $2"
CARRY = "UPDATE session SET email = $3 WHERE tenant_id = $1 AND id = $2"


async def ask_for_address(viewer: StaffViewer, typed: str) -> str:
    """Mail the new address its link, and tell the one they have; the new one as it is kept. Raises Invalid("email")."""
    email = canonical(typed)
    if email == canonical(viewer.email):
        raise Invalid("email", "That is your address already.")
    if await acting().rows(IS_TAKEN, acting().tenant.id, email):
        raise Invalid("email", TAKEN)
    if not await allowances.spend((ASKED, viewer.staff_member_id)):
        raise Invalid("email", "A change was asked for several times already. Please try again in an hour.")
    member = await StaffMember.get(id=viewer.staff_member_id)
    noted = await activity.note(member, "email_change_requested", to=email)
    minutes = int(LIFE.total_seconds() // 60)
    path = f"/staff/me/email/{_serializer(viewer).dumps(email)}"
    await _write(member, "staff_email_change", email, str(noted), path=path, minutes=minutes)
    await _write(member, "staff_email_change_asked", member.email, str(noted), new_email=sign_in.masked(email))
    return email


def address_in(token: str, viewer: StaffViewer) -> str:
    """The address that the link offers its reader. Raises Expired: too old, somebody else's, or used already."""
    try:
        return str(_serializer(viewer).loads(token, max_age=int(LIFE.total_seconds())))
    except BadSignature:
        raise Expired from None


async def take_address(token: str, viewer: StaffViewer) -> None:
    """Have the address from now on; they stay signed in here and nowhere else. Raises Expired, and Conflict."""
    email = address_in(token, viewer)
    unit = acting()
    member = await StaffMember.get(id=viewer.staff_member_id)
    try:
        await unit.rows(MOVE, unit.tenant.id, member.id, email)
    except asyncpg.UniqueViolationError:
        raise Conflict(TAKEN) from None
    await sign_in.end_address(canonical(viewer.email), but=viewer.session_id, purpose=Purpose.STAFF)
    await unit.rows(CARRY, unit.tenant.id, viewer.session_id, email)
    noted = await activity.note(member, "email_changed", old=viewer.email, new=email)
    await _write(member, "staff_email_changed", viewer.email, str(noted), new_email=sign_in.masked(email))


def _serializer(viewer: StaffViewer) -> URLSafeTimedSerializer:
    """Bound to the person by the address they have, which nobody shares: once it is changed, no earlier link fits."""
    whose = f"{acting().tenant.id}|{canonical(viewer.email)}"
    return URLSafeTimedSerializer(settings().secret_key, salt=f"staff address|{whose}")


async def _write(member: StaffMember, letter: str, address: str, key: str, **facts: object) -> None:
    await emails.write(
        letter,
        key=f"{letter}:{key}",
        to=(member.name, address),
        about=member,
        customer_id=None,
        facts={"path": "/staff/me", **facts},
        lane=Lane.SIGN_IN,
    )
