"""The form for a new share link: for whom, and how long."""

from datetime import datetime, time, timedelta
from uuid import UUID

from tenants import customers
from tenants.errors import Invalid
from tenants.tenant import Tenant
from web.forms.invoice import day_of


async def recipient(customer_id: UUID, given: str) -> UUID | None:
    """One of the customer's contacts; None for nobody in particular. Raises Invalid."""
    people = await customers.contacts(customer_id)
    found = next((it.id for it in people if str(it.id) == given), None)
    if given and found is None:
        raise Invalid("contact", "Please pick one of the contacts.")
    return found


def expiry(tenant: Tenant, given: str) -> datetime | None:
    """The end of the last day, in the company's zone; None for a link without one. Raises Invalid."""
    last = day_of("expires_on", given)
    if last is None:
        return None
    if last < tenant.today():
        raise Invalid("expires_on", "The day is today or later.")
    return datetime.combine(last + timedelta(days=1), time(), tenant.zone)
