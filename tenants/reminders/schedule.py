"""What the company decided about reminders: on which days around the due date, and how many at most."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from tenants import activity
from tenants.customers import Customer
from tenants.errors import Invalid
from tenants.invoices import Invoice
from tenants.isolation import acting
from tenants.reminders.reminder import ReminderStep
from tenants.tenant import Tenant

MOST_STEPS = 6
MOST_DAYS = 60
MOST_REMINDERS = 10
SUGGESTED = (-3, 0, 7, 14)
SUGGESTED_MOST = 3

# The day in the company's zone, by the database's clock.
TODAY = "SELECT (now() AT TIME ZONE $1)::date"


@dataclass(frozen=True, slots=True)
class Schedule:
    """`days` after the due date, before it when negative; `most` for one invoice. Raises Invalid for what cannot be."""

    is_on: bool
    days: tuple[int, ...]
    most: int

    def __post_init__(self) -> None:
        if self.is_on and not self.days:
            raise Invalid("steps", "Please choose at least one day for a reminder.")
        if len(self.days) > MOST_STEPS:
            raise Invalid("steps", "Please choose %(most)s days or fewer.", most=MOST_STEPS)
        if len(set(self.days)) < len(self.days):
            raise Invalid("steps", "Please choose each day once.")
        if any(abs(days) > MOST_DAYS for days in self.days):
            raise Invalid("steps", "Please stay within %(most)s days of the due date.", most=MOST_DAYS)
        if not 1 <= self.most <= MOST_REMINDERS:
            raise Invalid("most", "Please choose a number from 1 to %(most)s.", most=MOST_REMINDERS)


class Taken(NamedTuple):
    """A reminder of an invoice as its history tells of it; `statuses` are what became of its letters."""

    days: int
    outcome: str
    at: datetime
    statuses: list[str]


TAKEN = """
SELECT r.days, r.outcome, r.at,
       array(SELECT e.status::text FROM email e WHERE e.tenant_id = r.tenant_id AND e.about_id = r.invoice_id
                AND e.letter = 'invoice_reminder' AND e.facts ->> 'reminder' = r.id::text) AS statuses
  FROM reminder r WHERE r.tenant_id = $1 AND r.invoice_id = $2 ORDER BY r.at
"""


async def schedule() -> Schedule | None:
    """What is decided; None while nobody has decided anything."""
    tenant: Tenant = acting().tenant
    steps = await ReminderStep.all().order_by("days")
    if not steps:
        return None
    return Schedule(tenant.reminds_since is not None, tuple(step.days for step in steps), tenant.most_reminders)


async def change(wanted: Schedule) -> None:
    """Make it so. Switched on, it counts from today: nobody is reminded of what was due long ago."""
    unit = acting()
    tenant = await Tenant.filter(id=unit.tenant.id).select_for_update().get()
    today = (await unit.rows(TODAY, tenant.time_zone))[0][0]
    known = {step.days for step in await ReminderStep.all()}
    await ReminderStep.filter(days__in=known - set(wanted.days)).delete()
    await ReminderStep.bulk_create([ReminderStep(days=days) for days in sorted(set(wanted.days) - known)])
    since = (tenant.reminds_since or today) if wanted.is_on else None
    await Tenant.filter(id=tenant.id).update(reminds_since=since, most_reminders=wanted.most)
    await activity.note(tenant, "reminders_changed", is_on=wanted.is_on, days=list(wanted.days), most=wanted.most)


async def switch(about: Invoice | Customer, *, on: bool) -> None:
    """Remind of this invoice, or of this customer's invoices, or do not."""
    if await type(about).filter(id=about.id, reminds=not on).update(reminds=on):
        customer_id = about.customer_id if isinstance(about, Invoice) else about.id
        await activity.note(about, "reminders_switched", customer_id=customer_id, to=on)


async def taken(invoice: Invoice) -> list[Taken]:
    """Every reminder of the invoice so far, oldest first."""
    unit = acting()
    return [Taken(**dict(row)) for row in await unit.rows(TAKEN, unit.tenant.id, invoice.id)]
