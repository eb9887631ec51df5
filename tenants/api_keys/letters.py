"""The letter about a new key: to every owner, for whoever has it reads and writes in the company's name."""

from uuid import UUID

from tenants import emails
from tenants.actor import actor
from tenants.api_keys.api_key import Access, ApiKey
from tenants.errors import marked
from tenants.staff import owners

MAY = {
    True: marked("Whoever has the key can read and write what it is allowed."),
    False: marked("Whoever has the key can read what it is allowed, and change nothing."),
}


async def made(key: ApiKey, noted: UUID) -> None:
    who = actor()
    facts = {
        "name": key.name,
        "by": who.name if who else "",
        "came_from": who.address if who else "",
        "may_words": MAY[Access.WRITE in key.scopes.values()],
        "path": f"/staff/settings/api-keys/{key.id}",
    }
    for owner in await owners():
        to = (owner.name, owner.email)
        await emails.write(
            "staff_api_key_made", key=f"{noted}:{owner.id}", to=to, about=key, customer_id=None, facts=facts
        )
