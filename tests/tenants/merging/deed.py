"""Dana, with all she has, becomes part of Casey."""

from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg

from tenants import merging
from tenants.customers import Contact, Customer
from tenants.isolation import acting_for
from tenants.merging import Wish
from tenants.sign_in import Purpose, Session
from tests.builders import as_staff
from tests.world import Company

OF_CUSTOMERS = """
SELECT c.relname::text FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
 WHERE a.attname = 'customer_id' AND NOT a.attisdropped AND c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
"""


async def merged(company: Company, *, into: Customer | None = None, **wish: Any) -> Customer:
    async with acting_for(company.tenant):
        return await as_staff(company.owner, merging_of(company, into or company.other_customer, **wish))


def merging_of(company: Company, into: Customer, **wish: Any) -> Coroutine[Any, Any, Customer]:
    return merging.merge(company.customer.id, into.id, Wish(**{"typed": company.customer.name, **wish}))


async def rows_of(customer_id: UUID, admin: asyncpg.Connection) -> dict[str, int]:
    """How many rows of each table are a customer's, as the superuser sees it."""
    counted = {}
    for (name,) in await admin.fetch(OF_CUSTOMERS):
        counted[name] = await admin.fetchval(f"SELECT count(*) FROM {name} WHERE customer_id = $1", customer_id)
    return {name: many for name, many in counted.items() if many}


async def the_same_person(company: Company, **more: Any) -> Contact:
    """Dana is a contact of Casey's, too."""
    return await Contact.create(
        **{"customer_id": company.other_customer.id, "name": "D. Diaz", "email": company.contact.email, **more}
    )


async def a_session_of(contact: Contact, *, picked: bool = True) -> Session:
    now = datetime.now(UTC)
    return await Session.create(
        secret_hash=uuid4().bytes,
        purpose=Purpose.CONTACT,
        email=contact.email,
        contact_id=contact.id if picked else None,
        seen_at=now,
        expires_at=now + timedelta(days=1),
    )
