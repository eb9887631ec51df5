"""Deciding a change of address: proven at the new one or stopped from the old one, whichever is first, once."""

from uuid import UUID

import asyncpg

from tenants import activity
from tenants.customers import Contact
from tenants.email_changes import letters
from tenants.email_changes.asked import Over, asked_for, to_be_stopped
from tenants.email_changes.email_change import LIVE, EmailChange
from tenants.errors import Conflict, marked
from tenants.isolation import acting
from tenants.sign_in import change_address, end_address

CONFIRM = f"""
UPDATE email_change AS change SET confirmed_at = now() WHERE tenant_id = $1 AND id = $2 AND {LIVE} RETURNING id
"""  # noqa: S608 - LIVE is ours

STOP = f"""
UPDATE email_change AS change SET canceled_at = now() WHERE tenant_id = $1 AND id = $2 AND {LIVE} RETURNING id
"""  # noqa: S608 - LIVE is ours

MOVE = """
UPDATE contact SET email = $4 WHERE tenant_id = $1 AND id = $2 AND canonical_email = $3 AND removed_at IS NULL
RETURNING id
"""

TOO_LATE = marked("Your details were changed by somebody else in the same moment.")


async def confirm(confirm_secret: str, session_id: UUID | None) -> Over | None:
    """Give the contact the new address; None when that is done, else why not.

    Every other sign-in with the old address is over, and every link mailed to it. Only the browser that asked stays
    signed in, as `session_id`, and only when the link was opened there: no other has shown that the mailbox is its own.
    """
    found = await asked_for(confirm_secret)
    if found is None:
        return Over.UNKNOWN
    if found.over:
        return found.over
    unit = acting()
    if await unit.row(CONFIRM, unit.tenant.id, found.id) is None:
        again = await asked_for(confirm_secret)
        return (again and again.over) or Over.UNKNOWN
    change = await EmailChange.get(id=found.id)
    await _move(change)
    await change_address(
        change.old_email, change.new_email, change.contact_id, session_id if session_id == change.asked_in else None
    )
    await letters.changed(change)
    return None


async def stop(stop_secret: str) -> Over | None:
    """Leave the address as it is, and sign out everybody who is signed in with it; None when done, else why not."""
    found = await to_be_stopped(stop_secret)
    if found is None:
        return Over.UNKNOWN
    unit = acting()
    if await unit.row(STOP, unit.tenant.id, found.id) is None:
        again = await to_be_stopped(stop_secret)
        return (again and again.over) or Over.UNKNOWN
    change = await EmailChange.get(id=found.id)
    await end_address(change.old_email)
    contact = await Contact.get(id=change.contact_id)
    await activity.note(contact, "email_change_stopped", by=contact.name, customer_id=change.customer_id)
    return None


async def _move(change: EmailChange) -> None:
    """Raises Conflict when the contact, or the address, was changed by others in the same moment."""
    try:
        moved = await acting().row(MOVE, change.tenant_id, change.contact_id, change.old_email, change.new_email)
    except asyncpg.UniqueViolationError as error:
        raise Conflict(TOO_LATE) from error
    if moved is None:
        raise Conflict(TOO_LATE)
