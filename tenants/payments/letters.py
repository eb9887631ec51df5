"""Who hears of money that moved: whoever paid, else every contact of the customer; and the company's own inbox."""

from typing import Any

from tenants import emails, staff
from tenants.customers import Contact, Customer
from tenants.invoices import Invoice
from tenants.ledger import PaymentAttempt
from tenants.share_links import ShareLink


def money(amount: int, currency: str) -> dict[str, Any]:
    """Money as letters carry it; `amount` in minor units."""
    return {"amount": amount, "currency": currency}


async def tell_customer(letter: str, invoice: Invoice, attempt: PaymentAttempt, key: str, **facts: Any) -> None:
    """Write `letter` once for `key` to each who should read it; its button opens the page they paid from."""
    where = {"share_link": str(attempt.share_link_id)} if attempt.share_link_id else {"path": f"/invoices/{invoice.id}"}
    for contact in await _readers(attempt):
        await emails.write(
            letter,
            key=f"{key}:{contact.id}",
            to=(contact.name, contact.email),
            about=invoice,
            customer_id=invoice.customer_id,
            facts={"number": invoice.number, "title": invoice.title, **where, **facts},
        )


async def tell_staff(letter: str, invoice: Invoice, attempt: PaymentAttempt, key: str, **facts: Any) -> None:
    customer = await Customer.get(id=attempt.customer_id)
    where = {"customer": customer.name, "number": invoice.number}
    for member in await staff.inbox():
        await emails.write(
            letter,
            key=f"{key}:{member.id}",
            to=(member.name, member.email),
            about=invoice,
            customer_id=None,
            facts={**where, **facts},
        )


async def _readers(attempt: PaymentAttempt) -> list[Contact]:
    contact_id = attempt.contact_id
    if contact_id is None and attempt.share_link_id:
        contact_id = (await ShareLink.get(id=attempt.share_link_id)).contact_id
    contacts = Contact.filter(customer_id=attempt.customer_id, removed_at=None).order_by("created_at")
    return await (contacts.filter(id=contact_id) if contact_id else contacts)
