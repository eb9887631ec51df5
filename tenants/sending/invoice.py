"""An invoice is sent from the console, and mailed again to whom it did not reach."""

from collections.abc import Sequence
from uuid import UUID

from tenants import invoices, share_links
from tenants.customers import Contact
from tenants.errors import Conflict
from tenants.invoices import Invoice, InvoiceStatus
from tenants.sending.checking import after, check_ready, check_seen, checked, note_again, went


async def send_invoice(invoice_id: UUID, seen: int, to: Sequence[Contact], note: str, *, invite: bool) -> Invoice:
    """Send the draft that was `seen` (the edits of its working copy) to these contacts, and mail it.

    Raises Conflict when it was sent before, Overtaken when somebody has changed it since, Invalid beside the field.
    """
    invoice = await invoices.held(invoice_id)
    await check_seen(invoice.id, seen)
    check_ready(invoice.title, invoice.lines)
    await share_links.send(invoice, note=checked(note), to=to)
    await after(invoice.id, to, invite=invite)
    return invoice


async def resend_invoice(invoice: Invoice, to: Sequence[Contact], note: str, *, left: int, again: str) -> None:
    """Mail a sent invoice once more, on record; pressed twice it goes once, `again` being the same.

    Raises Conflict for one that asks for nothing any more.
    """
    if invoice.status is not InvoiceStatus.OPEN:
        raise Conflict("This invoice asks for nothing any more. No mail was sent.")
    if await went(invoice.id, again):
        return
    links = [(contact, (await share_links.own(invoice, contact.id)).id) for contact in to]
    await invoices.write_letters(invoice, links, checked(note), again=again, left=left)
    await note_again(invoice, to)
