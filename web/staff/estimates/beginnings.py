"""Drafts of estimates: begun for a customer, copied, deleted and fetched back; a next version that is not wanted."""

from uuid import UUID

from quart import Blueprint, Response, request

from templates.language import gettext as _
from tenants import customer_book, estimate_book, estimates, working_copies
from tenants.errors import Conflict, NotFound
from tenants.rights import Right
from web import customer_choice
from web.pages import page
from web.signed_in import see_other
from web.staff.estimates.record import PATH
from web.staff_signed_in import needs

blueprint = Blueprint("estimate_beginnings", __name__, url_prefix="/estimates")


@blueprint.get("/new")
@needs(Right.DOCUMENTS)
async def new() -> Response:
    search = request.args.get("search", "")
    return page(
        "staff/documents/new.html",
        place="estimates",
        heading=_("New estimate"),
        up=(PATH, _("Estimates")),
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
    return see_other(f"{PATH}/{(await estimates.begin(customer)).id}/edit")


@blueprint.post("/<uuid:estimate_id>/forget")
@needs(Right.DOCUMENTS)
async def forget(estimate_id: UUID) -> Response:
    """The next version is not wanted after all; the customer keeps the one they have."""
    estimate = await estimates.held(estimate_id)
    if estimate.version:
        await estimates.take_back_revision(estimate)
        await working_copies.discard(estimate_id)
    return see_other(f"{PATH}/{estimate_id}")


@blueprint.post("/<uuid:estimate_id>/copy")
@needs(Right.DOCUMENTS)
async def copy(estimate_id: UUID) -> Response:
    estimate = await estimate_book.one(estimate_id)
    document, following = await estimate_book.look(estimate), await estimate_book.upcoming(estimate)
    contents = document.contents if document else following.contents if following else None
    if contents is None:
        raise Conflict("There is nothing to copy yet.")
    return see_other(f"{PATH}/{(await estimates.copy(estimate, contents)).id}/edit")


@blueprint.post("/<uuid:estimate_id>/delete")
@needs(Right.DOCUMENTS)
async def delete(estimate_id: UUID) -> Response:
    await estimates.throw_away(estimate_id)
    return see_other(f"{PATH}?deleted={estimate_id}")


@blueprint.post("/<uuid:estimate_id>/restore")
@needs(Right.DOCUMENTS)
async def restore(estimate_id: UUID) -> Response:
    await estimates.fetch_back(estimate_id)
    return see_other(f"{PATH}/{estimate_id}")
