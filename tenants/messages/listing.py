"""The list of all threads of a customer."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from tenants.isolation import acting
from tenants.json_rows import typed
from tenants.messages.thread import PATHS, Author
from tenants.sections import shows_path
from tenants.tenant import Tenant

PAGE = 25

# For use inside a query that has a thread in scope: its last message.
LAST = """
LATERAL (SELECT author, name, at FROM message
          WHERE message.tenant_id = thread.tenant_id AND message.thread_id = thread.id
          ORDER BY at DESC, id DESC LIMIT 1) last
"""

COLUMNS = (
    "thread.id, thread.about, thread.about_id, thread.number, thread.title, thread.last_at, last.author, last.name"
)

LISTED = f"""
SELECT {COLUMNS},
       last.author = 'staff' AND last.at > coalesce((thread.seen ->> $3)::timestamptz, '-infinity') AS is_new
  FROM thread, {LAST}
 WHERE thread.tenant_id = $1 AND thread.customer_id = $2 AND thread.about = ANY($4::text[])
   AND ($5::timestamptz IS NULL OR (thread.last_at, thread.id) < ($5, $6::uuid))
 ORDER BY thread.last_at DESC, thread.id DESC LIMIT {PAGE + 1}
"""  # noqa: S608 - our own parts

# What the contact $4 has not read yet of the threads about the tables $5, among those last written to.
ON_HOME = f"""
(SELECT coalesce(json_agg(row), '[]') FROM (
     SELECT {COLUMNS}, true AS is_new
       FROM (SELECT * FROM thread WHERE tenant_id = $1 AND customer_id = $2 AND about = ANY($5::text[])
              ORDER BY last_at DESC, id DESC LIMIT {PAGE}) thread, {LAST}
      WHERE last.author = 'staff' AND last.at > coalesce((thread.seen ->> $4::text)::timestamptz, '-infinity')
      ORDER BY thread.last_at DESC, thread.id DESC LIMIT 3) row)
"""  # noqa: S608 - our own parts


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
    return [_listed(row) for row in await unit.rows(LISTED, unit.tenant.id, *values)]


def on_home(rows: list[dict[str, Any]]) -> list[Listed]:
    """What ON_HOME found, as rows of the list."""
    return [_listed({**typed(row), "about_id": UUID(row["about_id"])}) for row in rows]


def abouts(tenant: Tenant) -> list[str]:
    """The tables whose records the company shows, and so the threads about them."""
    return [about for about, path in PATHS.items() if shows_path(tenant, path)]


def _listed(row: Mapping[str, Any]) -> Listed:
    return Listed(**{**dict(row), "author": Author(row["author"])})
