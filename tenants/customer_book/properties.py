"""Properties of all customers, found by the words of their customer or address."""

from typing import NamedTuple
from uuid import UUID

from tenants.errors import NotFound
from tenants.isolation import acting
from tenants.search import pattern

MOST = 20

FOUND = """
SELECT p.id, c.name AS customer, p.name, p.address
  FROM property p JOIN customer c ON c.tenant_id = p.tenant_id AND c.id = p.customer_id
 WHERE p.tenant_id = $1 AND (c.name ILIKE $2 OR p.address ILIKE $2 OR p.name ILIKE $2)
 ORDER BY c.sort_name, c.id, p.created_at, p.id LIMIT $3
"""


class Place(NamedTuple):
    """One property and whose it is."""

    id: UUID
    customer: str
    name: str
    address: str


async def properties(search: str) -> list[Place]:
    """The first properties that hold what was typed; none before something was."""
    unit = acting()
    if not search.strip():
        return []
    return [Place(*row) for row in await unit.rows(FOUND, unit.tenant.id, pattern(search), MOST)]


async def property_called(property_id: UUID) -> str:
    """Where it is, on one line. Raises NotFound."""
    unit = acting()
    row = await unit.row("SELECT address FROM property WHERE tenant_id = $1 AND id = $2", unit.tenant.id, property_id)
    if row is None:
        raise NotFound
    return ", ".join(row["address"].splitlines())
