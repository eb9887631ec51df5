"""Companies that end: scheduled by their owner, and brought to their last day by a clock that only tests can turn."""

import time

import asyncpg

from tenants import company_deletions, directory
from tenants.isolation import acting_for
from tenants.tenant import Tenant
from tests.builders import as_staff
from tests.world import Company
from workers.company_deletions import delete_company


async def scheduled(company: Company) -> Tenant:
    """The company as it is when its owner has had it end."""
    async with acting_for(company.tenant):
        await as_staff(company.owner, company_deletions.schedule(company.tenant.name))
    return await now(company)


async def now(company: Company) -> Tenant:
    directory.forget()
    return await Tenant.get(id=company.tenant.id)


async def turn_back(admin: asyncpg.Connection, company: Company, column: str, ago: str) -> Tenant:
    """Have a moment of the company's end lie `ago` ("1 minute"): past the trigger that refuses just that."""
    async with admin.transaction():
        await admin.execute("SET LOCAL session_replication_role = replica")
        await admin.execute(
            f"UPDATE tenant SET {column} = now() - $2::text::interval WHERE id = $1", company.tenant.id, ago
        )
    return await now(company)


async def due(admin: asyncpg.Connection, company: Company, ago: str = "1 minute") -> Tenant:
    """Scheduled, and its waiting time is over."""
    await scheduled(company)
    return await turn_back(admin, company, "deletes_at", ago)


async def begun(admin: asyncpg.Connection, company: Company) -> Tenant:
    """Its deletion has begun, and all is quiet."""
    await company_deletions.begin(await due(admin, company))
    assert (await now(company)).deletion_began_at
    return await turn_back(admin, company, "deletion_began_at", "4 minutes")


async def emptied(tenant: Tenant) -> bool:
    return await company_deletions.empty(tenant, time.monotonic() + 60)


async def deleted(admin: asyncpg.Connection, company: Company) -> Tenant:
    """All of it, as the worker does it."""
    await delete_company(await begun(admin, company), "")
    return await now(company)
