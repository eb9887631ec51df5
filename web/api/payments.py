"""Payments, as the company's programs read them: what moved, the newest first."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta
from quart import Blueprint

from tenants import newest_first
from tenants.api_keys import Scope
from tenants.ledger import Kind, LedgerEntry
from tenants.newest_first import After
from web.api.endpoint import endpoint
from web.api.paging import narrowed, paged, where
from web.api.records import at
from web.api.shapes import Listing, Moment, Money, Page, Shape, money_of

PATH = "/payments"

blueprint = Blueprint("payments", __name__, url_prefix=PATH)


class Payment(Shape):
    """Money that moved for an invoice, once and for all: nothing changes it, and another entry takes it back."""

    id: UUID
    invoice_id: UUID
    customer_id: UUID
    kind: Kind
    amount: Annotated[Money, Meta(description="Positive for what the customer paid.")]
    method: str
    note: str
    undoes: Annotated[UUID | None, Meta(description="The payment that this one takes or gives back.")]
    at: Moment


class PaymentsWanted(Listing):
    invoice_id: UUID | None = None
    customer_id: UUID | None = None
    kind: Kind | None = None


@blueprint.get("")
@endpoint(Scope.PAYMENTS)
async def index(wanted: PaymentsWanted) -> Page[Payment]:
    """List what moved: payments, refunds and disputes."""
    found = LedgerEntry.filter(**narrowed(wanted, "invoice_id", "customer_id", "kind"))
    rows = await newest_first.page(found, where(wanted), wanted.limit, by="at")
    return paged(rows, wanted, shaped, lambda row: After(row.at, row.id))


@blueprint.get("/<uuid:payment_id>")
@endpoint(Scope.PAYMENTS)
async def show(payment_id: UUID) -> Payment:
    """Read a payment."""
    return shaped(await at(LedgerEntry, payment_id))


def shaped(row: LedgerEntry) -> Payment:
    return Payment(
        id=row.id,
        invoice_id=row.invoice_id,
        customer_id=row.customer_id,
        kind=row.kind,
        amount=money_of(row.amount, row.currency),
        method=row.method,
        note=row.note,
        undoes=row.entry_id,
        at=row.at,
    )
