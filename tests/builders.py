"""One line for each thing a test needs: an_invoice(...), a_share_link(...)."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from tenants import activity, invoices, numbering, share_links
from tenants.customers import Customer
from tenants.emails import Email
from tenants.invoices import Invoice
from tenants.isolation import TenantOwned
from tenants.ledger import Kind, LedgerEntry, PaymentAttempt, Refund
from tenants.line_items import Line
from tenants.photos import Photo
from tenants.share_links import ShareLink
from tenants.sign_in import MagicLink, Purpose, Session
from tests.world import Company


def a_line(amount: int = 12_000, **more: Any) -> Line:
    return Line(**{"description": "Service call", "quantity": Decimal(1), "unit_price": amount, **more})


async def a_draft(customer: Customer, amount: int = 12_000, **more: Any) -> Invoice:
    return await invoices.draft(customer, [a_line(amount)], **{"title": "Furnace repair", **more})


async def an_invoice(customer: Customer, amount: int = 12_000, *, due_on: date | None = None) -> Invoice:
    """A sent invoice of `amount` minor units, without letters."""
    invoice = await a_draft(customer, amount)
    await invoices.send(invoice, due_on=due_on)
    return invoice


async def a_share_link(invoice: Invoice, **more: Any) -> ShareLink:
    return await share_links.share(invoice, **more)


async def an_attempt(invoice: Invoice, **more: Any) -> PaymentAttempt:
    return await PaymentAttempt.create(
        **{
            "customer_id": invoice.customer_id,
            "invoice_id": invoice.id,
            "amount": invoice.total,
            "currency": invoice.currency,
            "stripe_account": "acct_test",
            **more,
        }
    )


async def an_entry(invoice: Invoice, amount: int, kind: Kind = Kind.CHARGE, **more: Any) -> LedgerEntry:
    return await LedgerEntry.create(
        **{
            "customer_id": invoice.customer_id,
            "invoice_id": invoice.id,
            "kind": kind,
            "amount": amount,
            "currency": invoice.currency,
            "stripe_id": f"ch_{uuid4().hex}",
            "method": "Visa •••• 4242",
            "at": datetime.now(UTC),
            **more,
        }
    )


async def one_of_each(company: Company) -> list[TenantOwned]:
    """A row of every tenant-owned model for this company's customer, inside its unit of work."""
    customer, now = company.customer, datetime.now(UTC)
    invoice = await an_invoice(customer)
    attempt = await an_attempt(invoice, session_id=f"cs_{uuid4().hex}")
    await activity.note(invoice, "seen", customer_id=customer.id)
    counter = await numbering.Counter.get(kind="invoice")
    return [
        company.owner,
        customer,
        company.contact,
        company.property,
        invoice,
        await a_share_link(invoice, contact_id=company.contact.id),
        attempt,
        await an_entry(invoice, 5_000, attempt_id=attempt.id),
        await Refund.create(
            customer_id=customer.id, invoice_id=invoice.id, attempt_id=attempt.id, amount=100, reason="test"
        ),
        await activity.Activity.filter(about_id=invoice.id).first(),
        counter,
        await Email.create(
            key=uuid4().hex, letter="receipt", to_address=company.contact.email, customer_id=customer.id, facts={}
        ),
        await Photo.create(
            customer_id=customer.id, about="invoice", about_id=invoice.id, name="Boiler", sizes={}, total_bytes=0
        ),
        await MagicLink.create(
            purpose=Purpose.CONTACT,
            email=company.contact.email,
            nonce=b"n" * 16,
            secret_hash=uuid4().bytes,
            browser_hash=b"b" * 32,
            expires_at=now + timedelta(minutes=10),
        ),
        await Session.create(
            secret_hash=uuid4().bytes,
            purpose=Purpose.CONTACT,
            email=company.contact.email,
            contact_id=company.contact.id,
            seen_at=now,
            expires_at=now + timedelta(days=1),
        ),
    ]
