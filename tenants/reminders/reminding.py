"""Reminding: which invoices are to be reminded of today, and whether that is still so when the letter goes."""

from typing import Any
from uuid import UUID, uuid4

from tenants import customers, share_links
from tenants.customers import Contact, May
from tenants.invoices import Invoice
from tenants.isolation import acting, acting_for, statement
from tenants.ledger import SUMS
from tenants.reminders.reminder import Outcome
from tenants.reminders.schedule import MOST_DAYS
from tenants.tasks import Lane
from tenants.tenant import Tenant

TASK = "send_reminders"
LETTER = "invoice_reminder"
LATE = 7
"""Days for which a reminder that could not go on its own may still go."""
BATCH = 100

DAYTIME = "(now() AT TIME ZONE {zone})::time BETWEEN '09:00' AND '20:00'"

# Once a day for each company, in its own daytime, whoever schedules it.
SCHEDULE = f"""
INSERT INTO task (name, lane, tenant_id, subject)
SELECT $1::text, $2::text, id, (now() AT TIME ZONE time_zone)::date::text
  FROM tenant WHERE reminds_since IS NOT NULL AND deletes_at IS NULL AND {DAYTIME.format(zone="time_zone")}
   AND coalesce(reminded_on, '-infinity') < (now() AT TIME ZONE time_zone)::date
ON CONFLICT DO NOTHING
RETURNING id
"""  # noqa: S608 - our own words

# Money on its way and payments in dispute are waited for. Of several steps that were missed only the last is taken.
DUE = f"""
WITH day AS (SELECT (now() AT TIME ZONE $2)::date AS today),
due AS MATERIALIZED (
    SELECT i.id, i.total, max(s.days) AS days
      FROM day, invoice i
      JOIN customer c ON c.tenant_id = i.tenant_id AND c.id = i.customer_id AND c.reminds
      JOIN reminder_step s ON s.tenant_id = i.tenant_id
     WHERE i.tenant_id = $1 AND i.status = 'open' AND i.reminds
       AND i.due_on BETWEEN today - {MOST_DAYS + LATE} AND today + {MOST_DAYS}
       AND i.due_on + s.days BETWEEN greatest(today - {LATE}, $3) AND today
       AND i.due_on + s.days > (i.sent_at AT TIME ZONE $2)::date
     GROUP BY i.id, i.total)
SELECT i.id, i.days FROM (SELECT due.*, $1::uuid AS tenant_id FROM due) i, {SUMS}
 WHERE NOT EXISTS (SELECT FROM reminder r WHERE r.tenant_id = $1 AND r.invoice_id = i.id AND r.days >= i.days)
   AND (SELECT count(*) FROM reminder r WHERE r.tenant_id = $1 AND r.invoice_id = i.id AND r.outcome = 'sent') < $4
   AND i.total - received + refunded + withdrawn > 0 AND pending = 0 AND withdrawn = 0 AND NOT in_dispute
 ORDER BY i.id LIMIT {BATCH}
"""  # noqa: S608 - our own words and numbers

TAKE = """
INSERT INTO reminder (id, tenant_id, customer_id, invoice_id, days, outcome, at)
VALUES ($1, $2, $3, $4, $5, $6, now()) ON CONFLICT DO NOTHING RETURNING id
"""

# What an address did last decides: one that took a letter again is good again.
UNREACHABLE = """
SELECT to_address FROM (
    SELECT DISTINCT ON (to_address) to_address, status FROM email
     WHERE tenant_id = $1 AND to_address = ANY($2::text[]) AND settled_at IS NOT NULL
       AND status IN ('delivered', 'bounced', 'complained')
     ORDER BY to_address, settled_at DESC) last
 WHERE status <> 'delivered'
"""

STILL = f"""
SELECT i.number, i.title, i.total, i.currency, i.due_on - (now() AT TIME ZONE $2)::date AS due_days,
       i.total - received + refunded + withdrawn AS balance
  FROM invoice i JOIN customer c ON c.tenant_id = i.tenant_id AND c.id = i.customer_id, {SUMS}
 WHERE i.tenant_id = $1 AND i.id = $3 AND i.status = 'open' AND i.reminds AND c.reminds
   AND i.total - received + refunded + withdrawn > 0 AND pending = 0 AND withdrawn = 0 AND NOT in_dispute
   AND EXISTS (SELECT FROM tenant WHERE id = $1 AND reminds_since IS NOT NULL AND deletes_at IS NULL)
   AND EXISTS (SELECT FROM reminder r WHERE r.tenant_id = $1 AND r.id = $4 AND r.at > now() - interval '2 days')
"""  # noqa: S608 - our own words
RAN = "UPDATE tenant SET reminded_on = $2 WHERE id = $1 AND coalesce(reminded_on, '-infinity') < $2"
NOW = f"SELECT (now() AT TIME ZONE $1)::date AS today, {DAYTIME.format(zone='$1')} AS is_daytime"


async def due_reminders() -> int:
    """Schedule today's reminders of every company that wants them; safe to call often and from several places."""
    return len(await statement(SCHEDULE, TASK, Lane.MAIL))


async def send_reminders(tenant: Tenant) -> int:
    """Write the reminders of today, each once however often this runs, or in how many places; how many."""
    if tenant.reminds_since is None or tenant.is_ending:
        return 0
    async with acting_for(tenant) as unit:
        (now,) = await unit.rows(NOW, tenant.time_zone)
    if not now["is_daytime"]:
        return 0
    written = 0
    while True:
        async with acting_for(tenant) as unit:
            limits = (tenant.reminds_since, tenant.most_reminders)
            found = await unit.rows(DUE, tenant.id, tenant.time_zone, *limits)
            for row in found:
                written += await _remind(row["id"], row["days"])
        if len(found) < BATCH:
            break
    async with acting_for(tenant) as unit:
        await unit.rows(RAN, tenant.id, now["today"])
    return written


async def still(tenant: Tenant, invoice_id: UUID, reminder_id: UUID) -> dict[str, Any] | None:
    """What the letter says, as it is now; None when there is nothing to be reminded of any more."""
    row = await acting().row(STILL, tenant.id, tenant.time_zone, invoice_id, reminder_id)
    if row is None:
        return None
    return {
        "number": row["number"],
        "title": row["title"],
        "amount": {"amount": row["balance"], "currency": row["currency"]},
        "total": {"amount": row["total"], "currency": row["currency"]} if row["balance"] != row["total"] else None,
        "due_days": row["due_days"],
        "is_online": tenant.takes_cards or tenant.takes_bank_transfers,
    }


async def _remind(invoice_id: UUID, days: int) -> bool:
    """Take this step for the invoice: a letter to everybody who can be reached, or a note that there is nobody."""
    invoice = await Invoice.get(id=invoice_id)
    people = await _reachable(await customers.contacts(invoice.customer_id, May.BILLING))
    outcome = Outcome.SENT if people else Outcome.NOBODY
    reminder_id = uuid4()
    values = (reminder_id, acting().tenant.id, invoice.customer_id, invoice_id, days, outcome)
    if await acting().row(TAKE, *values) is None:
        return False
    for contact in people:
        link = await share_links.own(invoice, contact.id)
        facts = {"reminder": str(reminder_id), "share_link": str(link.id)}
        await customers.write(LETTER, [contact], key=f"{invoice_id}:{days}", about=invoice, facts=facts)
    return bool(people)


async def _reachable(people: list[Contact]) -> list[Contact]:
    addresses = [contact.email for contact in people]
    unreachable = {row[0] for row in await acting().rows(UNREACHABLE, acting().tenant.id, addresses)}
    return [contact for contact in people if contact.email not in unreachable]
