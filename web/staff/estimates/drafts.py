"""Writing an estimate: typed, and kept while it is typed; of one that was sent, its next version."""

from uuid import UUID

from quart import Blueprint, Response, jsonify, request

from templates.language import gettext as _
from tenants import estimate_book, estimates, working_copies
from tenants.customers import Customer
from tenants.errors import Conflict
from tenants.estimates import Estimate, EstimateStatus
from tenants.rights import Right
from tenants.working_copies import Overtaken
from web import estimate_editor
from web.collisions import overtaken, refused
from web.door import here
from web.estimate_editor import Editing
from web.forms import overwritten
from web.pages import page
from web.signed_in import see_other
from web.staff.estimates.record import PATH
from web.staff_signed_in import needs

blueprint = Blueprint("estimate_drafts", __name__, url_prefix="/estimates")


@blueprint.get("/<uuid:estimate_id>/edit")
@needs(Right.DOCUMENTS)
async def edit(estimate_id: UUID) -> Response:
    estimate = await estimate_book.one(estimate_id)
    if estimate.status is EstimateStatus.ACCEPTED or estimate.deleted_at:
        return see_other(f"{PATH}/{estimate_id}")
    editing = await estimate_editor.opened(estimate)
    if "unready" in request.args:
        editing.expect_ready()
    return await _show(editing)


@blueprint.post("/<uuid:estimate_id>/edit")
@needs(Right.DOCUMENTS)
async def save(estimate_id: UUID) -> Response:
    form = await request.form
    editing = await estimate_editor.sent_in(await _held(estimate_id), form)
    try:
        await estimate_editor.keep(editing, over="over" in form)
    except Overtaken as error:
        return await _show(editing, error)
    pressed = form.get("do", "")
    if pressed == "send":
        editing.expect_ready()
    if pressed in {"send", "look", "save"} and editing.errors:
        return await _show(editing, status=422)
    if "over" in form:
        return see_other(f"{PATH}/{estimate_id}/edit?over=yes")
    after = {"send": f"/{estimate_id}/send", "look": f"/{estimate_id}"}
    return see_other(f"{PATH}{after.get(pressed, f'/{estimate_id}/edit#lines')}")


@blueprint.post("/<uuid:estimate_id>/autosave")
@needs(Right.DOCUMENTS)
async def autosave(estimate_id: UUID) -> Response:
    try:
        editing = await estimate_editor.sent_in(await _held(estimate_id), await request.form)
        await estimate_editor.keep(editing)
    except Conflict as error:
        return refused(error)
    return jsonify({"edits": editing.edits, "words": _("Saved"), "errors": editing.said()})


@blueprint.post("/<uuid:estimate_id>/overwritten/<uuid:copy_id>")
@needs(Right.DOCUMENTS)
async def bring_back(estimate_id: UUID, copy_id: UUID) -> Response:
    """What stands in the editor is kept first, and makes room like any other that is saved over."""
    copy, form = await working_copies.overwritten_one(estimate_id, copy_id), await request.form
    estimate = await _held(estimate_id)
    if "title" in form:
        editing = await estimate_editor.sent_in(estimate, form)
        try:
            await estimate_editor.keep(editing)
        except Overtaken as error:
            return await _show(editing, error)
    await estimate_editor.keep(await estimate_editor.brought_back(estimate, copy), over=True)
    await copy.delete()
    return see_other(f"{PATH}/{estimate_id}/edit?brought=back")


async def _held(estimate_id: UUID) -> Estimate:
    estimate = await estimates.held(estimate_id)
    if estimate.status is EstimateStatus.ACCEPTED:
        raise Conflict("This estimate was accepted meanwhile, and stays as it is.")
    return estimate


async def _show(editing: Editing, error: Overtaken | None = None, status: int = 200) -> Response:
    base = f"{PATH}/{editing.estimate.id}"
    return page(
        "staff/estimates/edit.html",
        error.status if error else status,
        place="estimates",
        base=base,
        kept=overwritten.rows(here(), await working_copies.overwritten(editing.estimate.id), base),
        was_saved_over="over" in request.args,
        was_brought_back="brought" in request.args,
        customer=await Customer.get(id=editing.estimate.customer_id),
        collision={"words": overtaken(error), "edits": error.edits} if error else None,
        **editing.context(),
    )
