"""Sending a mail again: a mail of its own, once for each, to where its reader is reached today."""

from uuid import UUID, uuid4

from tenants import activity
from tenants.emails import Email
from tenants.errors import Conflict, NotFound
from tenants.isolation import acting
from tenants.sections import shows_path
from tenants.tasks import later
from tenants.topics import topic_of

NEVER_AGAIN = ("sign_in", "email_change_confirm", "email_change_requested", "staff_email_change", "staff_invitation")
"""They carry what signs somebody in, or decides for them: only that person asks for another one."""

AGAIN = """
INSERT INTO email (id, tenant_id, key, letter, to_name, to_address, customer_id, contact_id, about, about_id, facts,
                   status, reason, created_at, resends_id)
SELECT $3, old.tenant_id, old.letter || ':again:' || old.id, old.letter, reader.name, reader.email, old.customer_id,
       old.contact_id, old.about, old.about_id, old.facts, 'queued', '', now(), old.id
  FROM email old,
       LATERAL (SELECT name, email FROM contact WHERE contact.tenant_id = $1 AND contact.id = old.contact_id
                   AND contact.removed_at IS NULL AND NOT coalesce(contact.quiet ? $4::text, false)
                 UNION ALL
                SELECT name, email FROM staff_member WHERE staff_member.tenant_id = $1 AND old.customer_id IS NULL
                   AND staff_member.email = old.to_address AND staff_member.removed_at IS NULL) reader
 WHERE old.tenant_id = $1 AND old.id = $2 AND old.status <> 'queued'
 LIMIT 1
ON CONFLICT (tenant_id, key) DO NOTHING
RETURNING id
"""


async def again(email_id: UUID) -> UUID:
    """Queue the mail once more and say which one that is; a second press finds the first one's.

    Raises NotFound, and Conflict when it may not go or has nobody to go to.
    """
    tenant, old = acting().tenant, await Email.get_or_none(id=email_id)
    if old is None:
        raise NotFound
    if old.letter in NEVER_AGAIN:
        raise Conflict("Only the person themselves can ask for this mail again.")
    if not shows_path(tenant, old.facts.get("path", "")):
        raise Conflict("What this mail leads to is switched off in your portal.")
    if await acting().row(AGAIN, tenant.id, email_id, new_id := uuid4(), topic_of(old.letter)):
        await later("deliver_email", new_id)
        await activity.note(old, "sent_again", customer_id=old.customer_id)
        return new_id
    before = await Email.get_or_none(resends_id=email_id)
    if before is None:
        raise Conflict("There is nobody to send this mail to: they were removed, or do without such mails.")
    return before.id
