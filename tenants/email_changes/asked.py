"""A change of address as it stands, found by one of its two links."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from tenants.email_changes.email_change import digest
from tenants.isolation import acting


class Over(StrEnum):
    """Why nothing can be decided any more."""

    CONFIRMED = "confirmed"
    STOPPED = "stopped"
    REPLACED = "replaced"
    EXPIRED = "expired"
    TAKEN = "taken"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Asked:
    """A change as its page may tell of it; `over` is None while it can be decided."""

    id: UUID
    old_email: str
    new_email: str
    over: Over | None


# A contact who was removed, or whose address the company has changed since, is asked for nothing any more.
ASKED = """
SELECT change.id, change.old_email, change.new_email,
       CASE WHEN change.confirmed_at IS NOT NULL THEN 'confirmed' WHEN change.canceled_at IS NOT NULL THEN 'stopped'
            WHEN change.replaced_at IS NOT NULL THEN 'replaced' WHEN change.expires_at <= now() THEN 'expired'
            WHEN contact.canonical_email IS DISTINCT FROM change.old_email THEN 'replaced'
            WHEN EXISTS (SELECT 1 FROM contact AS other
                          WHERE other.tenant_id = $1 AND other.customer_id = change.customer_id
                            AND other.canonical_email = change.new_email AND other.removed_at IS NULL) THEN 'taken'
        END AS over
  FROM email_change AS change
  LEFT JOIN contact ON contact.tenant_id = $1 AND contact.id = change.contact_id AND contact.removed_at IS NULL
 WHERE change.tenant_id = $1 AND
"""
BY_CONFIRM_SECRET = f"{ASKED} change.confirm_hash = $2"
BY_STOP_SECRET = f"{ASKED} change.stop_hash = $2"


async def asked_for(confirm_secret: str) -> Asked | None:
    """The change whose link the new mailbox got, without changing anything; None when there is no such link here."""
    return await _found(BY_CONFIRM_SECRET, confirm_secret)


async def to_be_stopped(stop_secret: str) -> Asked | None:
    """The same by the link that the old mailbox got."""
    return await _found(BY_STOP_SECRET, stop_secret)


async def _found(sql: str, secret: str) -> Asked | None:
    unit = acting()
    row = await unit.row(sql, unit.tenant.id, digest(secret))
    if row is None:
        return None
    return Asked(row["id"], row["old_email"], row["new_email"], Over(row["over"]) if row["over"] else None)
