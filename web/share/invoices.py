"""/i/<token>: see, keep and pay one invoice. The token reaches that invoice and nothing beside it."""

from quart import Blueprint, Response, g

from tenants import invoices, payments, share_links
from tenants.isolation import acting_for
from tenants.share_links import Opened
from web import address, paying, printed
from web.door import here, outside
from web.pages import page
from web.share.quiet import kept_quiet
from web.words.customers.rights import check_billing, held_to
from web.words.invoices.page import InvoicePage

blueprint = Blueprint("invoices", __name__, url_prefix="/i")


@blueprint.get("/<token>")
async def show(token: str) -> Response:
    return await _show(token, 200, **paying.way_back())


@blueprint.get("/<token>.pdf")
@outside  # one press for everybody: nobody queues for it with a connection in hand
async def pdf(token: str) -> Response:
    async with acting_for(here()):
        shown, _ = await _page(token)
    return kept_quiet(await printed.invoice(shown, here().url(f"/i/{token}") if shown.standing.balance else None))


@blueprint.post("/<token>/pay")
@outside
async def pay(token: str) -> Response:
    async with acting_for(here()):
        link = await share_links.opened_with(token)
        check_billing(link)
        document = await invoices.one(link.customer_id, link.invoice_id, here().today())

    async def again(status: int, **said: str) -> Response:
        return await _show(token, status, **said)

    payer = payments.Payer(
        link.customer_id, contact_id=link.contact_id, share_link_id=link.id, network=address.network(g.address)
    )
    return kept_quiet(await paying.pay(document, f"/i/{token}", again, payer))


@blueprint.get("/<token>/paid")
@outside
async def paid(token: str) -> Response:
    async with acting_for(here()):
        link = await share_links.opened_with(token)
    return kept_quiet(await paying.returned(link.invoice_id, f"/i/{token}"))


async def _page(token: str) -> tuple[InvoicePage, Opened]:
    link = await share_links.opened_with(token)
    today = here().today()
    return InvoicePage(here(), await invoices.one(link.customer_id, link.invoice_id, today), today), link


async def _show(token: str, status: int = 200, **said: str) -> Response:
    shown, link = await _page(token)
    context = await paying.said(shown, f"/i/{token}", **said)
    return kept_quiet(
        page(
            "share/invoice.html",
            status,
            portal_on=here().portal_enabled,
            sign_in_href=f"/sign-in?next=/invoices/{shown.document.id}",
            **held_to(link, context),
        )
    )
