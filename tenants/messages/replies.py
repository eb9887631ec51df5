"""A mail that answers: its token names the thread, its sender says who wrote."""

from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

import asyncpg

from tenants.isolation import acting
from tenants.messages.reply_address import as_bytes, digest
from tenants.messages.thread import Author, Thread
from tenants.messages.writing import Speaker


class Mail(NamedTuple):
    """A mail that came to the address with `token`. `sender` is canonical; `external_id` the provider's for it."""

    token: str
    sender: str
    text: str
    external_id: str
    left_out: bool = False


class NotTaken(StrEnum):
    """Why a mail did not become a message; for the log, never for its sender."""

    NO_ADDRESS = "no such address"
    NOT_A_PERSON = "its sender may not write here"


class Correspondence(NamedTuple):
    """The thread a mail belongs to, and who wrote it."""

    thread: Thread
    who: Speaker


# Whoever the address was given to must still be there, and so must the writer: another contact of the same customer may
# answer in their place, another member of staff likewise, and nobody from the other side.
FIND = """
SELECT thread.id, thread.customer_id, thread.about, thread.about_id, thread.number, thread.title,
       given.contact_id IS NULL AS is_staff,
       CASE WHEN given.contact_id IS NULL THEN member.id ELSE contact.id END AS writer_id,
       CASE WHEN given.contact_id IS NULL THEN member.name ELSE contact.name END AS writer_name
  FROM reply_address given
  JOIN thread ON thread.tenant_id = given.tenant_id AND thread.id = given.thread_id
  LEFT JOIN contact ON given.contact_id IS NOT NULL AND contact.tenant_id = given.tenant_id
   AND contact.customer_id = given.customer_id AND contact.canonical_email = $3 AND contact.removed_at IS NULL
   AND EXISTS (SELECT FROM contact owner WHERE owner.tenant_id = given.tenant_id AND owner.id = given.contact_id
                  AND owner.removed_at IS NULL)
  LEFT JOIN staff_member member ON given.staff_member_id IS NOT NULL AND member.tenant_id = given.tenant_id
   AND member.canonical_email = $3 AND member.removed_at IS NULL
   AND EXISTS (SELECT FROM staff_member owner WHERE owner.tenant_id = given.tenant_id
                  AND owner.id = given.staff_member_id AND owner.removed_at IS NULL)
 WHERE given.tenant_id = $1 AND given.token_hash = $2
"""


async def found(mail: Mail) -> Correspondence | NotTaken:
    """What a mail is about and who wrote it: by the token the thread, by the sender's address the person."""
    whole = as_bytes(mail.token)
    row = await acting().row(FIND, acting().tenant.id, digest(whole), mail.sender) if whole else None
    if row is None:
        return NotTaken.NO_ADDRESS
    if row["writer_id"] is None:
        return NotTaken.NOT_A_PERSON
    author = Author.STAFF if row["is_staff"] else Author.CONTACT
    return Correspondence(_thread(row), Speaker(author, UUID(str(row["writer_id"])), row["writer_name"]))


def _thread(row: asyncpg.Record) -> Thread:
    thread = Thread(**{name: row[name] for name in ("customer_id", "about", "about_id", "number", "title")})
    thread.id, thread.tenant_id = row["id"], acting().tenant.id
    return thread
