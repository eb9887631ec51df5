"""Asking for another address: the new one gets a link to prove itself, the old one hears of it at once."""

from datetime import timedelta
from secrets import token_bytes
from uuid import UUID, uuid4

from asyncpg import Record

from tenants import allowances
from tenants.allowances import Budget
from tenants.email_changes import letters
from tenants.email_changes.email_change import FRESH, LIFE, LIVE, EmailChange, digest
from tenants.errors import Invalid
from tenants.isolation import acting
from tenants.sign_in import canonical

ASKED = Budget("changes of address asked for by a contact", 3, timedelta(hours=1))

CONTACT = """
SELECT contact.name, contact.email, contact.canonical_email, contact.customer_id,
       EXISTS (SELECT 1 FROM session
                WHERE tenant_id = $1 AND id = $3 AND created_at > now() - $5::interval) AS is_fresh,
       EXISTS (SELECT 1 FROM contact AS other WHERE other.tenant_id = $1 AND other.customer_id = contact.customer_id
                AND other.canonical_email = $4 AND other.id <> contact.id AND other.removed_at IS NULL) AS is_taken
  FROM contact WHERE contact.tenant_id = $1 AND contact.id = $2
"""

REPLACE = f"""
UPDATE email_change AS change SET replaced_at = now() WHERE tenant_id = $1 AND contact_id = $2 AND {LIVE}
"""  # noqa: S608 - LIVE is ours

ASK = """
INSERT INTO email_change (id, tenant_id, customer_id, contact_id, asked_in, old_email, new_email, nonce, confirm_hash,
                          stop_hash, created_at, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, now(), now() + $11::interval)
"""

WITHDRAW = f"""
UPDATE email_change AS change SET canceled_at = now() WHERE tenant_id = $1 AND contact_id = $2 AND {LIVE} RETURNING id
"""  # noqa: S608 - LIVE is ours


async def ask(contact_id: UUID, session_id: UUID, typed: str) -> None:
    """Ask for the address as typed. Whether anybody elsewhere uses it, nobody is told. Raises Invalid("email")."""
    unit = acting()
    new_email = canonical(typed)
    contact = await unit.row(CONTACT, unit.tenant.id, contact_id, session_id, new_email, FRESH)
    assert contact is not None  # noqa: S101 - whoever is signed in is there
    _refuse(contact, new_email)
    if not await allowances.spend((ASKED, contact_id)):
        raise Invalid("email", "A change was asked for several times already. Please try again in an hour.")
    await unit.rows(REPLACE, unit.tenant.id, contact_id)
    change = EmailChange(
        id=uuid4(),
        tenant_id=unit.tenant.id,
        customer_id=contact["customer_id"],
        contact_id=contact_id,
        asked_in=session_id,
        old_email=contact["canonical_email"],
        new_email=new_email,
        nonce=token_bytes(16),
    )
    await _keep(change)
    await letters.requested(change, contact)


async def withdraw(contact_id: UUID) -> None:
    """Forget what was asked for, as whoever asked. Nothing to forget is no error."""
    unit = acting()
    await unit.rows(WITHDRAW, unit.tenant.id, contact_id)


async def mailed_path(letter: str, change_id: UUID) -> str | None:
    """The portal path that `letter` opens, its secret derived now; None once the change is decided or out of time."""
    unit = acting()
    live = await unit.row(f"SELECT 1 FROM email_change AS change WHERE id = $1 AND {LIVE}", change_id)  # noqa: S608
    if live is None:
        return None
    change = await EmailChange.get(id=change_id)
    if letter == "email_change_confirm":
        return f"/email-change/{change.confirm_secret}"
    return f"/email-change/stop/{change.stop_secret}"


def _refuse(contact: Record, new_email: str) -> None:
    if new_email == contact["canonical_email"]:
        raise Invalid("email", "That is your address already.")
    if contact["is_taken"]:
        raise Invalid("email", "Somebody else of this account uses that address already.")
    if not contact["is_fresh"]:
        raise Invalid("email", "Please sign in again first, so that we know it is you.")


async def _keep(change: EmailChange) -> None:
    await acting().rows(
        ASK,
        change.id,
        change.tenant_id,
        change.customer_id,
        change.contact_id,
        change.asked_in,
        change.old_email,
        change.new_email,
        change.nonce,
        digest(change.confirm_secret),
        digest(change.stop_secret),
        LIFE,
    )
