"""What a contact may change about themselves, alone."""

import re
from collections.abc import Iterable
from uuid import UUID

from tenants import activity
from tenants.customers import Contact
from tenants.errors import Invalid
from tenants.isolation import acting
from tenants.topics import Topic, offered

LONGEST_NAME = 120
PHONE = re.compile(r"[0-9+()./,;*# extEXT-]{5,40}")
LEAST_DIGITS = 5


async def save(contact_id: UUID, *, name: str, phone: str, language: str) -> None:
    """Keep the contact's own details as typed. Raises Invalid("name") or Invalid("phone")."""
    contact = await Contact.get(id=contact_id)
    typed = {"name": _name(name), "phone": _phone(phone), "language": language}
    changed = {field: value for field, value in typed.items() if getattr(contact, field) != value}
    if changed:
        await Contact.filter(id=contact_id).update(**changed)
        await activity.note(
            contact, "details_changed", by=contact.name, customer_id=contact.customer_id, changed=sorted(changed)
        )


async def do_without(contact_id: UUID, topics: Iterable[str]) -> None:
    """No letters about these topics any more; about the others again. What a hidden section was set to stays."""
    contact = await Contact.get(id=contact_id)
    choice = set(offered(acting().tenant))
    quiet = (set(contact.quiet) - choice) | (choice & set(topics))
    await Contact.filter(id=contact_id).update(quiet=sorted(quiet))


async def stop_letters(contact_id: UUID, topic: Topic) -> None:
    """No letters about this one topic any more."""
    contact = await Contact.get(id=contact_id)
    await Contact.filter(id=contact_id).update(quiet=sorted({*contact.quiet, topic}))


def _name(typed: str) -> str:
    name = " ".join(typed.split())
    if not name:
        raise Invalid("name", "Please type your name.")
    if len(name) > LONGEST_NAME or not name.isprintable():
        raise Invalid("name", "Please type a shorter name, in letters.")
    return name


def _phone(typed: str) -> str:
    phone = " ".join(typed.split())
    if phone and (not PHONE.fullmatch(phone) or sum(sign.isdigit() for sign in phone) < LEAST_DIGITS):
        raise Invalid("phone", "Please type a phone number, like +1 217 555 0100.")
    return phone
