"""What is written about a change of address, to mailboxes and into the history."""

from asyncpg import Record

from tenants import activity, emails
from tenants.customers import Contact
from tenants.email_changes.email_change import LIFE, EmailChange
from tenants.sign_in import masked
from tenants.tasks import Lane


async def requested(change: EmailChange, contact: Record) -> None:
    """Two letters; the new mailbox may be a stranger's, who learns nobody's name."""
    minutes = int(LIFE.total_seconds() // 60)
    await emails.write(
        "email_change_confirm",
        key=str(change.id),
        to=("", change.new_email),
        about=change,
        customer_id=change.customer_id,
        facts={"minutes": minutes},
        lane=Lane.SIGN_IN,
    )
    await emails.write(
        "email_change_requested",
        key=str(change.id),
        to=(contact["name"], contact["email"]),
        about=change,
        customer_id=change.customer_id,
        facts={"new_email": masked(change.new_email), "minutes": minutes},
    )
    await activity.note(
        await Contact.get(id=change.contact_id),
        "email_change_requested",
        by=contact["name"],
        customer_id=change.customer_id,
        to=change.new_email,
    )


async def changed(change: EmailChange) -> None:
    contact = await Contact.get(id=change.contact_id)
    await emails.write(
        "email_changed",
        key=str(change.id),
        to=(contact.name, change.old_email),
        about=change,
        customer_id=change.customer_id,
        facts={"new_email": masked(change.new_email)},
    )
    await activity.note(
        contact,
        "email_changed",
        by=contact.name,
        customer_id=change.customer_id,
        old=change.old_email,
        new=change.new_email,
    )
