"""What a customer does with invoices: look, keep, pay."""

from collections.abc import Mapping
from types import MappingProxyType
from uuid import UUID

from quart import Blueprint, Response, g, request

from templates.language import gettext as _
from tenants import invoices, messages, payments
from tenants.isolation import acting_for
from web import address, message_thread, older, paying, printed
from web.door import here, outside
from web.pages import page
from web.signed_in import viewer
from web.words.customers.rights import check_billing, held_to
from web.words.invoices.page import InvoicePage
from web.words.invoices.rows import owed_words, rows

blueprint = Blueprint("invoices", __name__, url_prefix="/invoices")
NOTHING: Mapping[str, str] = MappingProxyType({})


@blueprint.get("")
async def index() -> Response:
    if "before" in request.args:
        found = await invoices.older(viewer().customer_id, here().today(), older.than_day(request.args["before"]))
        return _listing([], found, newer_href="/invoices")
    return _listing(*await invoices.for_customer(viewer().customer_id, here().today()))


def _listing(open_rows: list[invoices.Row], closed: list[invoices.Row], newer_href: str | None = None) -> Response:
    today = here().today()
    groups = (
        (_("To pay"), [row for row in open_rows if row.standing.payable]),
        (_("On its way"), [row for row in open_rows if not row.standing.payable]),
        (_("Earlier"), closed[: invoices.PAGE]),
    )
    return page(
        "portal/invoices/index.html",
        place="invoices",
        groups=[{"title": title, "rows": rows(found, today)} for title, found in groups if found],
        owed=owed_words(open_rows),
        newer_href=newer_href,
        older_href=older.href("/invoices", [(row.issued_on, row.id) for row in closed], invoices.PAGE),
    )


@blueprint.get("/<uuid:invoice_id>")
async def show(invoice_id: UUID) -> Response:
    return await _show(invoice_id, 200, **paying.way_back())


@blueprint.get("/<uuid:invoice_id>.pdf")
@outside  # one press for everybody: nobody queues for it with a connection in hand
async def pdf(invoice_id: UUID) -> Response:
    shown = InvoicePage(here(), await _outside(invoice_id), here().today())
    pay_url = here().url(f"/invoices/{invoice_id}") if shown.standing.balance else None
    return await printed.invoice(shown, pay_url)


@blueprint.post("/<uuid:invoice_id>/pay")
@outside
async def pay(invoice_id: UUID) -> Response:
    async def again(status: int, **said: str) -> Response:
        return await _show(invoice_id, status, **said)

    payer = payments.Payer(
        viewer().customer_id, viewer().email, contact_id=viewer().contact_id, network=address.network(g.address)
    )
    document = await _outside(invoice_id)
    check_billing(viewer())
    return await paying.pay(document, f"/invoices/{invoice_id}", again, payer)


@blueprint.get("/<uuid:invoice_id>/paid")
@outside
async def paid(invoice_id: UUID) -> Response:
    await _outside(invoice_id)
    return await paying.returned(invoice_id, f"/invoices/{invoice_id}")


@blueprint.post("/<uuid:invoice_id>/messages")
async def write(invoice_id: UUID) -> Response:
    async def again(status: int, **said: str) -> Response:
        return await _show(invoice_id, status, said)

    found = await invoices.one(viewer().customer_id, invoice_id, here().today())
    about = messages.About("invoice", invoice_id, viewer().customer_id, found.number, found.title)
    return await message_thread.take(about, again)


async def _outside(invoice_id: UUID) -> invoices.Document:
    """The invoice, read in a unit of its own, for handlers that then talk to Stripe."""
    async with acting_for(here(), customer_id=viewer().customer_id):
        return await invoices.one(viewer().customer_id, invoice_id, here().today())


async def _page(invoice_id: UUID) -> InvoicePage:
    today = here().today()
    return InvoicePage(here(), await invoices.one(viewer().customer_id, invoice_id, today), today)


async def _show(invoice_id: UUID, status: int = 200, written: Mapping[str, str] = NOTHING, /, **said: str) -> Response:
    shown = await _page(invoice_id)
    context = await paying.said(shown, f"/invoices/{invoice_id}", **said)
    context |= await message_thread.context(shown.document.thread, f"/invoices/{invoice_id}", **written)
    return page("portal/invoices/show.html", status, place="invoices", **held_to(viewer(), context))
