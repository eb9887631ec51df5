"""The two walks from company to company: housekeeping's, and the one that finds a person's own portals."""

from collections.abc import AsyncGenerator

from tenants.isolation import acting_for, statement
from tenants.tenant import Tenant

# The function acts as each company in turn, behind its wall: see the migration that made it.
PORTALS_OF = """
SELECT tenant.*, found.is_contact, found.is_staff
  FROM portals_of($1) AS found JOIN tenant ON tenant.id = found.company ORDER BY tenant.name, tenant.id
"""


async def each_tenant() -> AsyncGenerator[Tenant, None]:
    """Every company in turn, each inside its own unit of work."""
    for tenant in await Tenant.filter(deletion_began_at=None).order_by("created_at"):
        async with acting_for(tenant):
            yield tenant


async def portals_of(email: str) -> list[tuple[Tenant, bool, bool]]:
    """The companies that the person at a canonical address belongs to: as a contact, as a staff member.

    Only for the mail to that very address. A portal that is switched off is none of a contact's.
    """
    rows = [dict(row) for row in await statement(PORTALS_OF, email)]
    return [
        (Tenant._init_from_db(**{name: row[name] for name in row if not name.startswith("is_")}),  # noqa: SLF001
         row["is_contact"], row["is_staff"])
        for row in rows
    ]  # fmt: skip
