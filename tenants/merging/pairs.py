"""All customers of the company who may be one, in pairs, a page at a time; one query."""

from typing import NamedTuple
from uuid import UUID

from asyncpg import Record

from tenants.isolation import acting
from tenants.merging.likeness import APART, MOST_ALIKE, Likeness

PAGE = 25


class Pair(NamedTuple):
    """Two customers who may be one, the older one first; `place` is where the pair stands in the list."""

    first_id: UUID
    first_name: str
    second_id: UUID
    second_name: str
    common: list[Likeness]
    place: "Place"


class Place(NamedTuple):
    """Those with most in common come first, then it goes by name."""

    rank: int
    name: str
    low: UUID
    high: UUID


FIRST = Place(-1, "", UUID(int=0), UUID(int=0))


KEYED = """
SELECT 'email' AS likeness, canonical_email AS key, customer_id AS id
  FROM contact WHERE tenant_id = $1 AND removed_at IS NULL
UNION ALL SELECT DISTINCT 'phone', phone_key, customer_id
  FROM contact WHERE tenant_id = $1 AND removed_at IS NULL AND phone_key IS NOT NULL
UNION ALL SELECT 'name', name_key, id FROM customer WHERE tenant_id = $1 AND name_key IS NOT NULL
"""

# Every step takes as many rows as there are, never each with each: the planner knows little of them.
PAIRS = f"""
WITH alike AS MATERIALIZED (
    SELECT likeness, array_agg(id) AS ids
      FROM (SELECT *, count(*) OVER (PARTITION BY likeness, key) AS many FROM ({KEYED}) keyed) counted
     WHERE many BETWEEN 2 AND {MOST_ALIKE} GROUP BY likeness, key),
pairs AS (
    SELECT low, high, array_agg(DISTINCT likeness ORDER BY likeness) AS common
      FROM alike, unnest(ids) AS low, unnest(ids) AS high
     WHERE low < high GROUP BY low, high)
SELECT f.id AS first_id, f.name AS first_name, s.id AS second_id, s.name AS second_name, common,
       3 - cardinality(common) AS rank, f.sort_name, low, high
  FROM pairs
  JOIN customer l ON l.tenant_id = $1 AND l.id = low JOIN customer h ON h.tenant_id = $1 AND h.id = high
  JOIN customer f ON f.tenant_id = $1
       AND f.id = CASE WHEN (l.created_at, l.id) < (h.created_at, h.id) THEN l.id ELSE h.id END
  JOIN customer s ON s.tenant_id = $1 AND s.id = CASE WHEN f.id = low THEN high ELSE low END
 WHERE NOT {APART.format(one="low", other="high")}
   AND (3 - cardinality(common), f.sort_name, low, high) > ($2::int, $3, $4, $5)
 ORDER BY rank, f.sort_name, low, high LIMIT {PAGE + 1}
"""  # noqa: S608 - our own parts


async def pairs(after: Place = FIRST) -> list[Pair]:
    """A page of pairs, and one more when there are more."""
    unit = acting()
    return [_pair(row) for row in await unit.rows(PAIRS, unit.tenant.id, *after)]


def _pair(row: Record) -> Pair:
    place = Place(row["rank"], row["sort_name"], row["low"], row["high"])
    ours = (row["first_id"], row["first_name"], row["second_id"], row["second_name"])
    return Pair(*ours, [Likeness(it) for it in row["common"]], place)
