"""What becomes of sign-ins when their address is changed: they end with it."""

from uuid import UUID

from tenants.isolation import acting
from tenants.sign_in.magic_link import LIVE, Purpose

END_SESSIONS = """
UPDATE session SET revoked_at = now()
 WHERE tenant_id = $1 AND purpose = $2 AND email = $3 AND revoked_at IS NULL AND ($4::uuid IS NULL OR id <> $4)
"""

# Looking at another customer of the same person, it stays with the old address, which that one still has.
CARRY = """
UPDATE session SET email = $3
 WHERE tenant_id = $1 AND id = $2 AND email = $4 AND contact_id = $5 AND revoked_at IS NULL
"""

# Of staff, those too that lead from one host of the company to another.
END_LINKS = f"""
UPDATE magic_link SET replaced_at = now()
 WHERE tenant_id = $1 AND email = $3 AND {LIVE} AND (purpose = $2 OR ($2 = 'staff' AND purpose = 'handover'))
"""  # noqa: S608 - LIVE is ours


async def end_address(email: str, *, but: UUID | None = None, purpose: Purpose = Purpose.CONTACT) -> None:
    """End every session of the person at `email`, except one, and every link that was mailed there."""
    unit = acting()
    await unit.rows(END_SESSIONS, unit.tenant.id, purpose, email, but)
    await unit.rows(END_LINKS, unit.tenant.id, purpose, email)


async def change_address(old: str, new: str, contact_id: UUID, kept: UUID | None) -> None:
    """End what was begun with the `old` address of a contact; the session `kept` goes on with the `new` one."""
    await end_address(old, but=kept)
    if kept:
        unit = acting()
        await unit.rows(CARRY, unit.tenant.id, kept, new, old, contact_id)
