"""tell_staff_of_…: what a customer did, to the company's inbox. Whoever is held to one customer sees no staff."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from tenants.isolation import acting_for
from tenants.tenant import Tenant


def telling(tell: Callable[[UUID], Awaitable[None]]) -> Callable[[Tenant, str], Awaitable[None]]:
    """The task that has `tell` write its letters in a unit of the whole company."""

    async def task(tenant: Tenant, subject: str) -> None:
        async with acting_for(tenant):
            await tell(UUID(subject))

    return task
