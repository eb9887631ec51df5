"""`python -m sandbox.demo`: Acme and Bolt, unless they are here."""

import asyncio
import sys

import httpx
from tortoise import Tortoise

from sandbox.demo.acme import ACME
from sandbox.demo.bolt import BOLT
from sandbox.demo.life import Lived, live
from settings import orm_config, settings
from tenants import isolation, stripe_gateway, transaction
from tenants.tenant import Tenant

COMPANIES = (ACME, BOLT)
OPEN_DOORS = """
UPDATE tenant SET slug = named.slug FROM unnest($1::uuid[], $2::text[]) AS named (id, slug) WHERE tenant.id = named.id
"""


async def load() -> list[Lived]:
    """Those of COMPANIES that are not here yet, with their past; they appear all at once, or not at all."""
    wanted = [company for company in COMPANIES if not await Tenant.exists(slug=company.slug)]
    address = f"{settings().stripe_api_base}/stripe/control/"
    async with httpx.AsyncClient(base_url=address, timeout=20) as stripe:
        lived = await asyncio.gather(*(live(company, stripe) for company in wanted))
    ids, slugs = [one.tenant.id for one in lived], [company.slug for company in wanted]
    await isolation.statement(OPEN_DOORS, ids, slugs)
    for one, slug in zip(lived, slugs, strict=True):
        one.tenant.slug = slug
    return lived


async def main() -> None:
    """Load them into the database of this installation. SystemExit on a live one."""
    if settings().is_live:
        sys.exit("The demo is for this machine only: behind an https BASE_URL are real companies.")
    config = orm_config(settings().database_url, connection_class=transaction.Connection)
    await Tortoise.init(config=config, _enable_global_fallback=True)
    await stripe_gateway.start()
    try:
        for one in await load():
            print(f"  {one.tenant.name}: {one.customers} customers, {one.invoices} invoices")
            for path in one.shared:
                print(f"    one of them without signing in: {one.tenant.url(path)}")
    finally:
        await stripe_gateway.stop()
        await Tortoise.close_connections()


if __name__ == "__main__":
    asyncio.run(main())
