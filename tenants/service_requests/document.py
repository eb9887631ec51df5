"""What the page of one sent request reads, in one query."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from tenants.errors import NotFound
from tenants.isolation import acting
from tenants.json_rows import typed
from tenants.messages import thread_of

PHOTOS = """
(SELECT coalesce(json_agg(json_build_object('id', id, 'name', name, 'sizes', sizes) ORDER BY created_at, id), '[]')
   FROM photo WHERE tenant_id = r.tenant_id AND about_id = r.id AND removed_at IS NULL)
"""

ONE = f"""
SELECT r.*, {PHOTOS} AS photos,
       (SELECT json_build_object('name', name, 'address', address) FROM property
         WHERE tenant_id = r.tenant_id AND id = r.property_id) AS place,
       (SELECT coalesce(json_agg(json_build_object('verb', verb, 'by', by, 'facts', facts, 'at', at) ORDER BY at), '[]')
          FROM activity WHERE tenant_id = r.tenant_id AND about_id = r.id) AS history,
       {thread_of("r.id")} AS thread
  FROM service_request r WHERE tenant_id = $1 AND customer_id = $2 AND id = $3 AND status <> 'draft'
"""  # noqa: S608 - our own constants


@dataclass(frozen=True, slots=True)
class Document:
    """One sent request with all that has happened to it. Its other columns are attributes too."""

    record: asyncpg.Record
    photos: list[dict[str, Any]]
    place: dict[str, Any] | None
    wished: list[dict[str, Any]]
    became: dict[str, Any] | None
    history: list[dict[str, Any]]

    def __getattr__(self, name: str) -> Any:
        return self.record[name]


async def one(customer_id: UUID, request_id: UUID) -> Document:
    """A sent request of this customer. Raises NotFound for drafts, other customers' and other companies' alike."""
    unit = acting()
    row = await unit.row(ONE, unit.tenant.id, customer_id, request_id)
    if row is None:
        raise NotFound
    history = [typed(it) for it in orjson.loads(row["history"])]
    place, became = (orjson.loads(row[name]) if row[name] else None for name in ("place", "became"))
    return Document(row, orjson.loads(row["photos"]), place, orjson.loads(row["wished"]), became, history)
