"""What a contact may change about themselves, alone."""

from collections.abc import Iterable
from uuid import UUID

from tenants import activity
from tenants.customers import Contact, person_name, phone_number
from tenants.isolation import acting
from tenants.topics import Topic, offered


async def save(contact_id: UUID, *, name: str, phone: str, language: str) -> None:
    """Keep the contact's own details as typed. Raises Invalid("name") or Invalid("phone")."""
    contact = await Contact.get(id=contact_id)
    typed = {"name": person_name(name), "phone": phone_number(phone), "language": language}
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
