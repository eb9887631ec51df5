"""The letters that carry a message to the other side."""

from typing import Any
from uuid import UUID

from tenants import customers, emails, staff
from tenants.customers import Contact
from tenants.isolation import acting
from tenants.messages import reply_address
from tenants.messages.thread import Message, Thread
from tenants.sections import shows_path


async def tell_staff(message_id: UUID) -> None:
    """A letter to each of the company's inbox with what a contact wrote; done twice, it is sent once."""
    message = await Message.get(id=message_id)
    thread, writer = await Thread.get(id=message.thread_id), await Contact.get(id=message.contact_id)
    for member in await staff.inbox():
        await emails.write(
            "staff_message_received",
            key=f"{message_id}:{member.id}",
            to=(member.name, member.email),
            about=thread,
            customer_id=thread.customer_id,
            facts={
                **_facts(thread, message.name, message.body, left_out=message.left_out),
                "reply_address": str(await reply_address.given(thread, staff_member_id=member.id)),
                "answer_to": writer.email,
            },
        )


async def write_to_contacts(
    thread: Thread, message_id: UUID | None, name: str, body: str, *, left_out: bool = False
) -> None:
    """A letter to every contact of the customer, unless the record's section is hidden."""
    tenant = acting().tenant
    if not shows_path(tenant, thread.path):
        return
    way = {"path": f"{thread.path}#messages"} if tenant.portal_enabled else {}
    for contact in await customers.contacts(thread.customer_id):
        await emails.write(
            "message_received",
            key=f"{message_id}:{contact.id}",
            to=(contact.name, contact.email),
            about=thread,
            customer_id=thread.customer_id,
            facts={
                **_facts(thread, name, body, left_out=left_out),
                **way,
                "reply_address": str(await reply_address.given(thread, contact_id=contact.id)),
            },
        )


def _facts(thread: Thread, name: str, body: str, *, left_out: bool) -> dict[str, Any]:
    record = {"about": thread.about, "number": thread.number, "title": thread.title}
    return {**record, "name": name, "note": body, "left_out": left_out}
