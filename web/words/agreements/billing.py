"""What was invoiced for an agreement, and how much of it is paid."""

from datetime import date
from typing import Any

from templates.filters import money
from templates.language import gettext as _
from templates.language import ngettext
from tenants import invoices
from tenants.agreements import Document
from web.words.invoices import rows as invoice_rows


def billing(document: Document, today: date) -> dict[str, Any] | None:
    """What `_billing.html` wants; None before the first invoice."""
    if not document.invoice_count:
        return None
    paid, billed = (money(amount, document.currency) for amount in (document.paid, document.billed))
    latest = [invoices.Row(*invoice) for invoice in document.invoices]
    hidden = document.invoice_count - len(latest)
    more = ngettext("and %(num)s invoice before", "and %(num)s invoices before", hidden)
    return {
        "words": _("Paid %(paid)s of %(billed)s billed", paid=paid, billed=billed),
        "paid": min(document.paid, document.billed),
        "billed": document.billed,
        "rows": invoice_rows.rows(latest, today),
        "more_words": more if hidden else "",
    }
