"""Writing an invoice: typed, and kept while it is typed."""

from uuid import UUID

from quart import Blueprint, Response, jsonify, request

from templates.language import gettext as _
from tenants import invoices
from tenants.customers import Customer
from tenants.errors import Conflict, NotFound
from tenants.invoices import Invoice
from tenants.rights import Right
from tenants.working_copies import Overtaken
from web import invoice_editor
from web.collisions import overtaken, refused
from web.invoice_editor import Editing
from web.pages import page
from web.signed_in import see_other
from web.staff_signed_in import needs

PATH = "/staff/invoices"

blueprint = Blueprint("invoice_drafts", __name__, url_prefix="/invoices")


@blueprint.get("/<uuid:invoice_id>/edit")
@needs(Right.DOCUMENTS)
async def edit(invoice_id: UUID) -> Response:
    invoice = await Invoice.get_or_none(id=invoice_id)
    if invoice is None:
        raise NotFound
    if invoice.sent_at or invoice.deleted_at:
        return see_other(f"{PATH}/{invoice_id}")
    editing = await invoice_editor.opened(invoice)
    if "unready" in request.args:
        editing.expect_ready()
    return await _show(editing)


@blueprint.post("/<uuid:invoice_id>/edit")
@needs(Right.DOCUMENTS)
async def save(invoice_id: UUID) -> Response:
    form = await request.form
    editing = await invoice_editor.sent_in(await invoices.held(invoice_id), form)
    try:
        await invoice_editor.keep(editing)
    except Overtaken as error:
        return await _show(editing, error)
    pressed = form.get("do", "")
    if pressed == "send":
        editing.expect_ready()
    if pressed in {"send", "look", "save"} and editing.errors:
        return await _show(editing, status=422)
    after = {"send": f"/{invoice_id}/send", "look": f"/{invoice_id}"}
    return see_other(f"{PATH}{after.get(pressed, f'/{invoice_id}/edit#lines')}")


@blueprint.post("/<uuid:invoice_id>/autosave")
@needs(Right.DOCUMENTS)
async def autosave(invoice_id: UUID) -> Response:
    try:
        editing = await invoice_editor.sent_in(await invoices.held(invoice_id), await request.form)
        await invoice_editor.keep(editing)
    except Conflict as error:
        return refused(error)
    return jsonify({"edits": editing.edits, "words": _("Saved"), "errors": editing.said()})


async def _show(editing: Editing, error: Overtaken | None = None, status: int = 200) -> Response:
    return page(
        "staff/invoices/edit.html",
        error.status if error else status,
        place="invoices",
        base=f"{PATH}/{editing.invoice.id}",
        customer=await Customer.get(id=editing.invoice.customer_id),
        collision={"words": overtaken(error), "edits": error.edits} if error else None,
        **editing.context(),
    )
