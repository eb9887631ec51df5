"""Drafts of invoices: begun for a customer, copied, deleted and fetched back."""

from uuid import UUID

from quart import Blueprint, Response, request

from templates.language import gettext as _
from tenants import customer_book, invoices
from tenants.errors import NotFound
from tenants.invoices import Invoice
from tenants.rights import Right
from web import customer_choice
from web.door import here
from web.pages import page
from web.signed_in import see_other
from web.staff_signed_in import needs

PATH = "/staff/invoices"

blueprint = Blueprint("invoice_beginnings", __name__, url_prefix="/invoices")


@blueprint.get("/new")
@needs(Right.DOCUMENTS)
async def new() -> Response:
    search = request.args.get("search", "")
    return page(
        "staff/documents/new.html",
        place="invoices",
        heading=_("New invoice"),
        up=(PATH, _("Invoices")),
        path=f"{PATH}/new",
        search=search,
        chosen=await customer_choice.found(request.args.get("customer", "")),
        found=(await customer_book.listed(search=search))[:20],
    )


@blueprint.post("/new")
@needs(Right.DOCUMENTS)
async def begin() -> Response:
    customer = await customer_choice.found((await request.form).get("customer", ""))
    if customer is None:
        raise NotFound
    invoice = await invoices.draft(customer, [], note=here().invoice_note)
    return see_other(f"{PATH}/{invoice.id}/edit")


@blueprint.post("/<uuid:invoice_id>/copy")
@needs(Right.DOCUMENTS)
async def copy(invoice_id: UUID) -> Response:
    invoice = await Invoice.get_or_none(id=invoice_id)
    if invoice is None:
        raise NotFound
    return see_other(f"{PATH}/{(await invoices.copy(invoice)).id}/edit")


@blueprint.post("/<uuid:invoice_id>/delete")
@needs(Right.DOCUMENTS)
async def delete(invoice_id: UUID) -> Response:
    await invoices.throw_away(invoice_id)
    return see_other(f"{PATH}?deleted={invoice_id}")


@blueprint.post("/<uuid:invoice_id>/restore")
@needs(Right.DOCUMENTS)
async def restore(invoice_id: UUID) -> Response:
    await invoices.fetch_back(invoice_id)
    return see_other(f"{PATH}/{invoice_id}")
