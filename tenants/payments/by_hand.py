"""Payments noted by hand: cash, checks and whatever else comes past Stripe, money given back so, and taking it back."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from tenants import activity, customers
from tenants.customers import May
from tenants.errors import Conflict, Invalid, NotFound
from tenants.invoices import Invoice, InvoiceStatus
from tenants.isolation import acting, acting_for
from tenants.ledger import Kind, LedgerEntry, movements_of
from tenants.lifecycle import move
from tenants.money import Money
from tenants.payments import letters
from tenants.payments.ends import end_checkout, moving
from tenants.standing import Standing, standing
from tenants.tenant import Tenant

LONGEST_METHOD = 60
LONGEST_NOTE = 500
OLDEST = timedelta(days=10 * 366)
UNDOES = {Kind.MANUAL: Kind.MANUAL_UNDONE, Kind.REFUND: Kind.REFUND_UNDONE}

POST = """
INSERT INTO ledger_entry (id, tenant_id, customer_id, invoice_id, entry_id, kind, amount, currency, method, note, at,
                          recorded_at)
SELECT $1, tenant_id, customer_id, id, $3, $4, $5, currency, $6, $7, $8, now() FROM invoice WHERE id = $2
ON CONFLICT DO NOTHING
RETURNING id
"""
GIVEN_BACK = """
SELECT -coalesce(sum(amount), 0)::bigint FROM ledger_entry e
 WHERE e.tenant_id = $1 AND kind IN ('refund', 'refund_undone')
   AND (e.entry_id = $2 OR e.entry_id IN (SELECT id FROM ledger_entry WHERE tenant_id = $1 AND entry_id = $2))
"""
LAST_PAID = "SELECT max(at) FROM ledger_entry WHERE tenant_id = $1 AND invoice_id = $2 AND amount > 0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """Money that passed by hand. `id` is the entry's own: sent twice, it is noted once. `amount` in minor units.

    `on` is the day in the company's time zone, `method` what it came by ("Check #1042"); `tells` mails the customer.
    """

    id: UUID
    amount: int
    method: str
    on: date
    note: str = ""
    tells: bool = False


async def record(tenant: Tenant, invoice_id: UUID, paid: Noted, *, although_moving: bool = False) -> None:
    """Note that all or a part of what is open was paid by hand. Called outside acting_for.

    A page on which somebody is about to pay is ended first, and what is on its way counts as paid unless
    `although_moving`: what then comes twice is sent back. Raises NotFound, Invalid, Conflict, StripeUnreachable.
    """
    async with acting_for(tenant):
        _check(paid)
    await end_checkout(tenant, invoice_id)
    async with acting_for(tenant):
        invoice = await _locked(invoice_id)
        on_its_way = await moving(invoice_id)
        if before := await LedgerEntry.get_or_none(id=paid.id, invoice_id=invoice_id):
            if (before.amount, before.method) != (paid.amount, paid.method):
                raise Conflict("This payment was noted before, and otherwise.")
            return
        stands = await _stands(invoice)
        free = stands.balance - (on_its_way.amount if on_its_way and not although_moving else 0)
        _check_amount(paid, invoice, max(free, 0), stands.balance)
        await _post(invoice, paid, Kind.MANUAL, paid.amount)
        await _write_down("payment_recorded", invoice, paid)
        stands = await _follow(invoice)
        if paid.tells:
            await _tell("receipt", invoice, paid, balance=stands.balance)


async def give_back(tenant: Tenant, invoice_id: UUID, entry_id: UUID, given: Noted) -> None:
    """Note that money of a payment noted by hand was given back by hand. Raises NotFound, Invalid, Conflict."""
    async with acting_for(tenant):
        _check(given)
        invoice = await _locked(invoice_id)
        entry = await _entry(invoice, entry_id, Kind.MANUAL)
        if await LedgerEntry.exists(id=given.id, invoice_id=invoice_id):
            return
        left = 0 if await _is_undone(entry) else entry.amount - await _given_back(entry)
        if given.amount > left:
            raise Invalid("amount", "At most %(most)s of it can be given back.", most=Money(left, invoice.currency))
        await _post(invoice, given, Kind.REFUND, -given.amount, entry_id)
        await _write_down("refund_recorded", invoice, given)
        await _follow(invoice)
        if given.tells:
            await _tell("refund_made", invoice, given)


async def undo(invoice_id: UUID, entry_id: UUID, reason: str) -> None:
    """Take back what was noted by hand, by an entry against it: an invoice that is not paid any more is open again.

    Doing it twice is no error. Raises NotFound, Invalid("reason"), Conflict when some of it was given back.
    """
    reason = reason.strip()
    if len(reason) > LONGEST_NOTE:
        raise Invalid("reason", "Please use %(most)s characters or fewer.", most=LONGEST_NOTE)
    invoice = await _locked(invoice_id)
    entry = await _entry(invoice, entry_id, *UNDOES)
    if await _is_undone(entry):
        return
    if entry.kind is Kind.MANUAL and await _given_back(entry):
        raise Conflict("Some of this payment was given back. Take that back first.")
    counter = Noted(id=uuid4(), amount=abs(entry.amount), method=entry.method, on=acting().tenant.today(), note=reason)
    await _post(invoice, counter, UNDOES[entry.kind], -entry.amount, entry.id)
    await _write_down("payment_undone" if entry.kind is Kind.MANUAL else "refund_taken_back", invoice, counter)
    await _follow(invoice)


async def _locked(invoice_id: UUID) -> Invoice:
    invoice = await Invoice.filter(id=invoice_id).select_for_update().get_or_none()
    if invoice is None or invoice.status is InvoiceStatus.DRAFT:
        raise NotFound
    return invoice


async def _entry(invoice: Invoice, entry_id: UUID, *kinds: Kind) -> LedgerEntry:
    """An entry of the invoice that was noted by hand."""
    entry = await LedgerEntry.get_or_none(id=entry_id, invoice_id=invoice.id, kind__in=kinds, stripe_id=None)
    if entry is None:
        raise NotFound
    return entry


async def _is_undone(entry: LedgerEntry) -> bool:
    return await LedgerEntry.exists(entry_id=entry.id, kind=UNDOES[entry.kind])


async def _given_back(entry: LedgerEntry) -> int:
    amount: int = (await acting().rows(GIVEN_BACK, acting().tenant.id, entry.id))[0][0]
    return amount


async def _stands(invoice: Invoice) -> Standing:
    moved = await movements_of(invoice.id)
    return standing(invoice.status, invoice.total, invoice.due_on, acting().tenant.today(), moved)


async def _post(invoice: Invoice, noted: Noted, kind: Kind, amount: int, entry_id: UUID | None = None) -> None:
    values = (noted.id, invoice.id, entry_id, kind, amount, noted.method, noted.note.strip(), _moment(noted.on))
    if await acting().row(POST, *values) is None:
        raise Conflict("Somebody has just changed this.")


async def _write_down(verb: str, invoice: Invoice, noted: Noted) -> None:
    facts: dict[str, Any] = {"amount": noted.amount, "method": noted.method, "note": noted.note, "entry": str(noted.id)}
    await activity.note(invoice, verb, customer_id=invoice.customer_id, **facts)


async def _follow(invoice: Invoice) -> Standing:
    """Let the invoice's status follow what was noted: paid when nothing is open, open when it is not paid any more."""
    stands = await _stands(invoice)
    if invoice.status is InvoiceStatus.OPEN and not stands.balance:
        paid_at = (await acting().rows(LAST_PAID, acting().tenant.id, invoice.id))[0][0]
        await move(invoice, InvoiceStatus.OPEN, InvoiceStatus.PAID, paid_at=paid_at)
    elif invoice.status is InvoiceStatus.PAID and stands.movements.received < invoice.total:
        await move(invoice, InvoiceStatus.PAID, InvoiceStatus.OPEN, paid_at=None)
    return stands


async def _tell(letter: str, invoice: Invoice, noted: Noted, balance: int | None = None) -> None:
    left = {} if balance is None else {"balance": letters.money(balance, invoice.currency) if balance else None}
    facts = {
        "number": invoice.number,
        "title": invoice.title,
        "path": f"/invoices/{invoice.id}",
        "amount": letters.money(noted.amount, invoice.currency),
        "method": noted.method,
        "paid_on": noted.on.isoformat(),
        **left,
    }
    people = await customers.contacts(invoice.customer_id, May.BILLING)
    await customers.write(letter, people, key=str(noted.id), about=invoice, facts=facts)


def _moment(on: date) -> datetime:
    """Now for today, and the noon of a day that is past: by that the entries of a day before stay before."""
    tenant: Tenant = acting().tenant
    return datetime.now(UTC) if on == tenant.today() else datetime.combine(on, time(12), tenant.zone)


def _check(noted: Noted) -> None:
    today = acting().tenant.today()
    if noted.amount <= 0:
        raise Invalid("amount", "Please write an amount above zero.")
    if not noted.method or len(noted.method) > LONGEST_METHOD:
        raise Invalid("method", "Please say in %(most)s characters or fewer how it was paid.", most=LONGEST_METHOD)
    if noted.on > today:
        raise Invalid("on", "Please choose a day that is not in the future.")
    if noted.on < today - OLDEST:
        raise Invalid("on", "Please choose a day of the last ten years.")
    if len(noted.note) > LONGEST_NOTE:
        raise Invalid("note", "Please use %(most)s characters or fewer.", most=LONGEST_NOTE)


def _check_amount(paid: Noted, invoice: Invoice, free: int, balance: int) -> None:
    """Raise Conflict when nothing is open, Invalid when this is more than is open or than nobody else is paying."""
    if not balance:
        raise Conflict("Nothing is open on this invoice.")
    if paid.amount > balance:
        raise Invalid("amount", "Only %(most)s is open on this invoice.", most=Money(balance, invoice.currency))
    if paid.amount > free:
        raise Invalid(
            "although_moving",
            "An online payment of %(amount)s is on its way to this invoice.",
            amount=Money(balance - free, invoice.currency),
        )
