"""The visits that agreements include and nobody has given an hour yet, for the agenda: soonest first."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from tenants.isolation import acting

MOST_PLANNED = 200

PLANNED = f"""
SELECT v.id, v.agreement_id, v.planned_on, v.arrival, a.number, a.title, c.name AS customer,
       coalesce(p.address, '') AS address,
       coalesce((SELECT phone FROM contact WHERE tenant_id = $1 AND customer_id = v.customer_id AND removed_at IS NULL
                    AND phone <> '' ORDER BY created_at LIMIT 1), '') AS phone
  FROM agreement_visit v
  JOIN agreement a ON a.tenant_id = $1 AND a.id = v.agreement_id AND a.status = 'signed'
                  AND (a.ends_on IS NULL OR a.ends_on >= v.planned_on)
  JOIN customer c ON c.tenant_id = $1 AND c.id = v.customer_id
  LEFT JOIN property p ON p.tenant_id = $1 AND p.id = a.property_id
 WHERE v.tenant_id = $1 AND v.planned_on BETWEEN $2 AND $3 AND v.done_on IS NULL AND v.skipped_at IS NULL
 ORDER BY v.planned_on, v.id LIMIT {MOST_PLANNED}
"""  # noqa: S608 - our own number


class Planned(NamedTuple):
    """One visit an agreement includes; `arrival` in the company's words, `phone` a contact's who has one."""

    id: UUID
    agreement_id: UUID
    planned_on: date
    arrival: str
    number: str
    title: str
    customer: str
    address: str
    phone: str


async def planned(first_on: date, last_on: date) -> list[Planned]:
    """What is still to be done of running agreements on these days."""
    unit = acting()
    return [Planned(**dict(row)) for row in await unit.rows(PLANNED, unit.tenant.id, first_on, last_on)]
