"""Writing an invoice: typed, and kept while it is typed."""

from uuid import UUID

from quart import Blueprint, Response, jsonify, request

from templates.language import gettext as _
from tenants import invoices, working_copies
from tenants.customers import Customer
from tenants.errors import Conflict, NotFound
from tenants.invoices import Invoice
from tenants.rights import Right
from tenants.working_copies import Overtaken
from web import invoice_editor
from web.collisions import overtaken, refused
from web.door import here
from web.forms import overwritten
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
        await invoice_editor.keep(editing, over="over" in form)
    except Overtaken as error:
        return await _show(editing, error)
    pressed = form.get("do", "")
    if pressed == "send":
        editing.expect_ready()
    if pressed in {"send", "look", "save"} and editing.errors:
        return await _show(editing, status=422)
    if "over" in form:
        return see_other(f"{PATH}/{invoice_id}/edit?over=yes")
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


@blueprint.post("/<uuid:invoice_id>/overwritten/<uuid:copy_id>")
@needs(Right.DOCUMENTS)
async def bring_back(invoice_id: UUID, copy_id: UUID) -> Response:
    """What stands in the editor is kept first, and makes room like any other that is saved over."""
    copy, form = await working_copies.overwritten_one(invoice_id, copy_id), await request.form
    invoice = await invoices.held(invoice_id)
    if "title" in form:
        editing = await invoice_editor.sent_in(invoice, form)
        try:
            await invoice_editor.keep(editing)
        except Overtaken as error:
            return await _show(editing, error)
    await invoice_editor.keep(await invoice_editor.brought_back(invoice, copy), over=True)
    await copy.delete()
    return see_other(f"{PATH}/{invoice_id}/edit?brought=back")


async def _show(editing: Editing, error: Overtaken | None = None, status: int = 200) -> Response:
    base = f"{PATH}/{editing.invoice.id}"
    return page(
        "staff/invoices/edit.html",
        error.status if error else status,
        place="invoices",
        base=base,
        kept=overwritten.rows(here(), await working_copies.overwritten(editing.invoice.id), base),
        was_saved_over="over" in request.args,
        was_brought_back="brought" in request.args,
        customer=await Customer.get(id=editing.invoice.customer_id),
        collision={"words": overtaken(error), "edits": error.edits} if error else None,
        **editing.context(),
    )
