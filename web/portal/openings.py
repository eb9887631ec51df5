"""The note that a contact has a document before their eyes, which its page sends by itself."""

from uuid import UUID

from quart import Blueprint, Response

from tenants import estimates, invoices, openings
from web.door import here
from web.signed_in import viewer

blueprint = Blueprint("openings", __name__)


@blueprint.post("/invoices/<uuid:invoice_id>/opened")
async def invoice(invoice_id: UUID) -> Response:
    await invoices.one(viewer().customer_id, invoice_id, here().today())
    await openings.note("invoice", invoice_id, viewer().customer_id, contact_id=viewer().contact_id)
    return Response(status=204)


@blueprint.post("/estimates/<uuid:estimate_id>/opened")
async def estimate(estimate_id: UUID) -> Response:
    await estimates.one(viewer().customer_id, estimate_id, here().today())
    await openings.note("estimate", estimate_id, viewer().customer_id, contact_id=viewer().contact_id)
    return Response(status=204)
