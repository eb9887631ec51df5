"""Invite to Portal: a letter with the address of the portal and how to sign in, and what became of it."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from uuid import UUID

from tenants import activity, emails
from tenants.customers import Contact
from tenants.errors import Conflict, TooMany, marked
from tenants.isolation import acting
from tenants.tasks import later_for_each

LETTER = "portal_invitation"
TASK = "invite_contact"
AGAIN_AFTER = timedelta(minutes=1)
MOST_A_DAY = 2_000
"""Enough for a company that brings all its customers, and too few to be worth signing up for to whoever sends junk."""
CLOSED = marked("The portal is switched off, so nobody can be invited. No mail was sent.")

LATELY = """
SELECT true FROM email WHERE tenant_id = $1 AND letter = $2 AND about_id = $3 AND created_at > now() - $4::interval
"""

TIMES = "SELECT count(*) FROM email WHERE tenant_id = $1 AND letter = $2 AND about_id = $3"

NEXT = """
SELECT id, (SELECT count(*) FROM email WHERE email.tenant_id = $1 AND letter = $2 AND about_id = contact.id) AS times
  FROM contact WHERE tenant_id = $1 AND id = ANY($3::uuid[]) AND removed_at IS NULL
 ORDER BY times, id LIMIT $4
"""

WRITTEN = """
SELECT count(*) FROM email WHERE tenant_id = $1 AND letter = $2 AND created_at > now() - interval '1 day'
"""

# Bulk invitations of a company are counted one after another: two at once cannot both be the last that fit.
ALONE = "SELECT pg_advisory_xact_lock(hashtextextended('invitations|' || $1, 0))"

LEFT = "SELECT count(*) FROM task WHERE tenant_id = $1 AND name = $2 AND parked_at IS NULL"

# One at a time for one contact: who presses twice at once waits here, and then finds the first letter.
LOCK = "SELECT id FROM contact WHERE tenant_id = $1 AND id = $2 FOR NO KEY UPDATE"


async def invite(contact: Contact) -> None:
    """Mail the contact an invitation to the portal.

    Raises Conflict while the portal is switched off, for a removed contact, and within AGAIN_AFTER of the last one.
    """
    unit = acting()
    if not unit.tenant.portal_enabled:
        raise Conflict(CLOSED)
    await unit.rows(LOCK, unit.tenant.id, contact.id)
    await contact.refresh_from_db()
    if contact.removed_at:
        raise Conflict("This contact was removed. No mail was sent.")
    if await unit.row(LATELY, unit.tenant.id, LETTER, contact.id, AGAIN_AFTER):
        raise Conflict("An invitation went out within the last minute. No second one was sent.")
    await _write(contact, await _times(contact) + 1)


async def invite_with(people: Iterable[Contact]) -> None:
    """Invite those of `people` who never were, beside a document that is sent to them."""
    for contact in people:
        if acting().tenant.portal_enabled and not await _times(contact):
            await invite(contact)


async def invite_all(contact_ids: Sequence[UUID]) -> int:
    """Invite many, one task each, as far as the day has room, first those who never were; how many that is.

    Raises Conflict while the portal is off, and TooMany when the day is full.
    """
    if not acting().tenant.portal_enabled:
        raise Conflict(CLOSED)
    unit = acting()
    await unit.rows(ALONE, str(unit.tenant.id))
    ((written,),) = await unit.rows(WRITTEN, unit.tenant.id, LETTER)
    room = max(MOST_A_DAY - written - await waiting(), 0)
    if not room:
        raise TooMany("Enough people were invited for today. Please go on tomorrow.")
    rows = await unit.rows(NEXT, unit.tenant.id, LETTER, list(contact_ids), room)
    await later_for_each(TASK, [f"{row['id']}:{row['times'] + 1}" for row in rows])
    return len(rows)


async def perform(subject: str) -> None:
    """What invite_all put off: the how manieth invitation of whom. Done twice it sends one letter."""
    contact_id, _, number = subject.partition(":")
    contact = await Contact.get_or_none(id=UUID(contact_id), removed_at=None)
    if contact and acting().tenant.portal_enabled:
        await _write(contact, int(number))


async def waiting() -> int:
    """How many invitations are still to be written."""
    ((left,),) = await acting().rows(LEFT, acting().tenant.id, TASK)
    return int(left)


async def _write(contact: Contact, number: int) -> None:
    """The contact's invitation of this number, once."""
    written = await emails.write(
        "portal_invitation",
        key=f"{contact.id}:{number}",
        to=(contact.name, contact.email),
        about=contact,
        customer_id=contact.customer_id,
        facts={"path": "/"},
    )
    if written:
        await activity.note(contact, "invited", customer_id=contact.customer_id, name=contact.name, email=contact.email)


async def _times(contact: Contact) -> int:
    unit = acting()
    ((times,),) = await unit.rows(TIMES, unit.tenant.id, LETTER, contact.id)
    return int(times)
