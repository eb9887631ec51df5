"""Invoices, as the company's programs write, send and read them."""

from datetime import date
from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType, field
from quart import Blueprint

from tenants import external_ids, invoices, ledger, line_items, newest_first, working_copies
from tenants.api_keys import Access, Scope
from tenants.days import check_day
from tenants.errors import Conflict, Invalid, Unusable
from tenants.invoices import Invoice as Row
from tenants.invoices import InvoiceStatus
from web.api import references
from web.api.endpoint import Made, endpoint
from web.api.invoice_shapes import Invoice, shaped
from web.api.lines import NewLine, entered
from web.api.paging import narrowed, paged, where
from web.api.records import at
from web.api.shapes import ExternalId, Listing, Page, Shape, said
from web.door import here
from web.keyed import check_scope

PATH = "/api/v1/invoices"
Title = Annotated[str, Meta(max_length=160, description="What it is for, in a word or two.")]
Note = Annotated[str, Meta(max_length=5_000)]
Lines = Annotated[list[NewLine], Meta(max_length=200)]

blueprint = Blueprint("invoices", __name__, url_prefix="/invoices")


class InvoiceWritten(Shape):
    customer_id: UUID
    title: Title = ""
    lines: Lines = field(default_factory=list)
    note: Note = ""
    property_id: UUID | None = None
    due_on: Annotated[date | None, Meta(description="Else it is due in the company's usual time after sending.")] = None


class NewInvoice(InvoiceWritten):
    external_id: ExternalId | None = None


class InvoiceChange(Shape):
    title: Title | UnsetType = UNSET
    lines: Lines | UnsetType = UNSET
    note: Note | UnsetType = UNSET
    property_id: UUID | UnsetType | None = UNSET
    due_on: date | UnsetType | None = UNSET
    external_id: ExternalId | UnsetType | None = UNSET


class InvoicesWanted(Listing):
    customer_id: UUID | None = None
    status: InvoiceStatus | None = None
    number: Annotated[str, Meta(max_length=40)] | None = None
    external_id: ExternalId | None = None


@blueprint.get("")
@endpoint(Scope.INVOICES)
async def index(wanted: InvoicesWanted) -> Page[Invoice]:
    """List invoices."""
    found = Row.filter(deleted_at=None, **narrowed(wanted, "customer_id", "status", "number", "external_id"))
    rows = await newest_first.page(found, where(wanted), wanted.limit)
    moved = await ledger.movements_of_each([row.id for row in rows])
    return paged(rows, wanted, lambda row: shaped(row, moved[row.id], here().today()))


@blueprint.post("")
@endpoint(Scope.INVOICES)
async def create(given: NewInvoice) -> Made[Invoice]:
    """Write a draft of an invoice. It has no number, and nobody gets it, until it is sent."""
    return await _write(given, given.external_id)


@blueprint.get("/<uuid:invoice_id>")
@endpoint(Scope.INVOICES)
async def show(invoice_id: UUID) -> Invoice:
    """Read an invoice."""
    return await read(invoice_id)


@blueprint.patch("/<uuid:invoice_id>")
@endpoint(Scope.INVOICES)
async def change(invoice_id: UUID, given: InvoiceChange) -> Invoice:
    """Change what is given of a draft. Of an invoice that was sent only its external id can change."""
    row = await one(invoice_id)
    await external_ids.call(row, said(given.external_id, row.external_id))
    words = (given.title, given.lines, given.note, given.property_id, given.due_on)
    if any(it is not UNSET for it in words):
        await _rewrite(row, given)
    return await read(invoice_id)


@blueprint.put("/by-external-id/<path:external_id>")
@endpoint(Scope.INVOICES)
async def put(external_id: str, given: InvoiceWritten) -> Invoice | Made[Invoice]:
    """Have a draft with this external id say this, new or not. One that was sent stays as it is: 409."""
    row = await external_ids.held(Row, external_id)
    if row is None:
        return await _write(given, external_id)
    if row.customer_id != given.customer_id:
        raise Invalid("customer_id", "An invoice stays its customer's.")
    await _rewrite(row, given)
    return await read(row.id)


@blueprint.post("/<uuid:invoice_id>/delete")
@endpoint(Scope.INVOICES)
async def delete(invoice_id: UUID) -> None:
    """Delete a draft. It can be fetched back in the console."""
    await invoices.throw_away((await one(invoice_id)).id)


async def one(invoice_id: UUID) -> Row:
    """Raises NotFound, also for a deleted draft."""
    return await at(Row, invoice_id, deleted_at=None)


async def read(invoice_id: UUID) -> Invoice:
    row = await one(invoice_id)
    return shaped(row, await ledger.movements_of(row.id), here().today())


async def check_nobody_writes(invoice_id: UUID) -> None:
    """Raise Conflict when somebody has typed into the draft: a program must not send or change it under their hands."""
    if await working_copies.of(invoice_id):
        raise Conflict("Somebody has begun to write this in the console.")


def check_may_invite(*, asked: bool) -> None:
    """Raise OutOfScope for a key that would invite people whom it may not write down."""
    if asked:
        check_scope(Scope.CUSTOMERS, Access.WRITE)


async def _write(given: InvoiceWritten, external_id: str | None) -> Made[Invoice]:
    customer = await references.customer(given.customer_id)
    await references.check_place(given.property_id, customer.id)
    lines = _checked(entered(given.lines, here().currency))
    check_day("due_on", given.due_on)
    row = await invoices.draft(customer, lines, title=given.title, note=given.note, property_id=given.property_id)
    await Row.filter(id=row.id).update(due_on=given.due_on)
    await external_ids.call(row, external_id)
    return Made(await read(row.id), f"{PATH}/{row.id}")


async def _rewrite(row: Row, given: InvoiceWritten | InvoiceChange) -> None:
    draft = await invoices.held(row.id)
    await check_nobody_writes(draft.id)
    place = said(given.property_id, draft.property_id)
    await references.check_place(place, draft.customer_id)
    lines = [line_items.from_json(it) for it in draft.lines]
    if given.lines is not UNSET:
        lines = _checked(entered(given.lines, draft.currency))
    await invoices.rewrite(
        draft,
        lines,
        title=said(given.title, draft.title),
        note=said(given.note, draft.note),
        property_id=place,
        due_on=said(given.due_on, draft.due_on),
    )


def _checked(lines: list[line_items.Line]) -> list[line_items.Line]:
    """Raises Invalid("lines") when they come to less than nothing."""
    try:
        line_items.totals(lines)
    except Unusable as error:
        raise Invalid("lines", error.message, **error.values) from error
    return lines
