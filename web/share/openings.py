"""The note that whoever holds a link has its document before their eyes. Staff who follow it leave none."""

from quart import Blueprint, Response

from tenants import openings, share_links
from web.share.quiet import kept_quiet
from web.staff_signed_in import reference

blueprint = Blueprint("openings", __name__)


@blueprint.post("/i/<token>/opened")
async def invoice(token: str) -> Response:
    link = await share_links.opened_with(token)
    if not reference():
        who = {"contact_id": link.contact_id, "share_link_id": link.id}
        await openings.note("invoice", link.invoice_id, link.customer_id, **who)
    return kept_quiet(Response(status=204))


@blueprint.post("/e/<estimate_token>/opened")
async def estimate(estimate_token: str) -> Response:
    link = await share_links.opened_with(estimate_token, "estimate")
    if not reference():
        who = {"contact_id": link.contact_id, "share_link_id": link.id}
        await openings.note("estimate", link.estimate_id, link.customer_id, **who)
    return kept_quiet(Response(status=204))
