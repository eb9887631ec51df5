"""The one walk from company to company; for housekeeping only."""

from collections.abc import AsyncGenerator

from tenants.isolation import acting_for
from tenants.tenant import Tenant


async def each_tenant() -> AsyncGenerator[Tenant, None]:
    """Every company in turn, each inside its own unit of work."""
    for tenant in await Tenant.all().order_by("created_at"):
        async with acting_for(tenant):
            yield tenant
