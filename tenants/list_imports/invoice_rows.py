"""One row of a list of invoices: what was billed before Porchlight, open, paid or void. Nobody is written to."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from uuid import UUID

from tenants import invoices, numbering
from tenants.errors import Invalid, Unusable, marked
from tenants.invoices import Invoice, InvoiceStatus
from tenants.isolation import acting
from tenants.ledger import Kind, LedgerEntry
from tenants.lifecycle import move
from tenants.line_items import Line, as_json, totals
from tenants.list_imports.contact_rows import customer_of
from tenants.list_imports.dates import day_of
from tenants.list_imports.outcome import Outcome
from tenants.money import Money, places

LONGEST_NUMBER = 40
LONGEST_TITLE = 160
LONGEST_KEY = 120
STATES = {
    **dict.fromkeys(("", "open", "unpaid", "sent", "overdue", "abierta", "pendiente", "vencida"), InvoiceStatus.OPEN),
    **dict.fromkeys(("paid", "closed", "pagada", "cobrada"), InvoiceStatus.PAID),
    **dict.fromkeys(("void", "voided", "canceled", "cancelled", "anulada"), InvoiceStatus.VOID),
}
BEFORE = marked("Paid before Porchlight")


async def take(row: Mapping[str, str]) -> Outcome:
    """Write down the invoice the row tells of. Raises Invalid."""
    customer_id = await customer_of(row)
    number, total = row.get("number", ""), _amount(row.get("total", ""))
    if not number or len(number) > LONGEST_NUMBER:
        raise Invalid("number", "A number has between 1 and %(most)s characters.", most=LONGEST_NUMBER)
    if known := await _known(row, number):
        if (known.customer_id, known.total) != (customer_id, total):
            raise Invalid("number", "Invoice %(number)s is here already, and differs.", number=number)
        return Outcome.UNCHANGED
    issued_on = day_of("issued_on", row.get("issued_on", ""))
    due_on = day_of("due_on", row["due_on"]) if row.get("due_on") else issued_on
    paid_on = day_of("paid_on", row["paid_on"]) if row.get("paid_on") else None
    status = InvoiceStatus.PAID if paid_on else _status(row)
    invoice = await _draft(customer_id, row, number, total)
    await invoices.send(invoice, due_on=max(issued_on, due_on), at=_noon(issued_on))
    await _settle(invoice, status, _noon(paid_on or issued_on))
    return Outcome.ADDED


async def _known(row: Mapping[str, str], number: str) -> Invoice | None:
    key = row.get("external_id", "")
    if len(key) > LONGEST_KEY:
        raise Invalid("external_id", "Please use %(most)s characters or fewer.", most=LONGEST_KEY)
    by_key = await Invoice.get_or_none(external_id=key) if key else None
    return by_key or await Invoice.get_or_none(number=number)


async def _draft(customer_id: UUID, row: Mapping[str, str], number: str, total: int) -> Invoice:
    """As invoices.draft, under the number it had, so that our own numbers never meet it."""
    tenant, title = acting().tenant, " ".join(row.get("title", "").split())
    if len(title) > LONGEST_TITLE:
        raise Invalid("title", "Please use %(most)s characters or fewer.", most=LONGEST_TITLE)
    line = Line(title or number, Decimal(1), total)
    sums = totals([line])
    if ours := re.fullmatch(re.escape(tenant.invoice_prefix) + r"([1-9][0-9]{0,8})", number):
        await numbering.pass_over("invoice", int(ours[1]))
    return await Invoice.create(
        customer_id=customer_id,
        number=number,
        title=title,
        currency=tenant.currency,
        lines=[as_json(line)],
        subtotal=sums.subtotal,
        total=sums.total,
        external_id=row.get("external_id") or None,
    )


async def _settle(invoice: Invoice, status: InvoiceStatus, at: datetime) -> None:
    if status is InvoiceStatus.VOID and invoice.status is InvoiceStatus.OPEN:
        await invoices.void(invoice)
    if status is InvoiceStatus.PAID and invoice.status is InvoiceStatus.OPEN:
        await LedgerEntry.create(
            customer_id=invoice.customer_id,
            invoice_id=invoice.id,
            kind=Kind.MANUAL,
            amount=invoice.total,
            currency=invoice.currency,
            stripe_id=f"import:{invoice.id}",
            method=BEFORE,
            at=at,
        )
        await move(invoice, InvoiceStatus.OPEN, InvoiceStatus.PAID, paid_at=at)


def _status(row: Mapping[str, str]) -> InvoiceStatus:
    told = row.get("status", "").lower()
    if told not in STATES:
        raise Invalid("status", "Please write open, paid or void.")
    return STATES[told]


def _amount(text: str) -> int:
    """As other programs write it, 1234.50, or as people of the company's country do."""
    tenant = acting().tenant
    exact = re.fullmatch(r"[0-9]{1,13}(?:\.([0-9]{1,3}))?", text)
    try:
        if exact and len(exact[1] or "") in {0, places(tenant.currency)}:
            amount = int(Decimal(text).scaleb(places(tenant.currency)))
        else:
            amount = Money.parse(text, tenant.currency, tenant.locale).amount
        Line("-", Decimal(1), amount)
    except Unusable as error:
        raise Invalid("total", error.message, **error.values) from error
    if amount < 0:
        raise Invalid("total", "A total is never below zero.")
    return amount


def _noon(on: date) -> datetime:
    return datetime.combine(on, time(12), acting().tenant.zone).astimezone(UTC)
