"""What staff note of an invoice's money: a payment, its undoing, money sent or given back."""

from collections.abc import Mapping
from uuid import UUID

from quart import Blueprint, Response, request

from papers.invoice_events import event_words
from templates.filters import day, money
from templates.language import gettext as _
from templates.language import spoken
from tenants import payment_book, payments
from tenants.errors import Conflict, DomainError, Invalid, NotFound
from tenants.invoices import Invoice
from tenants.isolation import acting_for
from tenants.ledger import MOVING, PaymentAttempt, movements_of
from tenants.payment_book import Line
from tenants.rights import Right
from tenants.standing import standing
from web.door import here, outside
from web.forms.amounts import amount_of
from web.pages import page
from web.payment_form import MEANS, around, base, blank, filled, id_of, noted, sent
from web.signed_in import see_other
from web.staff_signed_in import needs

blueprint = Blueprint("invoice_payments", __name__, url_prefix="/invoices/<uuid:invoice_id>")


@blueprint.get("/record-payment")
@needs(Right.PAYMENTS)
async def recording(invoice_id: UUID) -> Response:
    invoice = await sent(invoice_id)
    stands = standing(invoice.status, invoice.total, None, here().today(), await movements_of(invoice.id))
    return await _record_page(invoice, blank(stands.balance, invoice))


@blueprint.post("/record-payment")
@needs(Right.PAYMENTS)
@outside
async def record(invoice_id: UUID) -> Response:
    typed = await filled()
    try:
        async with acting_for(here()):
            paid = noted(typed, await sent(invoice_id))
        await payments.record(here(), invoice_id, paid, although_moving=typed["although_moving"] == "on")
    except NotFound:
        raise
    except DomainError as error:
        async with acting_for(here()):
            return await _record_page(await sent(invoice_id), typed, error)
    return see_other(base(invoice_id))


@blueprint.get("/payments/<uuid:entry_id>/undo")
@needs(Right.PAYMENTS)
async def undoing(invoice_id: UUID, entry_id: UUID) -> Response:
    invoice = await sent(invoice_id)
    return _undo_page(invoice, await _line(invoice, entry_id), "")


@blueprint.post("/payments/<uuid:entry_id>/undo")
@needs(Right.PAYMENTS)
async def undo(invoice_id: UUID, entry_id: UUID) -> Response:
    reason = (await request.form).get("reason", "")
    try:
        await payments.undo(invoice_id, entry_id, reason)
    except (Invalid, Conflict) as error:
        invoice = await sent(invoice_id)
        return _undo_page(invoice, await _line(invoice, entry_id), reason, error)
    return see_other(base(invoice_id))


@blueprint.get("/payments/<uuid:entry_id>/refund")
@needs(Right.REFUND)
async def refunding(invoice_id: UUID, entry_id: UUID) -> Response:
    invoice = await sent(invoice_id)
    entry = await _line(invoice, entry_id)
    return _refund_page(invoice, entry, blank(max(entry.left, 0), invoice))


@blueprint.post("/payments/<uuid:entry_id>/refund")
@needs(Right.REFUND)
@outside
async def refund(invoice_id: UUID, entry_id: UUID) -> Response:
    typed = await filled()
    async with acting_for(here()):
        invoice = await sent(invoice_id)
        entry = await _line(invoice, entry_id)
    try:
        await _refund(invoice, entry, typed)
    except (Invalid, Conflict) as error:
        async with acting_for(here()):
            return _refund_page(invoice, await _line(invoice, entry_id), typed, error)
    return see_other(base(invoice_id))


async def _line(invoice: Invoice, entry_id: UUID) -> Line:
    found = [it for it in await payment_book.lines(invoice.id) if it.id == entry_id]
    if not found:
        raise NotFound
    return found[0]


async def _refund(invoice: Invoice, entry: Line, typed: Mapping[str, str]) -> None:
    """Through Stripe what came through Stripe; what came by hand is noted as given back by hand."""
    if entry.kind == "charge":
        async with acting_for(here()):
            amount = amount_of("amount", typed["amount"], invoice.currency, spoken())
            refund_id = id_of(typed["id"])
            await payments.request_refund(invoice.id, entry.id, refund_id=refund_id, amount=amount, note=typed["note"])
    else:
        async with acting_for(here()):
            given = noted(typed, invoice)
        await payments.give_back(here(), invoice.id, entry.id, given)


async def _record_page(invoice: Invoice, typed: Mapping[str, str], error: DomainError | None = None) -> Response:
    stands = standing(invoice.status, invoice.total, None, here().today(), await movements_of(invoice.id))
    moving = await PaymentAttempt.get_or_none(invoice_id=invoice.id, status__in=MOVING)
    return page(
        "staff/payments/record.html",
        error.status if error else 200,
        typed=typed,
        means=MEANS,
        balance_words=money(stands.balance, invoice.currency),
        moving_words=money(moving.amount, invoice.currency) if moving else "",
        today=here().today().isoformat(),
        **around(invoice, error),
    )


def _undo_page(invoice: Invoice, entry: Line, reason: str, error: DomainError | None = None) -> Response:
    return page(
        "staff/payments/undo.html",
        error.status if error else 200,
        entry_words=_entry_words(entry),
        entry=entry,
        reason=reason,
        **around(invoice, error),
    )


def _refund_page(invoice: Invoice, entry: Line, typed: Mapping[str, str], error: DomainError | None = None) -> Response:
    return page(
        "staff/payments/refund.html",
        error.status if error else 200,
        entry=entry,
        entry_words=_entry_words(entry),
        left_words=money(entry.left, entry.currency),
        typed=typed,
        means=MEANS,
        today=here().today().isoformat(),
        **around(invoice, error),
    )


def _entry_words(entry: Line) -> str:
    when = day(entry.at.astimezone(here().zone).date(), here().today())
    what = event_words(entry.kind, money(abs(entry.amount), entry.currency), entry.method)
    return _("%(what)s, %(day)s", what=what, day=when)
