"""Writing into a thread: a contact says, a staff member answers, and the other side gets a letter."""

from datetime import datetime, timedelta
from uuid import UUID

from tenants.allowances import Budget, spend
from tenants.errors import Invalid, TooMany
from tenants.isolation import acting
from tenants.messages.letters import write_to_contacts
from tenants.messages.plain_words import plain
from tenants.messages.thread import LONGEST, Author
from tenants.messages.writing import About, Speaker, opened, written
from tenants.staff import StaffMember
from tenants.tasks import later

FROM_CUSTOMER = Budget("messages", most=20, per=timedelta(hours=1))

SAW = """
UPDATE thread SET seen = seen || jsonb_build_object($3::text, clock_timestamp()) WHERE tenant_id = $1 AND id = $2
"""


async def say(about: About, contact: UUID, name: str, typed: str, *, at: datetime | None = None) -> None:
    """What a contact writes; the company is told by mail. `at` is for history that is being entered.

    Raises Invalid("body") and TooMany.
    """
    body = plain(typed)
    if not body:
        raise Invalid("body", "Please write a message first.")
    if len(body) > LONGEST:
        raise Invalid("body", "A message can have 5,000 characters; this one has %(many)s.", many=len(body))
    await within_limit(about.customer_id)
    thread = await opened(about, at)
    message_id = await written(thread, Speaker(Author.CONTACT, contact, name), body, at=at)
    await later("tell_staff_of_message", message_id)


async def answer(about: About, member: StaffMember, body: str, *, key: str = "", at: datetime | None = None) -> UUID:
    """What the company writes, and the thread it is in; the customer's contacts are told by mail.

    `key` names the form it was typed into: sent twice, it is said once. `at` is for history that is being entered.
    Raises Invalid("body").
    """
    body = plain(body)
    if not 0 < len(body) <= LONGEST:
        raise Invalid("body", "Please write a message of at most 5,000 characters.")
    thread = await opened(about, at)
    who = Speaker(Author.STAFF, member.id, member.name)
    message_id = await written(thread, who, body, at=at, external_id=f"console:{key}" if key else None)
    if message_id:
        await write_to_contacts(thread, message_id, member.name, body)
    return thread.id


async def saw(thread_id: UUID, contact_id: UUID) -> None:
    """Note that this contact has the thread before them now."""
    await acting().rows(SAW, acting().tenant.id, thread_id, str(contact_id))


async def within_limit(customer_id: UUID) -> None:
    if not await spend((FROM_CUSTOMER, customer_id)):
        raise TooMany("You have sent many messages in a short time. Please send this one a little later.")
