"""The list of all threads of a customer."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from tenants.isolation import acting
from tenants.messages.thread import Author

PAGE = 25

LISTED = f"""
SELECT thread.id, thread.about, thread.about_id, thread.number, thread.title, thread.last_at,
       last.author, last.name,
       last.author = 'staff' AND last.at > coalesce((thread.seen ->> $3)::timestamptz, '-infinity') AS is_new
  FROM thread, LATERAL (
       SELECT author, name, at FROM message
        WHERE message.tenant_id = thread.tenant_id AND message.thread_id = thread.id
        ORDER BY at DESC, id DESC LIMIT 1) last
 WHERE thread.tenant_id = $1 AND thread.customer_id = $2 AND thread.about = ANY($4::text[])
   AND ($5::timestamptz IS NULL OR (thread.last_at, thread.id) < ($5, $6::uuid))
 ORDER BY thread.last_at DESC, thread.id DESC LIMIT {PAGE + 1}
"""  # noqa: S608 - our own number


class Listed(NamedTuple):
    """One thread in the list of all; `name` wrote its last message."""

    id: UUID
    about: str
    about_id: UUID
    number: str
    title: str
    last_at: datetime
    author: Author
    name: str
    is_new: bool


async def listed(
    customer_id: UUID, contact_id: UUID, abouts: Sequence[str], before: tuple[datetime, UUID] | None = None
) -> list[Listed]:
    """A page (and one more) of a customer's threads about records of the tables `abouts`, last written to first."""
    unit = acting()
    at, last_id = before or (None, None)
    values = (customer_id, str(contact_id), list(abouts), at, last_id)
    rows = await unit.rows(LISTED, unit.tenant.id, *values)
    return [Listed(**{**dict(row), "author": Author(row["author"])}) for row in rows]
