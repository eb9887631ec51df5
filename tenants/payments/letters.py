"""Who hears of money that moved: whoever paid, else every contact who gets bills; and the company's own inbox."""

from typing import Any

from tenants import customers, staff
from tenants.customers import Contact, Customer, May
from tenants.invoices import Invoice
from tenants.ledger import PaymentAttempt
from tenants.share_links import ShareLink


def money(amount: int, currency: str) -> dict[str, Any]:
    """Money as letters carry it; `amount` in minor units."""
    return {"amount": amount, "currency": currency}


async def tell_customer(letter: str, invoice: Invoice, attempt: PaymentAttempt, key: str, **facts: Any) -> None:
    """Write `letter` once for `key` to each who should read it; its button opens the page they paid from."""
    where = {"share_link": str(attempt.share_link_id)} if attempt.share_link_id else {"path": f"/invoices/{invoice.id}"}
    facts = {"number": invoice.number, "title": invoice.title, **where, **facts}
    await customers.write(letter, await _readers(attempt), key=key, about=invoice, facts=facts)


async def tell_staff(letter: str, invoice: Invoice, attempt: PaymentAttempt, key: str, **facts: Any) -> None:
    customer = await Customer.get(id=attempt.customer_id)
    facts = {"customer": customer.name, "number": invoice.number, **facts}
    await staff.write(letter, key=key, about=invoice, facts=facts)


async def _readers(attempt: PaymentAttempt) -> list[Contact]:
    contact_id = attempt.contact_id
    if contact_id is None and attempt.share_link_id:
        contact_id = (await ShareLink.get(id=attempt.share_link_id)).contact_id
    people = await customers.contacts(attempt.customer_id, None if contact_id else May.BILLING)
    return [contact for contact in people if contact_id in {None, contact.id}]
