"""What became of a mail, in words."""

from typing import Any

from templates.filters import moment
from templates.language import gettext as _
from templates.language import marked
from tenants.emails import Delivery
from tenants.invoice_book import Mailed
from tenants.tenant import Tenant

STATES = {
    Delivery.QUEUED: ("on-its-way", marked("Being sent")),
    Delivery.SENT: ("on-its-way", marked("Sent")),
    Delivery.DELIVERED: ("good", marked("Delivered")),
    Delivery.BOUNCED: ("declined", marked("Bounced")),
    Delivery.COMPLAINED: ("declined", marked("Marked as spam")),
    Delivery.FAILED: ("declined", marked("Not sent")),
    Delivery.EXPIRED: ("quiet", marked("Not sent")),
}


def mail(tenant: Tenant, sent: Mailed) -> dict[str, Any]:
    """One letter about a document, every string ready to print."""
    kind, words = STATES[sent.status]
    return {
        "id": str(sent.id),
        "to": sent.to_name or sent.to_address,
        "address": sent.to_address,
        "state_kind": kind,
        "state_words": _(words),
        "reason": sent.reason,
        "when_words": moment(sent.at, tenant.time_zone, tenant.today()),
        "when_iso": sent.at.isoformat(),
    }
