"""The console's home in one statement."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import orjson

from tenants.first_steps import FACTS, FirstSteps, judged
from tenants.isolation import acting
from tenants.json_rows import typed
from tenants.overview.money_in import MONEY_IN, OWED, SUMMED, Month, Owed, months
from tenants.overview.waiting import WAITING, Waiting, in_order

MOST_VISITS = 20

TODAY = f"""
SELECT v.id, v.job_id, v.starts_at, v.ends_at, v.who, v.status, v.confirmed_at IS NOT NULL AS is_confirmed,
       job.title, customer.name AS customer
  FROM visit v
  JOIN job ON job.tenant_id = $1 AND job.id = v.job_id
  JOIN customer ON customer.tenant_id = $1 AND customer.id = v.customer_id
 WHERE v.tenant_id = $1 AND v.status <> 'canceled'
   AND v.starts_at >= $2::timestamp AT TIME ZONE $3 AND v.starts_at < ($2 + 1)::timestamp AT TIME ZONE $3
 ORDER BY v.starts_at, v.id LIMIT {MOST_VISITS}
"""  # noqa: S608 - our own number

PARTS = {"waiting": WAITING, "visits": TODAY, "months": MONEY_IN, "sums": SUMMED, "facts": FACTS}
SELECTED = ", ".join(
    f"(SELECT coalesce(json_agg(row), '[]') FROM ({sql}) row) AS {name}"  # noqa: S608 - our own parts
    for name, sql in PARTS.items()
)
HOME = f"WITH owed AS MATERIALIZED ({OWED}) SELECT {SELECTED}"


class Visited(NamedTuple):
    """A visit of today."""

    id: UUID
    job_id: UUID
    starts_at: datetime
    ends_at: datetime
    who: str
    status: str
    is_confirmed: bool
    title: str
    customer: str


class Overview(NamedTuple):
    """What waits, most urgent kinds first; the visits of today; the money, and how far setting up is."""

    waiting: list[Waiting]
    visits: list[Visited]
    months: list[Month]
    owed: Owed
    first_steps: FirstSteps


async def overview() -> Overview:
    """The console's home, of the whole company, as of now."""
    unit, today = acting(), acting().tenant.today()
    row = await unit.row(HOME, unit.tenant.id, today, unit.tenant.time_zone, unit.tenant.currency)
    found = {name: orjson.loads(row[name]) for name in PARTS} if row else {}
    return Overview(
        in_order(typed(it) for it in found["waiting"]),
        [Visited(**{**typed(it), "job_id": UUID(it["job_id"])}) for it in found["visits"]],
        months(found["months"], today),
        Owed(**found["sums"][0]),
        judged(unit.tenant, found["facts"][0]),
    )
