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
    INVITED = "invited"
    BOUNCED = "bounced"


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
         UNION SELECT customer_id FROM property WHERE tenant_id = $1 AND address ILIKE $2
         UNION SELECT customer_id FROM merged_customer WHERE tenant_id = $1 AND name ILIKE $2)
"""

OPEN = "SELECT FROM invoice i WHERE i.tenant_id = $1 AND i.customer_id = c.id AND i.status = 'open'"

# How far somebody came is asked of each contact who is still there. For narrowing down it is asked of all at once.
STILL_THERE = "k.tenant_id = $1 AND k.removed_at IS NULL"
LETTERS = "e.tenant_id = $1 AND e.about_id = k.id AND e.letter = 'portal_invitation'"
LATER = "l.tenant_id = $1 AND l.about_id = k.id AND l.letter = 'portal_invitation' AND l.created_at > e.created_at"
SIGNED_IN = "a.tenant_id = $1 AND a.about_id = k.id AND a.verb = 'signed_in'"
WENT = "e.status NOT IN ('failed', 'expired')"
CAME_BACK = "e.status IN ('bounced', 'complained')"
PEOPLE = f"(SELECT k.customer_id FROM contact k WHERE {STILL_THERE})"  # noqa: S608 - our own constants
CAME = f"(SELECT k.customer_id FROM contact k JOIN activity a ON {SIGNED_IN} WHERE {STILL_THERE})"  # noqa: S608 - our own constants
INVITED = f"(SELECT k.customer_id FROM contact k JOIN email e ON {LETTERS} AND {WENT} WHERE {STILL_THERE})"  # noqa: S608 - our own constants
BOUNCED = f"""
(SELECT k.customer_id FROM contact k JOIN email e ON {LETTERS} AND {CAME_BACK}
  WHERE {STILL_THERE} AND NOT EXISTS (SELECT FROM email l WHERE {LATER}))
"""  # noqa: S608 - our own constants

FILTERS = {
    Filter.ALL: "true",
    Filter.OWING: f"EXISTS ({OPEN})",
    Filter.OVERDUE: f"EXISTS ({OPEN} AND i.due_on < $6)",
    Filter.NOT_INVITED: f"c.id IN {PEOPLE} AND c.id NOT IN {INVITED} AND c.id NOT IN {CAME}",
    Filter.INVITED: f"c.id IN {INVITED} AND c.id NOT IN {BOUNCED} AND c.id NOT IN {CAME}",
    Filter.BOUNCED: f"c.id IN {BOUNCED} AND c.id NOT IN {CAME}",
}

WANTED = f"c.tenant_id = $1 AND ($2 = '%%' OR {FOUND})"

LISTED = f"""
WITH page AS MATERIALIZED (
    SELECT c.* FROM customer c
     WHERE {WANTED} AND (c.sort_name, c.id) > ($3, $4) AND NARROWED
     ORDER BY c.sort_name, c.id LIMIT $5)
SELECT c.id, c.name, c.sort_name, who.name AS contact, who.email,
       (SELECT address FROM property p WHERE p.tenant_id = $1 AND p.customer_id = c.id ORDER BY created_at LIMIT 1)
           AS place,
       owed.balance, owed.overdue,
       CASE WHEN who.id IS NULL THEN 'nobody' WHEN portal.came THEN 'signed_in' WHEN portal.bounced THEN 'bounced'
            WHEN portal.invited THEN 'invited' ELSE 'not_invited' END AS portal
  FROM page c
  LEFT JOIN LATERAL (SELECT id, name, email FROM contact WHERE tenant_id = $1 AND customer_id = c.id
                        AND removed_at IS NULL ORDER BY created_at LIMIT 1) who ON true
  CROSS JOIN LATERAL (
       SELECT bool_or((SELECT true FROM activity a WHERE {SIGNED_IN} LIMIT 1)) AS came,
              bool_or((SELECT true FROM email e WHERE {LETTERS} AND {WENT} LIMIT 1)) AS invited,
              bool_or((SELECT {CAME_BACK} FROM email e WHERE {LETTERS} ORDER BY created_at DESC LIMIT 1)) AS bounced
         FROM contact k WHERE {STILL_THERE} AND k.customer_id = c.id) portal
  CROSS JOIN LATERAL (
       SELECT coalesce(sum(greatest(i.total - received + refunded + withdrawn, 0)), 0)::bigint AS balance,
              coalesce(bool_or(i.due_on < $6), false) AS overdue
         FROM (SELECT i.*, {SUM_COLUMNS} FROM invoice i, {SUMS}
                WHERE i.tenant_id = $1 AND i.customer_id = c.id AND i.status = 'open') i) owed
 ORDER BY c.sort_name, c.id
"""  # noqa: S608 - our own constants

NEVER_CAME = """
k.tenant_id = $1 AND k.removed_at IS NULL
AND NOT EXISTS (SELECT FROM activity a WHERE a.tenant_id = $1 AND a.about_id = k.id AND a.verb = 'signed_in')
"""

UNCAME = f"""
SELECT k.id FROM contact k JOIN customer c ON c.tenant_id = $1 AND c.id = k.customer_id
 WHERE {NEVER_CAME} AND {WANTED} AND $3::date IS NOT NULL AND NARROWED
"""  # noqa: S608 - our own constants

UNCAME_OF = f"SELECT k.id FROM contact k WHERE {NEVER_CAME} AND k.customer_id = ANY($2::uuid[])"  # noqa: S608

FIRST = ("", UUID(int=0))


async def listed(wanted: Filter = Filter.ALL, search: str = "", after: tuple[str, UUID] = FIRST) -> list[Row]:
    """A page of customers by name, and one more when there are more, after the (sort_name, id) given."""
    unit = acting()
    sql = LISTED.replace("NARROWED", FILTERS[wanted])
    rows = await unit.rows(sql, unit.tenant.id, pattern(search), *after, PAGE + 1, unit.tenant.today())
    return [Row(**{**dict(row), "portal": Portal(row["portal"])}) for row in rows]


async def people(wanted: Filter, search: str) -> list[UUID]:
    """The contacts of all these customers whom an invitation may still bring in: those who never signed in."""
    unit = acting()
    sql = UNCAME.replace("NARROWED", FILTERS[wanted].replace("$6", "$3"))
    return [row["id"] for row in await unit.rows(sql, unit.tenant.id, pattern(search), unit.tenant.today())]


async def people_of(customer_ids: list[UUID]) -> list[UUID]:
    """The same of these customers, as far as they are the company's."""
    unit = acting()
    return [row["id"] for row in await unit.rows(UNCAME_OF, unit.tenant.id, customer_ids)]
