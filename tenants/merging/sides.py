"""What each of two customers has, side by side, for whoever decides whether they are one; one query."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import orjson

from tenants.errors import NotFound
from tenants.isolation import acting
from tenants.ledger import MOVING, SUM_COLUMNS, SUMS

MOST_SHOWN = 50
NOUNS = ("estimate", "job", "agreement", "invoice", "service_request", "thread", "photo", "staff_note")


class Member(NamedTuple):
    """A contact of a side. `has_feed`: a calendar follows their visits; `has_draft`: they began a request."""

    name: str
    email: str
    billing: bool
    approve: bool
    visits: bool
    is_removed: bool
    has_feed: bool
    has_draft: bool


class Side(NamedTuple):
    """One of the two. `counts` says how many of each noun there are; `owed` is open, in minor units by currency."""

    id: UUID
    name: str
    billing_address: str
    external_id: str | None
    created_at: datetime
    reminds: bool
    people: list[Member]
    places: list[str]
    counts: dict[str, int]
    owed: dict[str, int]
    is_paying: bool


COUNTS = ", ".join(
    f"'{noun}', (SELECT count(*) FROM {noun} WHERE tenant_id = $1 AND customer_id = c.id)"  # noqa: S608 - our nouns
    for noun in NOUNS
)

SIDES = f"""
SELECT c.id, c.name, c.billing_address, c.external_id, c.created_at, c.reminds,
       (SELECT coalesce(json_agg(json_build_array(k.name, k.email, k.billing, k.approve, k.visits, k.is_removed,
                                                  k.has_feed, k.has_draft) ORDER BY k.is_removed, k.created_at), '[]')
          FROM (SELECT *, removed_at IS NOT NULL AS is_removed,
                       EXISTS (SELECT FROM calendar_feed f WHERE f.tenant_id = $1 AND f.contact_id = contact.id
                                  AND f.revoked_at IS NULL) AS has_feed,
                       EXISTS (SELECT FROM service_request r WHERE r.tenant_id = $1 AND r.contact_id = contact.id
                                  AND r.status = 'draft') AS has_draft
                  FROM contact WHERE tenant_id = $1 AND customer_id = c.id AND merged_into_id IS NULL
                 ORDER BY removed_at IS NOT NULL, created_at LIMIT {MOST_SHOWN}) k) AS people,
       (SELECT coalesce(json_agg(p.called ORDER BY p.created_at), '[]')
          FROM (SELECT coalesce(nullif(name, ''), split_part(address, E'\\n', 1)) AS called, created_at FROM property
                 WHERE tenant_id = $1 AND customer_id = c.id ORDER BY created_at LIMIT {MOST_SHOWN}) p) AS places,
       json_build_object({COUNTS}) AS counts,
       (SELECT coalesce(json_object_agg(currency, owed), '{{}}') FROM (
            SELECT i.currency, sum(greatest(i.total - received + refunded + withdrawn, 0)) AS owed
              FROM (SELECT i.*, {SUM_COLUMNS} FROM invoice i, {SUMS}
                     WHERE i.tenant_id = $1 AND i.customer_id = c.id AND i.status = 'open') i
             GROUP BY i.currency) o) AS owed,
       EXISTS (SELECT FROM payment_attempt WHERE tenant_id = $1 AND customer_id = c.id AND status = ANY($3::text[]))
           AS is_paying
  FROM customer c WHERE c.tenant_id = $1 AND c.id = ANY($2::uuid[])
"""  # noqa: S608 - our own parts


async def sides(one_id: UUID, other_id: UUID) -> tuple[Side, Side]:
    """Both, in this order. Raises NotFound."""
    unit = acting()
    rows = await unit.rows(SIDES, unit.tenant.id, [one_id, other_id], list(MOVING))
    found = {row["id"]: _side(row) for row in rows}
    try:
        return found[one_id], found[other_id]
    except KeyError:
        raise NotFound from None


def _side(row: Any) -> Side:
    read = {name: orjson.loads(row[name]) for name in ("people", "places", "counts", "owed")}
    return Side(**{**dict(row), **read, "people": [Member(*it) for it in read["people"]]})
