"""What the form of a request begins with, in one query."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from tenants.errors import NotFound
from tenants.isolation import acting
from tenants.service_requests.document import PHOTOS
from tenants.service_requests.request import RequestStatus

PROPERTIES = """
(SELECT coalesce(json_agg(json_build_object('id', id, 'name', name, 'address', address) ORDER BY created_at, id), '[]')
   FROM property WHERE tenant_id = $1 AND customer_id = $2 AND archived_at IS NULL)
"""

FORM = f"""
SELECT c.name, c.email, c.phone, {PROPERTIES} AS properties,
       (SELECT json_build_object('id', id, 'key', key, 'typed', typed, 'photos', {PHOTOS})
          FROM service_request r WHERE tenant_id = $1 AND contact_id = $3 AND status = 'draft') AS draft,
       (SELECT coalesce(json_agg(key), '[]')
          FROM (SELECT key FROM service_request
                 WHERE tenant_id = $1 AND customer_id = $2 AND contact_id = $3 AND status <> 'draft'
                 ORDER BY submitted_at DESC LIMIT 5) latest) AS sent
  FROM contact c WHERE tenant_id = $1 AND customer_id = $2 AND id = $3
"""  # noqa: S608 - our own constants

BLANK = f"SELECT {PROPERTIES} AS properties"

SENT_FORM = f"""
SELECT r.*, {PROPERTIES} AS properties, {PHOTOS} AS photos
  FROM service_request r WHERE tenant_id = $1 AND customer_id = $2 AND id = $3 AND status <> 'draft'
"""  # noqa: S608 - our own constants


@dataclass(frozen=True, slots=True)
class Form:
    """What the form begins with. `id` and `key` are those of the request it is about, None before there is one."""

    id: UUID | None
    key: UUID | None
    status: RequestStatus
    values: dict[str, str]
    properties: list[dict[str, Any]]
    photos: list[dict[str, Any]]
    sent: tuple[str, ...] = ()
    """Keys of forms that were sent lately: what a browser still remembers of them is over."""

    @property
    def places(self) -> list[UUID]:
        return [UUID(place["id"]) for place in self.properties]


async def form(customer_id: UUID, contact_id: UUID) -> Form:
    """The form for a new request: as it was left, or filled in with what we know of the contact."""
    unit = acting()
    row = await unit.row(FORM, unit.tenant.id, customer_id, contact_id)
    if row is None:
        raise NotFound
    draft = orjson.loads(row["draft"]) if row["draft"] else None
    known = {name: row[name] for name in ("name", "email", "phone")}
    return Form(
        id=UUID(draft["id"]) if draft else None,
        key=UUID(draft["key"]) if draft else None,
        status=RequestStatus.DRAFT,
        values={**known, **(draft["typed"] if draft else {})},
        properties=orjson.loads(row["properties"]),
        photos=draft["photos"] if draft else [],
        sent=tuple(orjson.loads(row["sent"])),
    )


async def blank(customer_id: UUID) -> Form:
    """The form for what somebody else asks in the customer's name: nothing is known but the places."""
    unit = acting()
    properties = (await unit.rows(BLANK, unit.tenant.id, customer_id))[0]["properties"]
    return Form(None, None, RequestStatus.DRAFT, {}, orjson.loads(properties), [])


async def sent_form(customer_id: UUID, request_id: UUID) -> Form:
    """The form that changes a sent request. Raises NotFound."""
    unit = acting()
    row = await unit.row(SENT_FORM, unit.tenant.id, customer_id, request_id)
    if row is None:
        raise NotFound
    values = {name: row[name] for name in ("name", "email", "phone", "what", "urgency")}
    values["property"] = str(row["property_id"] or "")
    for number, wished in enumerate(orjson.loads(row["wished"]), start=1):
        values |= {f"day{number}": wished["on"], f"part{number}": wished["part"]}
    properties, photos = orjson.loads(row["properties"]), orjson.loads(row["photos"])
    return Form(row["id"], row["key"], RequestStatus(row["status"]), values, properties, photos)
