"""What is past is over: its letters arrived then, and none of them is still to be sent."""

from tenants.invoices import Invoice
from tenants.isolation import acting_for
from tenants.tenant import Tenant

# A letter's key names its event: an entry of the ledger by Stripe's id, an attempt, or else the sending itself.
ARRIVED = """
WITH past AS (
     SELECT e.id, coalesce((SELECT min(at) FROM ledger_entry
                             WHERE tenant_id = e.tenant_id AND stripe_id = split_part(e.key, ':', 2)),
                           (SELECT moved_at FROM payment_attempt
                             WHERE tenant_id = e.tenant_id AND id::text = split_part(e.key, ':', 2)),
                           i.sent_at) AS at
       FROM email e JOIN invoice i ON i.tenant_id = e.tenant_id AND i.id = e.about_id
      WHERE e.tenant_id = $1 AND i.id <> $2),
arrived AS (
     UPDATE email SET status = 'delivered', created_at = past.at, sent_at = past.at + interval '2 seconds',
                      settled_at = past.at + interval '6 seconds'
       FROM past WHERE email.tenant_id = $1 AND email.id = past.id RETURNING email.id::text)
DELETE FROM task WHERE name = 'deliver_email' AND subject IN (SELECT id FROM arrived)
"""
WRITTEN_THEN = (
    "UPDATE invoice SET created_at = sent_at WHERE tenant_id = $1",
    "UPDATE payment_attempt SET created_at = moved_at WHERE tenant_id = $1",
    (
        "UPDATE share_link SET created_at = i.sent_at FROM invoice i "
        "WHERE share_link.tenant_id = $1 AND i.tenant_id = $1 AND i.id = share_link.invoice_id"
    ),
)


async def quiet(tenant: Tenant, *, kept: Invoice) -> None:
    """Have all letters arrived when they were written, except those about `kept`, which are yet to go."""
    async with acting_for(tenant) as unit:
        await unit.rows(ARRIVED, tenant.id, kept.id)
        for statement in WRITTEN_THEN:
            await unit.rows(statement, tenant.id)
