"""Opening: a hint that somebody has looked at a document. Noted from their own screen, never when a link is fetched."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import orjson

from tenants.isolation import acting

# Who looks again within the hour has not opened it once more. What nobody may see (any more) is opened by nobody.
NOTE = """
INSERT INTO activity (id, tenant_id, customer_id, about, about_id, verb, by, address, facts, at)
SELECT gen_random_uuid(), $1, $2, $3, $4, 'opened', '', '', $5::jsonb, clock_timestamp()
 WHERE NOT EXISTS (SELECT FROM activity WHERE tenant_id = $1 AND about_id = $4 AND verb = 'opened'
                      AND facts = $5::jsonb AND at > clock_timestamp() - interval '1 hour')
"""

OPENED = """
SELECT contact.name AS name, min(a.at) AS first_at, max(a.at) AS last_at, count(*)::int AS times
  FROM activity a
  LEFT JOIN contact ON contact.tenant_id = a.tenant_id AND contact.id = (a.facts ->> 'contact_id')::uuid
 WHERE a.tenant_id = $1 AND a.about_id = $2 AND a.verb = 'opened'
 GROUP BY a.facts, contact.name ORDER BY max(a.at) DESC LIMIT 20
"""


class Opening(NamedTuple):
    """Who seems to have looked: a contact's name, None for whoever holds a link for anybody."""

    name: str | None
    first_at: datetime
    last_at: datetime
    times: int


async def note(
    about: str, document_id: UUID, customer_id: UUID, *, contact_id: UUID | None, share_link_id: UUID | None = None
) -> None:
    """A contact, or whoever holds a link that is nobody's in particular, has the document before their eyes."""
    who: dict[str, Any] = {"contact_id": str(contact_id)} if contact_id else {"share_link_id": str(share_link_id)}
    await acting().rows(NOTE, acting().tenant.id, customer_id, about, document_id, orjson.dumps(who).decode())


async def of(document_id: UUID) -> list[Opening]:
    """Who seems to have opened a document, the latest first."""
    return [Opening(**dict(row)) for row in await acting().rows(OPENED, acting().tenant.id, document_id)]
