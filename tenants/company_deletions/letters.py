"""Letters about the end of a company: to every owner, and to nobody else."""

from tenants import emails
from tenants.actor import actor
from tenants.company_deletions.company_deletion import last_day
from tenants.emails import Email
from tenants.isolation import acting, acting_for
from tenants.staff import owners
from tenants.tenant import Tenant

GOES_ON = frozenset({
    "sign_in", "receipt", "refund_made", "refund_failed", "overpayment_refunded", "bank_payment_started",
    "bank_payment_returned",
})  # fmt: skip
"""What goes to the end: to contacts what moved of their money. Signing in sees for itself that only staff come in."""


def holds_back(email: Email) -> bool:
    """Whether it is a letter to a customer that the acting company no longer sends."""
    return acting().tenant.is_ending and not email.is_for_staff and email.letter not in GOES_ON


async def write(letter: str, tenant: Tenant, *, key: str, path: str) -> None:
    """Queue `letter` to each owner, once for `key`; `path` is the page that its button opens."""
    who = actor()
    facts = {"by": who.name if who else "", "path": path}
    if tenant.is_ending:
        facts["last_on"] = last_day(tenant).isoformat()
    for owner in await owners():
        to = (owner.name, owner.email)
        await emails.write(letter, key=f"{key}:{owner.id}", to=to, about=tenant, customer_id=None, facts=facts)


async def remind(tenant: Tenant, deletes_at: str) -> None:
    """Write once more before the end, if it is still the one that `deletes_at` names. Safe to run twice."""
    if tenant.deletes_at is None or tenant.deletes_at.isoformat() != deletes_at:
        return
    async with acting_for(tenant):
        await write("staff_deletion_reminder", tenant, key=deletes_at, path="/staff/settings/data/deletion")
