"""The way out of a letter's topic, in the letter itself: one press, also by the mail program, without signing in."""

import hmac
from base64 import urlsafe_b64encode
from typing import NamedTuple
from uuid import UUID

from settings import settings
from tenants.customers import Contact
from tenants.emails import Email
from tenants.isolation import acting
from tenants.profiles import stop_letters
from tenants.topics import Topic, topic_of

ID_LENGTH = 32


class Wish(NamedTuple):
    """Who would do without what."""

    contact_id: UUID
    topic: Topic


def path(email: Email) -> str | None:
    """The portal path that ends the letter's topic for its reader; None for what always comes, and for staff."""
    if topic_of(email.letter) is None or email.customer_id is None:
        return None
    return f"/unsubscribe/{proof(email)}"


def proof(email: Email) -> str:
    """Names the email and proves that we wrote so: it need not be kept, and opens nothing else."""
    return email.id.hex + _seal(email.tenant_id, email.id)


async def behind(given: str) -> Wish | None:
    """What the proof is about; None when it is none of this company's, or its reader is not there any more."""
    email_id = _proven(given)
    email = await Email.get_or_none(id=email_id) if email_id else None
    topic = topic_of(email.letter) if email else None
    if email is None or topic is None:
        return None
    contact = await Contact.get_or_none(customer_id=email.customer_id, email=email.to_address, removed_at=None)
    return Wish(contact.id, topic) if contact else None


async def stop(given: str) -> Wish | None:
    """Write no more about the topic to whom the letter went; twice is no error. What was stopped, if anything."""
    wish = await behind(given)
    if wish:
        await stop_letters(wish.contact_id, wish.topic)
    return wish


def _proven(given: str) -> UUID | None:
    try:
        email_id = UUID(hex=given[:ID_LENGTH])
    except ValueError:
        return None
    seal = given[ID_LENGTH:].encode("utf-8", "replace")
    return email_id if hmac.compare_digest(seal, _seal(acting().tenant.id, email_id).encode()) else None


def _seal(tenant_id: UUID, email_id: UUID) -> str:
    message = f"unsubscribe|{tenant_id}|{email_id}"
    seal = hmac.digest(settings().secret_key.encode(), message.encode(), "sha256")
    return urlsafe_b64encode(seal).rstrip(b"=").decode()
