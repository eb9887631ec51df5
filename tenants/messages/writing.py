"""Writing into a thread: it is opened by its first message, and each message stays."""

from typing import Any, NamedTuple
from uuid import UUID, uuid4

from tenants.isolation import acting
from tenants.messages.thread import Author, Thread, Via


class About(NamedTuple):
    """The record a thread is about. `table` is one of PATHS; `number` may be empty."""

    table: str
    id: UUID
    customer_id: UUID
    number: str
    title: str


class Speaker(NamedTuple):
    author: Author
    id: UUID
    name: str


OPEN = """
INSERT INTO thread (id, tenant_id, customer_id, about, about_id, number, title, seen, created_at, last_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, '{}', coalesce($8, now()), coalesce($8, clock_timestamp()))
ON CONFLICT (tenant_id, about_id) DO UPDATE
   SET number = excluded.number, title = excluded.title, last_at = greatest(thread.last_at, excluded.last_at)
RETURNING id
"""

# What a customer writes waits until the company has answered.
WRITE = """
WITH said AS (
     INSERT INTO message (id, tenant_id, customer_id, thread_id, author, contact_id, staff_member_id, name, body, via,
                          left_out, external_id, at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, coalesce($13, clock_timestamp()))
     ON CONFLICT (tenant_id, thread_id, external_id) DO NOTHING
     RETURNING id, tenant_id, thread_id, author, at),
     waits AS (
     UPDATE thread SET last_at = greatest(last_at, said.at),
                       waiting_since = CASE WHEN said.author = 'contact' THEN coalesce(waiting_since, said.at) END
       FROM said WHERE thread.tenant_id = said.tenant_id AND thread.id = said.thread_id)
SELECT id FROM said
"""


async def opened(about: About, at: Any = None) -> Thread:
    """The thread about this record, made at the first message."""
    tenant_id = acting().tenant.id
    title = about.title[:160]
    values = (about.customer_id, about.table, about.id, about.number, title, at)
    row = await acting().row(OPEN, uuid4(), tenant_id, *values)
    thread = Thread(
        customer_id=about.customer_id, about=about.table, about_id=about.id, number=about.number, title=title
    )
    thread.id, thread.tenant_id = UUID(str(row["id"] if row else "")), tenant_id
    return thread


async def written(thread: Thread, who: Speaker, body: str, **how: Any) -> UUID | None:
    """Add what `who` wrote; None when this mail was taken before. `how`: via, left_out, external_id, at."""
    is_staff = who.author is Author.STAFF
    contact_id, staff_member_id = (None, who.id) if is_staff else (who.id, None)
    row = await acting().row(
        WRITE,
        *(uuid4(), acting().tenant.id, thread.customer_id, thread.id),
        *(who.author, contact_id, staff_member_id, who.name, body),
        *(how.get("via", Via.PORTAL), how.get("left_out", False), how.get("external_id"), how.get("at")),
    )
    return UUID(str(row["id"])) if row else None
