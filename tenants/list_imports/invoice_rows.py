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
from tenants.line_items import MOST_UNIT_PRICE, Line, as_json, totals
from tenants.list_imports.contact_rows import customer_of
from tenants.list_imports.dates import day_of
from tenants.list_imports.outcome import Outcome
from tenants.money import Money, places, too_large

LONGEST_NUMBER = 40
LONGEST_TITLE = 160
LONGEST_KEY = 120
OPEN = InvoiceStatus.OPEN
STATES = {
    **dict.fromkeys(("", "open", "unpaid", "sent", "overdue", "partly paid", "partially paid", "partial"), OPEN),
    **dict.fromkeys(("abierta", "pendiente", "vencida"), OPEN),
    **dict.fromkeys(("paid", "closed", "pagada", "cobrada"), InvoiceStatus.PAID),
    **dict.fromkeys(("void", "voided", "canceled", "cancelled", "anulada"), InvoiceStatus.VOID),
}
BEFORE = marked("Paid before Porchlight")


async def take(row: Mapping[str, str]) -> Outcome:
    """Write down the invoice the row tells of. Raises Invalid."""
    customer_id = await customer_of(row)
    _check_currency(row)
    number, total = row.get("number", ""), _amount("total", row.get("total", ""))
    if not number or len(number) > LONGEST_NUMBER:
        raise Invalid("number", "A number has between 1 and %(most)s characters.", most=LONGEST_NUMBER)
    if known := await _known(row, number):
        if (known.customer_id, known.total) != (customer_id, total):
            raise Invalid("number", "Invoice %(number)s is here already, and differs.", number=number)
        return Outcome.UNCHANGED
    issued_on = day_of("issued_on", row.get("issued_on", ""))
    due_on = day_of("due_on", row["due_on"]) if row.get("due_on") else issued_on
    paid_on = day_of("paid_on", row["paid_on"]) if row.get("paid_on") else None
    status, paid = _standing(row, total)
    invoice = await _draft(customer_id, row, number, total)
    await invoices.send(invoice, due_on=max(issued_on, due_on), at=_noon(issued_on))
    await _settle(invoice, status, paid, _noon(paid_on or issued_on))
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


async def _settle(invoice: Invoice, status: InvoiceStatus, paid: int, at: datetime) -> None:
    """What was paid before is one entry of the ledger; nobody hears of it."""
    if invoice.status is not InvoiceStatus.OPEN:  # for nothing, and so paid when it was sent
        return
    if status is InvoiceStatus.VOID:
        await invoices.void(invoice)
    if paid:
        await LedgerEntry.create(
            customer_id=invoice.customer_id,
            invoice_id=invoice.id,
            kind=Kind.MANUAL,
            amount=paid,
            currency=invoice.currency,
            stripe_id=f"import:{invoice.id}",
            method=BEFORE,
            at=at,
        )
    if status is InvoiceStatus.PAID:
        await move(invoice, InvoiceStatus.OPEN, InvoiceStatus.PAID, paid_at=at)


def _standing(row: Mapping[str, str], total: int) -> tuple[InvoiceStatus, int]:
    """What the invoice is, and how much of it was paid."""
    status, paid = _status(row), _paid(row, total)
    if status is InvoiceStatus.VOID:
        if paid:
            raise Invalid("paid", "Nothing is paid of a void invoice.")
        return status, 0
    if status is InvoiceStatus.PAID or (row.get("paid_on") and paid is None) or (paid == total and total):
        return InvoiceStatus.PAID, total if paid is None else paid
    return InvoiceStatus.OPEN, paid or 0


def _paid(row: Mapping[str, str], total: int) -> int | None:
    """As the list tells, or what is not open of the total; None where it tells neither."""
    told, left = (_amount(name, row[name]) if row.get(name) else None for name in ("paid", "balance"))
    if told is None and left is not None:
        told = total - left
    if told is not None and not 0 <= told <= total:
        raise Invalid("paid", "More is paid or open than the invoice is about.")
    is_open = _status(row) is InvoiceStatus.OPEN
    if told is not None and left is not None and is_open and told + left != total:
        raise Invalid("paid", "What is paid and what is open do not make up the total.")
    return told


def _check_currency(row: Mapping[str, str]) -> None:
    ours = acting().tenant.currency
    if row.get("currency", ours).upper() not in {"", ours}:
        raise Invalid("currency", "Invoices here are in %(currency)s.", currency=ours)


def _status(row: Mapping[str, str]) -> InvoiceStatus:
    told = row.get("status", "").lower()
    if told not in STATES:
        raise Invalid("status", "Please write open, paid or void.")
    return STATES[told]


def _amount(field: str, text: str) -> int:
    """As other programs write it, 1234.50, or as people of the company's country do."""
    tenant = acting().tenant
    exact = re.fullmatch(r"[0-9]{1,13}(?:\.([0-9]{1,3}))?", text)
    try:
        if exact and len(exact[1] or "") in {0, places(tenant.currency)}:
            amount = int(Decimal(text).scaleb(places(tenant.currency)))
        else:
            amount = Money.parse(text, tenant.currency, tenant.locale, MOST_UNIT_PRICE).amount
        if amount > MOST_UNIT_PRICE:
            raise too_large(MOST_UNIT_PRICE, tenant.currency)
    except Unusable as error:
        raise Invalid(field, error.message, **error.values) from error
    if amount < 0:
        raise Invalid(field, "A total is never below zero.")
    return amount


def _noon(on: date) -> datetime:
    return datetime.combine(on, time(12), acting().tenant.zone).astimezone(UTC)
