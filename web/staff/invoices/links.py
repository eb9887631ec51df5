"""The share links of an invoice: made, replaced and ended, each for one recipient."""

from uuid import UUID

from quart import Blueprint, Response, request

from tenants import share_links
from tenants.errors import NotFound
from tenants.invoices import Invoice
from tenants.rights import Right
from web.door import here
from web.forms.link import expiry, recipient
from web.signed_in import see_other
from web.staff.invoices.drafts import PATH
from web.staff_signed_in import needs

blueprint = Blueprint("invoice_links", __name__, url_prefix="/invoices/<uuid:invoice_id>/links")


@blueprint.post("")
@needs(Right.DOCUMENTS)
async def make(invoice_id: UUID) -> Response:
    invoice, form = await _sent(invoice_id), await request.form
    to = await recipient(invoice.customer_id, form.get("contact", ""))
    await share_links.share(invoice, contact_id=to, expires_at=expiry(here(), form.get("expires_on", "")))
    return _back(invoice_id)


@blueprint.post("/<uuid:link_id>/replace")
@needs(Right.DOCUMENTS)
async def replace(invoice_id: UUID, link_id: UUID) -> Response:
    await _sent(invoice_id)
    await share_links.replace(await share_links.one(invoice_id, link_id))
    return _back(invoice_id)


@blueprint.post("/<uuid:link_id>/end")
@needs(Right.DOCUMENTS)
async def end(invoice_id: UUID, link_id: UUID) -> Response:
    await share_links.revoke(await share_links.one(invoice_id, link_id))
    return _back(invoice_id)


async def _sent(invoice_id: UUID) -> Invoice:
    """The invoice, if customers may see it: a link to a draft would open nothing. Raises NotFound."""
    invoice = await Invoice.get_or_none(id=invoice_id)
    if invoice is None or invoice.sent_at is None:
        raise NotFound
    return invoice


def _back(invoice_id: UUID) -> Response:
    return see_other(f"{PATH}/{invoice_id}#links")
