"""What the company writes down about a customer's people: who they are, what they may, and that they are gone."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from tenants import activity, customers, email_changes, emails, sign_in
from tenants.customers import Contact, Customer, May, person_name, phone_number
from tenants.errors import Invalid, NotFound
from tenants.isolation import acting

# Who adds two people to one customer at once does it one after the other.
LOCK = "SELECT id FROM customer WHERE tenant_id = $1 AND id = $2 FOR NO KEY UPDATE"

TAKEN = """
SELECT id FROM contact
 WHERE tenant_id = $1 AND customer_id = $2 AND canonical_email = $3 AND removed_at IS NULL AND id <> $4
"""

END_SESSIONS = "UPDATE session SET revoked_at = now() WHERE tenant_id = $1 AND contact_id = $2 AND revoked_at IS NULL"
END_LINKS = "UPDATE share_link SET revoked_at = now() WHERE tenant_id = $1 AND contact_id = $2 AND revoked_at IS NULL"
END_FEED = "UPDATE calendar_feed SET revoked_at = now() WHERE tenant_id = $1 AND contact_id = $2 AND revoked_at IS NULL"
ELSEWHERE = "SELECT id FROM contact WHERE tenant_id = $1 AND canonical_email = $2 AND removed_at IS NULL"


@dataclass(frozen=True, slots=True)
class Typed:
    """A contact as the company types them. `language` is one that is shipped, or empty for the company's."""

    name: str
    email: str
    phone: str = ""
    language: str = ""
    rights: frozenset[May] = frozenset(May)


async def add(customer: Customer, typed: Typed) -> Contact:
    """Raises Invalid("name"), Invalid("email") or Invalid("phone"); one address is one person of a customer."""
    contact = Contact(id=uuid4(), customer_id=customer.id)
    wanted = await _checked(contact, typed)
    contact.update_from_dict(wanted)
    await contact.save(force_create=True)
    await activity.note(contact, "added", customer_id=customer.id, name=contact.name, email=contact.email)
    return contact


async def write_down(name: str, billing_address: str, email: str) -> tuple[Customer, Contact | None]:
    """A customer and, where there is an address, the person they are. Raises as `customers.add` and `add` do."""
    if not email.strip():
        return await customers.add(name, billing_address), None
    sign_in.canonical(email)  # refused before anything is written
    if name.strip():
        person_name(name)
    customer = await customers.add(name, billing_address)
    return customer, await add(customer, Typed(name, email))


async def change(contact: Contact, typed: Typed) -> None:
    """As typed from now on. Raises as `add` does.

    With another address ends whatever was begun with the old one: sign-ins, links to sign in, links to documents. Their
    old mailbox is told.
    """
    wanted = await _checked(contact, typed)
    changed = [field for field, value in wanted.items() if value != getattr(contact, field)]
    if not changed:
        return
    if not await Contact.filter(id=contact.id, removed_at=None).update(**wanted):
        raise NotFound
    old = contact.email
    contact.update_from_dict(wanted)
    await activity.note(
        contact, "changed_by_staff", customer_id=contact.customer_id, name=contact.name, fields=sorted(changed)
    )
    if "email" in changed:
        await _move(contact, old)


async def remove(contact: Contact) -> None:
    """Out at once: signed out everywhere, and every link of theirs is dead. What they wrote and signed stays."""
    if not await Contact.filter(id=contact.id, removed_at=None).update(removed_at=datetime.now(UTC)):
        raise NotFound
    await _end(contact, contact.email)
    await activity.note(contact, "removed", customer_id=contact.customer_id, name=contact.name, email=contact.email)


async def bring_back(contact: Contact) -> None:
    """They may sign in again; their old links stay dead. Raises Invalid("email") when the address is taken by now.

    Raises NotFound for one who goes on as another contact since their customers became one.
    """
    if contact.merged_into_id:
        raise NotFound
    await _check_free(contact, contact.email)
    if await Contact.filter(id=contact.id).exclude(removed_at=None).update(removed_at=None):
        await activity.note(contact, "brought_back", customer_id=contact.customer_id, name=contact.name)


async def _checked(contact: Contact, typed: Typed) -> dict[str, Any]:
    email = sign_in.canonical(typed.email)
    await _check_free(contact, email)
    rights = {str(right): right in typed.rights for right in May}
    person = {"name": person_name(typed.name), "phone": phone_number(typed.phone), "language": typed.language}
    return {**person, "email": email, **rights}


async def _check_free(contact: Contact, email: str) -> None:
    unit = acting()
    await unit.rows(LOCK, unit.tenant.id, contact.customer_id)
    if await unit.row(TAKEN, unit.tenant.id, contact.customer_id, sign_in.canonical(email), contact.id):
        raise Invalid("email", "Somebody else of this customer has that address already.")


async def _move(contact: Contact, old: str) -> None:
    await _end(contact, old)
    await emails.write(
        "email_changed",
        key=str(uuid4()),
        to=(contact.name, old),
        about=contact,
        customer_id=contact.customer_id,
        facts={"new_email": sign_in.masked(contact.email)},
    )


async def _end(contact: Contact, email: str) -> None:
    """End what this contact began with the address; all of it, when nobody else of the company's customers has it."""
    unit = acting()
    for statement in (END_SESSIONS, END_LINKS, END_FEED):
        await unit.rows(statement, unit.tenant.id, contact.id)
    await email_changes.withdraw(contact.id)
    if not await unit.row(ELSEWHERE, unit.tenant.id, sign_in.canonical(email)):
        await sign_in.end_address(sign_in.canonical(email))
