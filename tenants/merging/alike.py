"""Who may be the same as one customer, for that customer's page."""

from typing import NamedTuple
from uuid import UUID

from tenants.isolation import acting
from tenants.merging.likeness import APART, MOST_ALIKE, Likeness

MOST_SUGGESTED = 3


class Alike(NamedTuple):
    """Another customer who may be the same, and why; `common` are the address, number or name by its Likeness."""

    id: UUID
    name: str
    common: list[Likeness]


THEIRS = """
SELECT 'email' AS likeness, other.customer_id AS id, mine.canonical_email AS key
  FROM contact mine JOIN contact other ON other.tenant_id = $1 AND other.canonical_email = mine.canonical_email
                                      AND other.removed_at IS NULL
 WHERE mine.tenant_id = $1 AND mine.customer_id = $2 AND mine.removed_at IS NULL
UNION
SELECT 'phone', other.customer_id, mine.phone_key
  FROM contact mine JOIN contact other ON other.tenant_id = $1 AND other.phone_key = mine.phone_key
                                      AND other.removed_at IS NULL
 WHERE mine.tenant_id = $1 AND mine.customer_id = $2 AND mine.removed_at IS NULL AND mine.phone_key IS NOT NULL
UNION
SELECT 'name', other.id, mine.name_key
  FROM customer mine JOIN customer other ON other.tenant_id = $1 AND other.name_key = mine.name_key
 WHERE mine.tenant_id = $1 AND mine.id = $2 AND mine.name_key IS NOT NULL
"""

LIKE_ONE = f"""
SELECT c.id, c.name, array_agg(DISTINCT found.likeness ORDER BY found.likeness) AS common
  FROM (SELECT *, count(*) OVER (PARTITION BY likeness, key) AS many FROM ({THEIRS}) alike) found
  JOIN customer c ON c.tenant_id = $1 AND c.id = found.id
 WHERE found.many <= {MOST_ALIKE} AND c.id <> $2 AND NOT {APART.format(one="c.id", other="$2::uuid")}
 GROUP BY c.id, c.name, c.created_at ORDER BY count(DISTINCT found.likeness) DESC, c.created_at, c.id
 LIMIT {MOST_SUGGESTED}
"""  # noqa: S608 - our own parts


async def like(customer_id: UUID) -> list[Alike]:
    """Who may be the same as this customer, who has most in common first."""
    unit = acting()
    rows = await unit.rows(LIKE_ONE, unit.tenant.id, customer_id)
    return [Alike(row["id"], row["name"], [Likeness(it) for it in row["common"]]) for row in rows]
