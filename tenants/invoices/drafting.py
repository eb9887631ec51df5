"""What happens to a draft before it is sent: written over, copied, thrown away and fetched back."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from uuid import UUID

from tenants import activity
from tenants.customers import Customer
from tenants.days import check_day
from tenants.errors import Conflict, NotFound, marked
from tenants.invoices.invoice import Invoice, InvoiceStatus, draft
from tenants.line_items import Line, as_json, from_json, totals

SENT_MEANWHILE = marked("This invoice has been sent. What was sent stays as it is; a copy can be changed.")


async def held(invoice_id: UUID) -> Invoice:
    """The draft, which nobody sends or throws away before this unit of work ends. Raises NotFound, Conflict."""
    invoice = await Invoice.filter(id=invoice_id).select_for_update().get_or_none()
    if invoice is None:
        raise NotFound
    if invoice.status is not InvoiceStatus.DRAFT:
        raise Conflict(SENT_MEANWHILE)
    if invoice.deleted_at:
        raise Conflict("This draft was deleted.")
    return invoice


async def rewrite(
    invoice: Invoice, lines: Iterable[Line], *, title: str, note: str, property_id: UUID | None, due_on: date | None
) -> None:
    """Let the draft say this. Unusable for lines no bill should carry, Invalid("due_on"), Conflict when it was sent."""
    lines = list(lines)
    check_day("due_on", due_on)
    sums = totals(lines)
    changes = {
        "lines": [as_json(line) for line in lines],
        "title": title,
        "note": note,
        "property_id": property_id,
        "due_on": due_on,
        "subtotal": sums.subtotal,
        "discount": sums.discount,
        "tax": sums.tax,
        "total": sums.total,
    }
    if not await Invoice.filter(id=invoice.id, status=InvoiceStatus.DRAFT).update(**changes):
        raise Conflict(SENT_MEANWHILE)
    invoice.update_from_dict(changes)


async def copy(invoice: Invoice) -> Invoice:
    """A new draft for the same customer that says the same."""
    return await draft(
        await Customer.get(id=invoice.customer_id),
        map(from_json, invoice.lines),
        title=invoice.title,
        note=invoice.note,
        property_id=invoice.property_id,
    )


async def throw_away(invoice_id: UUID) -> None:
    """Delete a draft; it can be fetched back. Raises NotFound, Conflict for what was sent."""
    invoice = await held(invoice_id)
    await Invoice.filter(id=invoice.id).update(deleted_at=datetime.now(UTC))
    await activity.note(invoice, "deleted", customer_id=invoice.customer_id)


async def fetch_back(invoice_id: UUID) -> None:
    """Undo the deleting of a draft; done twice it is no error. Raises NotFound."""
    invoice = await Invoice.get_or_none(id=invoice_id)
    if invoice is None:
        raise NotFound
    if await Invoice.filter(id=invoice_id).exclude(deleted_at=None).update(deleted_at=None):
        await activity.note(invoice, "restored", customer_id=invoice.customer_id)
