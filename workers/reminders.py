"""send_reminders: a company's reminders of today. Safe to run twice."""

from tenants import reminders
from tenants.tenant import Tenant


async def send_reminders(tenant: Tenant, _: str) -> None:
    await reminders.send_reminders(tenant)
