"""The invoice and its acts: draft, send, void. What was sent stays as it was sent."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from tortoise import fields

from tenants import activity, customers, emails, numbering
from tenants.customers import Contact, Customer, May
from tenants.errors import Conflict, Invalid
from tenants.isolation import TenantOwned, acting
from tenants.letterhead import letterhead
from tenants.lifecycle import move
from tenants.line_items import Line, as_json, totals


class InvoiceStatus(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    PAID = "paid"
    VOID = "void"


class Invoice(TenantOwned):
    """`lines` are line_items.Line as JSON; `frozen` is the letterhead as it was when the invoice was sent.

    `number` is taken when it is sent: only a draft may lack one. `estimate_id` is the estimate whose deposit it asks
    for, `invoiced_estimate_id` the one whose work it is for.
    """

    customer_id = fields.UUIDField()
    property_id: Any = fields.UUIDField(null=True)
    agreement_id: Any = fields.UUIDField(null=True)
    estimate_id: Any = fields.UUIDField(null=True)
    invoiced_estimate_id: Any = fields.UUIDField(null=True)
    number: Any = fields.CharField(max_length=40, null=True)
    title = fields.CharField(max_length=160, default="")
    status = fields.CharEnumField(InvoiceStatus, max_length=10, default=InvoiceStatus.DRAFT)
    currency = fields.CharField(max_length=3)
    lines: Any = fields.JSONField(default=list)
    subtotal = fields.BigIntField(default=0)
    discount = fields.BigIntField(default=0)
    tax = fields.BigIntField(default=0)
    total = fields.BigIntField(default=0)
    note = fields.TextField(default="")
    issued_on: Any = fields.DateField(null=True)
    due_on: Any = fields.DateField(null=True)
    frozen: Any = fields.JSONField(null=True)
    external_id: Any = fields.CharField(max_length=120, null=True)
    reminds = fields.BooleanField(default=True, db_default=True)
    created_at = fields.DatetimeField(auto_now_add=True)
    sent_at: Any = fields.DatetimeField(null=True)
    paid_at: Any = fields.DatetimeField(null=True)
    voided_at: Any = fields.DatetimeField(null=True)
    deleted_at: Any = fields.DatetimeField(null=True)

    class Meta:
        table = "invoice"


async def draft(
    customer: Customer,
    lines: Iterable[Line],
    *,
    title: str = "",
    note: str = "",
    property_id: UUID | None = None,
    agreement_id: UUID | None = None,
    estimate_id: UUID | None = None,
    invoiced_estimate_id: UUID | None = None,
) -> Invoice:
    """A draft with totals of `lines`, and no number yet. ValueError for lines no bill should carry."""
    lines = list(lines)
    sums = totals(lines)
    tenant = acting().tenant
    return await Invoice.create(
        customer_id=customer.id,
        property_id=property_id,
        agreement_id=agreement_id,
        estimate_id=estimate_id,
        invoiced_estimate_id=invoiced_estimate_id,
        title=title,
        note=note,
        currency=tenant.currency,
        lines=[as_json(line) for line in lines],
        subtotal=sums.subtotal,
        discount=sums.discount,
        tax=sums.tax,
        total=sums.total,
    )


async def send(
    invoice: Invoice, *, by: str = "", due_on: date | None = None, at: datetime | None = None
) -> list[Contact]:
    """Freeze the draft and open it under its number; returns the contacts who get bills, whom share_links sends it to.

    It is due on `due_on`, else on the draft's own day, else in the company's days to pay. `at` is when (now, unless
    history is being entered). Raises Conflict when it was sent before, Invalid("due_on") for a day that is over.
    """
    tenant = acting().tenant
    at = at or datetime.now(UTC)
    issued_on = at.astimezone(tenant.zone).date()
    if due_on is None and invoice.due_on and invoice.due_on < issued_on:
        raise Invalid("due_on", "The day it is due is today or later.")
    changes = {
        "issued_on": issued_on,
        "due_on": due_on or invoice.due_on or issued_on + timedelta(days=tenant.days_to_pay),
        "sent_at": at,
        "frozen": await letterhead(invoice.customer_id, invoice.property_id),
        "number": invoice.number or f"{tenant.invoice_prefix}{await numbering.take('invoice')}",
    }
    paid = {"paid_at": at} if invoice.total == 0 else {}
    await move(
        invoice,
        InvoiceStatus.DRAFT,
        InvoiceStatus.PAID if paid else InvoiceStatus.OPEN,
        **changes,
        **paid,
    )
    await activity.note(invoice, "sent", by=by, customer_id=invoice.customer_id, at=at)
    return await customers.contacts(invoice.customer_id, May.BILLING)


async def upcoming_number() -> str:
    """The number an invoice would get if it was sent now. Another one may be faster."""
    return f"{acting().tenant.invoice_prefix}{await numbering.upcoming('invoice')}"


async def void(invoice: Invoice, *, by: str = "") -> None:
    """Take back an open invoice nobody has paid yet. Raises Conflict otherwise; payments.void first ends checkouts."""
    if invoice.status is not InvoiceStatus.OPEN:
        raise Conflict("Invoice %(number)s can no longer be voided.", number=invoice.number)
    await move(invoice, InvoiceStatus.OPEN, InvoiceStatus.VOID, voided_at=datetime.now(UTC))
    await activity.note(invoice, "voided", by=by, customer_id=invoice.customer_id)


def letter_facts(invoice: Any, note: str = "", amount: int | None = None) -> dict[str, Any]:
    """What the letter says of an invoice, or its document: all is due, unless `amount` (minor units) is left."""
    return {
        "number": invoice.number,
        "title": invoice.title,
        "amount": {"amount": invoice.total if amount is None else amount, "currency": invoice.currency},
        "due_on": invoice.due_on.isoformat(),
        "note": note,
    }


async def write_letters(
    invoice: Invoice,
    letters: Iterable[tuple[Contact, UUID]],
    note: str = "",
    *,
    again: str = "",
    left: int | None = None,
) -> None:
    """Mail the invoice to each contact, opening with the share link (its id) made for that contact.

    Once, unless `again` names another time; `left` is what is still due then, minor units.
    """
    facts = letter_facts(invoice, note, left)
    for contact, share_link_id in letters:
        await emails.write(
            "invoice_sent",
            key=f"{invoice.id}:{share_link_id}{again and f':{again}'}",
            to=(contact.name, contact.email),
            about=invoice,
            customer_id=invoice.customer_id,
            facts={**facts, "share_link": str(share_link_id)},
        )
