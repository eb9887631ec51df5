"""The one walk from company to company; for housekeeping only."""

from collections.abc import AsyncIterator

from tenants.isolation import acting_for
from tenants.tenant import Tenant


async def each_tenant() -> AsyncIterator[Tenant]:
    """Every company in turn, each inside its own unit of work."""
    for tenant in await Tenant.all().order_by("created_at"):
        async with acting_for(tenant):
            yield tenant
