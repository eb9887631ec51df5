"""Sign-in mail: only here is it found out whether anybody is behind the address that was typed."""

from uuid import UUID

from tenants import emails, sign_in
from tenants.isolation import acting_for
from tenants.sign_in import MagicLink
from tenants.tasks import Lane
from tenants.tenant import Tenant


async def send_sign_in_mail(tenant: Tenant, subject: str) -> None:
    """Write the mail for the magic link `subject` once, when somebody is there and the link still works."""
    async with acting_for(tenant):
        to = await sign_in.addressee(UUID(subject))
        if to is None:
            return
        link = await MagicLink.get(id=UUID(subject))
        await emails.write(
            "sign_in", key=str(link.id), to=to, about=link, customer_id=None, facts={}, lane=Lane.SIGN_IN
        )
