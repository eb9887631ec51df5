"""A mail that comes in becomes a message, once, and the other side gets a letter."""

from datetime import timedelta

from tenants.allowances import Budget, spend
from tenants.errors import TooMany
from tenants.isolation import acting
from tenants.messages.letters import write_to_contacts
from tenants.messages.plain_words import plain
from tenants.messages.replies import Mail, NotTaken, found
from tenants.messages.saying import within_limit
from tenants.messages.thread import LONGEST, Author, Via
from tenants.messages.writing import written
from tenants.tasks import later

# Two programs that answer each other must come to an end, whatever they say of themselves.
BY_MAIL = Budget("answers by mail", most=60, per=timedelta(hours=1))

TOUCH = "UPDATE thread SET last_at = clock_timestamp() WHERE tenant_id = $1 AND id = $2"


async def received(mail: Mail) -> NotTaken | None:
    """Take a mail into its thread; None when that is done, now or before. Raises TooMany, which is worth a later try.

    Needs acting_for the company that `tenant_of` names, and must be rolled back when it raises.
    """
    correspondence = await found(mail)
    if isinstance(correspondence, NotTaken):
        return correspondence
    thread, who = correspondence
    body = _shortened(plain(mail.text))
    how = {"via": Via.MAIL, "left_out": mail.left_out, "external_id": mail.external_id}
    message_id = await written(thread, who, body, **how)
    if message_id is None:
        return None
    await acting().rows(TOUCH, acting().tenant.id, thread.id)
    if who.author is Author.CONTACT:
        await within_limit(thread.customer_id)
        await later("tell_staff_of_message", message_id)
    else:
        if not await spend((BY_MAIL, thread.id)):
            raise TooMany
        await write_to_contacts(thread, message_id, who.name, body, left_out=mail.left_out)
    return None


def _shortened(body: str) -> str:
    return body if len(body) <= LONGEST else f"{body[: LONGEST - 1]}…"
