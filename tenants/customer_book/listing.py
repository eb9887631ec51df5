"""The list of customers: one hand-written query, a page at a time."""

from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from tenants.isolation import acting
from tenants.ledger import SUM_COLUMNS, SUMS
from tenants.search import pattern

PAGE = 50


class Filter(StrEnum):
    """Which customers are listed."""

    ALL = "all"
    OWING = "owing"
    OVERDUE = "overdue"
    NOT_INVITED = "not_invited"


class Portal(StrEnum):
    """How far a customer's people came into the portal."""

    NOBODY = "nobody"
    NOT_INVITED = "not_invited"
    INVITED = "invited"
    BOUNCED = "bounced"
    SIGNED_IN = "signed_in"


class Row(NamedTuple):
    """One customer of the list; `balance` in minor units of the company's currency, `contact` is the first of them."""

    id: UUID
    name: str
    sort_name: str
    contact: str | None
    email: str | None
    place: str | None
    balance: int
    overdue: bool
    portal: Portal


# What a person types is looked for in names, addresses of both kinds and phone numbers.
FOUND = """
c.id IN (SELECT id FROM customer WHERE tenant_id = $1 AND name ILIKE $2
         UNION SELECT customer_id FROM contact WHERE tenant_id = $1 AND removed_at IS NULL
                  AND (name ILIKE $2 OR email ILIKE $2 OR phone ILIKE $2)
         UNION SELECT customer_id FROM property WHERE tenant_id = $1 AND address ILIKE $2)
"""

OPEN = "SELECT FROM invoice i WHERE i.tenant_id = $1 AND i.customer_id = c.id AND i.status = 'open'"
INVITED = (
    "SELECT FROM email e WHERE e.tenant_id = $1 AND e.customer_id = c.id AND e.letter = 'portal_invitation' "
    "AND e.status NOT IN ('failed', 'expired')"
)

FILTERS = {
    Filter.ALL: "true",
    Filter.OWING: f"EXISTS ({OPEN})",
    Filter.OVERDUE: f"EXISTS ({OPEN} AND i.due_on < $6)",
    Filter.NOT_INVITED: f"NOT EXISTS ({INVITED})",
}

LISTED = f"""
WITH page AS MATERIALIZED (
    SELECT c.* FROM customer c
     WHERE c.tenant_id = $1 AND (c.sort_name, c.id) > ($3, $4) AND ($2 = '%%' OR {FOUND}) AND WANTED
     ORDER BY c.sort_name, c.id LIMIT $5)
SELECT c.id, c.name, c.sort_name, who.name AS contact, who.email,
       (SELECT address FROM property p WHERE p.tenant_id = $1 AND p.customer_id = c.id ORDER BY created_at LIMIT 1)
           AS place,
       owed.balance, owed.overdue, coalesce(portal.state, CASE WHEN who.id IS NULL THEN 'nobody' ELSE 'not_invited' END)
           AS portal
  FROM page c
  LEFT JOIN LATERAL (SELECT id, name, email FROM contact WHERE tenant_id = $1 AND customer_id = c.id
                        AND removed_at IS NULL ORDER BY created_at LIMIT 1) who ON true
  LEFT JOIN LATERAL (
       SELECT CASE WHEN EXISTS (SELECT FROM activity a WHERE a.tenant_id = $1 AND a.customer_id = c.id
                                   AND a.about = 'contact' AND a.verb = 'signed_in') THEN 'signed_in'
                   WHEN latest.status IN ('bounced', 'complained') THEN 'bounced' ELSE 'invited' END AS state
         FROM (SELECT status FROM email e WHERE e.tenant_id = $1 AND e.customer_id = c.id
                  AND e.letter = 'portal_invitation' ORDER BY created_at DESC LIMIT 1) latest) portal ON true
  CROSS JOIN LATERAL (
       SELECT coalesce(sum(greatest(i.total - received + refunded + withdrawn, 0)), 0)::bigint AS balance,
              coalesce(bool_or(i.due_on < $6), false) AS overdue
         FROM (SELECT i.*, {SUM_COLUMNS} FROM invoice i, {SUMS}
                WHERE i.tenant_id = $1 AND i.customer_id = c.id AND i.status = 'open') i) owed
 ORDER BY c.sort_name, c.id
"""  # noqa: S608 - our own constants

FIRST = ("", UUID(int=0))


async def listed(wanted: Filter = Filter.ALL, search: str = "", after: tuple[str, UUID] = FIRST) -> list[Row]:
    """A page of customers by name, and one more when there are more, after the (sort_name, id) given."""
    unit = acting()
    sql = LISTED.replace("WANTED", FILTERS[wanted])
    rows = await unit.rows(sql, unit.tenant.id, pattern(search), *after, PAGE + 1, unit.tenant.today())
    return [Row(**{**dict(row), "portal": Portal(row["portal"])}) for row in rows]
