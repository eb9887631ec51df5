"""What happened with a customer, newest first, a page at a time: out of the history of all their records."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import orjson

from tenants.isolation import acting

PAGE = 10
NUMBERED = ("invoice", "estimate", "agreement", "job", "service_request")


class Event(NamedTuple):
    """`about` is the record's table and `number` what it is called, where it has a number."""

    id: UUID
    about: str
    about_id: UUID
    verb: str
    by: str
    is_staff: bool
    facts: dict[str, Any]
    at: datetime
    number: str


NUMBER_OF = "WHEN '{table}' THEN (SELECT number FROM {table} WHERE tenant_id = $1 AND id = a.about_id)"
NUMBER = "CASE about " + " ".join(NUMBER_OF.format(table=table) for table in NUMBERED)

HISTORY = f"""
SELECT a.id, a.about, a.about_id, a.verb, a.by, a.facts, a.at,
       (a.staff_member_id IS NOT NULL OR a.api_key_id IS NOT NULL) AS is_staff,
       coalesce({NUMBER} END, '') AS number
  FROM activity a
 WHERE a.tenant_id = $1 AND a.customer_id = $2 AND (a.at, a.id) < ($3, $4)
 ORDER BY a.at DESC, a.id DESC LIMIT {PAGE + 1}
"""  # noqa: S608 - our own tables and number


async def history(customer_id: UUID, before: tuple[datetime, UUID]) -> list[Event]:
    """A page, and one more when there are more, before the (at, id) given."""
    unit = acting()
    rows = await unit.rows(HISTORY, unit.tenant.id, customer_id, *before)
    return [Event(**{**dict(row), "facts": orjson.loads(row["facts"])}) for row in rows]
