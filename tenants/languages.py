"""The language each contact chose to read in: theirs at every customer of the company they belong to."""

from collections.abc import Iterable
from uuid import UUID

from tenants.isolation import acting
from tenants.sign_in.address import LOWER

CHOSEN = """
SELECT canonical_email, customer_id, language FROM contact
 WHERE tenant_id = $1 AND canonical_email = ANY($2::text[]) AND removed_at IS NULL AND language <> ''
"""

CHOOSE = """
UPDATE contact SET language = $3 FROM session
 WHERE session.tenant_id = $1 AND session.id = $2
   AND contact.tenant_id = $1 AND contact.canonical_email = session.email AND contact.removed_at IS NULL
   AND (NOT $4 OR contact.language = '')
"""

# To staff one writes in their own language, wherever else their address belongs.
STAFFS = """
SELECT canonical_email, language FROM staff_member
 WHERE tenant_id = $1 AND canonical_email = ANY($2::text[]) AND removed_at IS NULL AND language <> ''
"""

CHOOSE_AS_STAFF = """
UPDATE staff_member SET language = $3 WHERE tenant_id = $1 AND id = $2 AND removed_at IS NULL
"""

Reader = tuple[str, UUID | None]
"""An address, and the customer for whom it is written to, if it is for one."""


async def chosen(readers: Iterable[Reader]) -> dict[Reader, str]:
    """What those of `readers` chose who chose anything, by one query."""
    addresses = {reader: reader[0].strip().translate(LOWER) for reader in readers}
    rows = await acting().rows(CHOSEN, acting().tenant.id, sorted(set(addresses.values())))
    found = {(row["canonical_email"], row["customer_id"]): str(row["language"]) for row in rows}
    found |= {(row["canonical_email"], None): str(row["language"]) for row in rows}
    wanted = {reader: found.get((address, reader[1])) for reader, address in addresses.items()}
    return {reader: language for reader, language in wanted.items() if language}


async def choose(session_id: UUID, language: str) -> None:
    """Keep `language` for the person behind the session. Needs a unit without the customer's wall."""
    await acting().rows(CHOOSE, acting().tenant.id, session_id, language, False)


async def bring(session_id: UUID, language: str) -> None:
    """Keep what the person chose before they signed in, where they had chosen nothing yet."""
    await acting().rows(CHOOSE, acting().tenant.id, session_id, language, True)


async def staffs(addresses: Iterable[str]) -> dict[str, str]:
    """What staff members at these addresses chose, of those who chose anything."""
    canonical = {address: address.strip().translate(LOWER) for address in addresses}
    rows = await acting().rows(STAFFS, acting().tenant.id, sorted(set(canonical.values())))
    found = {row["canonical_email"]: str(row["language"]) for row in rows}
    return {address: found[theirs] for address, theirs in canonical.items() if theirs in found}


async def choose_as_staff(staff_member_id: UUID, language: str) -> None:
    await acting().rows(CHOOSE_AS_STAFF, acting().tenant.id, staff_member_id, language)
