"""What the page of a customer says after something was done: the address names it, and it changes nothing."""

from quart import Response, request

from templates.language import gettext as _
from templates.language import marked
from web.signed_in import see_other

SAID = {
    "customer-added": marked("The customer is written down."),
    "customer-invited": marked("The customer is written down, and the invitation is on its way."),
    "invited": marked("The invitation is on its way."),
    "contact-added": marked("The contact is added."),
    "contact-changed": marked("The contact is changed."),
    "address-changed": marked("The address is changed. Their old mailbox was told, and they sign in with the new one."),
    "contact-removed": marked("The contact is removed and signed out. You can bring them back below."),
    "contact-back": marked("The contact is back. They can sign in again."),
    "property-added": marked("The property is added."),
    "property-changed": marked("The property is changed."),
    "property-removed": marked("The property is removed."),
    "property-archived": marked("Work was done there, so the property is kept in the archive."),
    "property-back": marked("The property is back on the list."),
    "note-added": marked("The note is kept."),
    "note-removed": marked("The note is removed."),
    "merged": marked("Both are one customer now."),
    "view-over": marked("You look at your own console again."),
}


def done(customer_id: object, what: str, anchor: str = "") -> Response:
    """Back to the customer, who says `what` was done."""
    return see_other(f"/staff/customers/{customer_id}?done={what}{anchor}")


def said() -> str:
    """What this address says was done; nothing for what we never say."""
    words = SAID.get(request.args.get("done", ""))
    return _(words) if words else ""
