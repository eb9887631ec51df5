"""What a program does with an invoice besides writing it: send it, void it, note a payment that came past Stripe."""

from datetime import date
from typing import Annotated
from uuid import UUID, uuid4, uuid5

from msgspec import Meta, field
from quart import Blueprint, request

from tenants import payments, sending
from tenants.api_keys import Scope
from tenants.customers import May
from tenants.errors import Conflict
from tenants.invoices import InvoiceStatus
from tenants.isolation import acting_for
from tenants.ledger import LedgerEntry
from web.api import references
from web.api.endpoint import Made, endpoint
from web.api.invoice_shapes import Invoice
from web.api.invoices import check_may_invite, check_nobody_writes, one, read
from web.api.payments import PATH, Payment, shaped
from web.api.records import at, calling
from web.api.shapes import Money, Shape, amount_in
from web.door import here, outside
from web.keyed import holder

blueprint = Blueprint("invoice_acts", __name__, url_prefix="/invoices/<uuid:invoice_id>")


class Sending(Shape):
    """To whom an invoice goes: to everybody who gets bills, unless some of them are named."""

    contact_ids: list[UUID] = field(default_factory=list)
    note: Annotated[str, Meta(max_length=1_000, description="A word of your own in the mail.")] = ""
    invite: Annotated[
        bool, Meta(description="Invite them to the portal besides: this wants `customers:write` too.")
    ] = False


class PaymentNoted(Shape):
    """Money that came past Stripe."""

    amount: Money
    method: Annotated[str, Meta(min_length=1, max_length=60, description="Like `Cash` or `Check #1042`.")]
    on: Annotated[date | None, Meta(description="The day in the company's time zone; today unless it is given.")] = None
    note: Annotated[str, Meta(max_length=500)] = ""
    receipt: Annotated[bool, Meta(description="Mail the customer a receipt.")] = False


@blueprint.post("/send")
@endpoint(Scope.INVOICES)
async def send(invoice_id: UUID, given: Sending) -> Invoice:
    """Send a draft: it takes its number, and is mailed."""
    check_may_invite(asked=given.invite)
    row = await one(invoice_id)
    if row.status is not InvoiceStatus.DRAFT:
        raise Conflict("This invoice was sent before.")
    await check_nobody_writes(row.id)
    to = await references.people(row.customer_id, May.BILLING, given.contact_ids)
    await sending.send_invoice(row.id, 0, to, given.note, invite=given.invite)
    return await read(invoice_id)


@blueprint.post("/void")
@endpoint(Scope.INVOICES)
@outside
async def void(invoice_id: UUID) -> Invoice:
    """Take back an open invoice that nobody has paid yet, for good."""
    async with acting_for(here()):
        await one(invoice_id)
    await payments.void(here(), invoice_id)
    async with acting_for(here()):
        return await read(invoice_id)


@blueprint.post("/record-payment")
@endpoint(Scope.PAYMENTS)
@outside
async def record_payment(invoice_id: UUID, given: PaymentNoted) -> Made[Payment]:
    """Note that all or a part of an open invoice was paid past Stripe."""
    async with acting_for(here()):
        row = await one(invoice_id)
    paid = payments.Noted(
        id=_id_of(invoice_id),
        amount=amount_in(given.amount, row.currency, "amount"),
        method=given.method,
        on=given.on or here().today(),
        note=given.note,
        tells=given.receipt,
    )
    with calling(although_moving="amount"):
        await payments.record(here(), invoice_id, paid)
    async with acting_for(here()):
        return Made(shaped(await at(LedgerEntry, paid.id)), f"{PATH}/{paid.id}")


def _id_of(invoice_id: UUID) -> UUID:
    """One and the same for a request that is made again, so that a payment is noted once whatever was cut off."""
    key = request.headers.get("Idempotency-Key")
    return uuid5(invoice_id, f"{holder().key_id}|{key}") if key else uuid4()
