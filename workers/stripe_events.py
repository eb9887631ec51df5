"""Work on money: an event of Stripe's, a company's books, money to send back. Each is safe to run twice."""

from uuid import UUID

from tenants import payments
from tenants.tenant import Tenant


async def reconcile_stripe_event(tenant: Tenant, event_id: str) -> None:
    await payments.reconcile_event(tenant, event_id)


async def reconcile_tenant(tenant: Tenant, _: str) -> None:
    if tenant.stripe_account:
        await payments.reconcile(tenant)


async def send_refund(tenant: Tenant, refund_id: str) -> None:
    await payments.send_refund(tenant, UUID(refund_id))
