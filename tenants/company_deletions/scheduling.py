"""Scheduling: a company ends after the waiting time, unless it is kept. From then on its portal is closed."""

from datetime import timedelta
from typing import NamedTuple

from tenants import activity
from tenants.company_deletions import letters
from tenants.errors import Conflict, Invalid
from tenants.founding import one_line
from tenants.isolation import acting
from tenants.tasks import later
from tenants.tenant import Tenant

REMINDS = timedelta(days=2, hours=15)
"""Before the end, which is a midnight: in the morning, with three days left."""

# The midnight after two weeks. The two hours are for clocks that are changed meanwhile: the database refuses less.
SCHEDULE = """
UPDATE tenant
   SET deletes_at = (date_trunc('day', (now() + interval '14 days 2 hours') AT TIME ZONE $2) + interval '1 day')
                    AT TIME ZONE $2
 WHERE id = $1 AND deletes_at IS NULL
"""

# Until it has begun: after the day that was promised too, as long as nothing is gone.
KEEP = """
UPDATE tenant SET deletes_at = NULL WHERE id = $1 AND deletes_at IS NOT NULL AND deletion_began_at IS NULL
RETURNING id
"""

MOVING = """
SELECT (SELECT count(*) FROM payment_attempt
         WHERE tenant_id = $1 AND status IN ('processing', 'requires_action')) AS payments,
       (SELECT count(*) FROM refund WHERE tenant_id = $1 AND status IN ('new', 'sent')) AS refunds,
       (SELECT count(*) FROM (SELECT FROM ledger_entry WHERE tenant_id = $1 GROUP BY invoice_id
         HAVING count(*) FILTER (WHERE kind = 'dispute_opened') > count(*) FILTER (WHERE kind = 'dispute_closed')
       ) AS disputed) AS disputes
"""


class OnItsWay(NamedTuple):
    """How much money has not arrived yet, or is fought over."""

    payments: int
    refunds: int
    disputes: int


async def on_its_way() -> OnItsWay:
    (row,) = await acting().rows(MOVING, acting().tenant.id)
    return OnItsWay(**dict(row))


async def schedule(typed: str) -> None:
    """Have the acting company end, whose name was typed, and write to its owners. Once it ends, it stays so.

    Raises Invalid("name") for another name.
    """
    tenant = await Tenant.filter(id=acting().tenant.id).select_for_update().get()
    if one_line(typed) != one_line(tenant.name):
        raise Invalid("name", "Please type the name of your company as it stands there.")
    if tenant.is_ending:
        return
    await acting().rows(SCHEDULE, tenant.id, tenant.time_zone)
    await tenant.refresh_from_db()
    noted = await activity.note(tenant, "deletion_scheduled", deletes_at=tenant.deletes_at.isoformat())
    await later("remind_of_deletion", tenant.deletes_at.isoformat(), at=tenant.deletes_at - REMINDS)
    await letters.write("staff_deletion_scheduled", tenant, key=str(noted), path="/staff/settings/data/deletion")


async def keep() -> None:
    """Take it back. Kept already is no error. Raises Conflict when something may be gone."""
    tenant = acting().tenant
    if await acting().row(KEEP, tenant.id):
        noted = await activity.note(tenant, "deletion_taken_back")
        await letters.write("staff_deletion_taken_back", tenant, key=str(noted), path="/staff")
    elif (await Tenant.get(id=tenant.id)).deletion_began_at:
        raise Conflict("The company is being deleted already. That cannot be taken back any more.")
