"""invite_contact: one of many invitations, put off so that the page need not wait for hundreds."""

from tenants import invitations
from tenants.isolation import acting_for
from tenants.tenant import Tenant


async def invite_contact(tenant: Tenant, subject: str) -> None:
    async with acting_for(tenant):
        await invitations.perform(subject)
