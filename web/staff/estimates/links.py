"""The share links of an estimate: made, replaced and ended, each for one recipient."""

from uuid import UUID

from quart import Blueprint, Response, request

from tenants import estimate_book, share_links
from tenants.errors import NotFound
from tenants.rights import Right
from web.door import here
from web.forms.link import expiry, recipient
from web.signed_in import see_other
from web.staff.estimates.record import PATH
from web.staff_signed_in import needs

blueprint = Blueprint("estimate_links", __name__, url_prefix="/estimates")


@blueprint.post("/<uuid:estimate_id>/links")
@needs(Right.DOCUMENTS)
async def make_link(estimate_id: UUID) -> Response:
    estimate, form = await estimate_book.one(estimate_id), await request.form
    if not estimate.version:
        raise NotFound
    to = await recipient(estimate.customer_id, form.get("contact", ""))
    await share_links.share(estimate, contact_id=to, expires_at=expiry(here(), form.get("expires_on", "")))
    return see_other(f"{PATH}/{estimate_id}#links")


@blueprint.post("/<uuid:estimate_id>/links/<uuid:link_id>/replace")
@needs(Right.DOCUMENTS)
async def replace_link(estimate_id: UUID, link_id: UUID) -> Response:
    await share_links.replace(await share_links.one(estimate_id, link_id))
    return see_other(f"{PATH}/{estimate_id}#links")


@blueprint.post("/<uuid:estimate_id>/links/<uuid:link_id>/end")
@needs(Right.DOCUMENTS)
async def end_link(estimate_id: UUID, link_id: UUID) -> Response:
    await share_links.revoke(await share_links.one(estimate_id, link_id))
    return see_other(f"{PATH}/{estimate_id}#links")
