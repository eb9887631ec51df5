"""How often the DNS is asked because somebody presses a button; what we ask by ourselves has times of its own."""

from datetime import datetime, timedelta

from tenants import allowances
from tenants.allowances import Budget
from tenants.isolation import acting

CHECKS = Budget("checks of a domain", 10, timedelta(minutes=15))


async def spend() -> bool:
    """Count one check that the acting company asks for; False when it asked for too many."""
    return await allowances.spend((CHECKS, acting().tenant.id))


async def again_at() -> datetime | None:
    """When the acting company may ask for another one; None when it may now."""
    return await allowances.again_at((CHECKS, acting().tenant.id))
