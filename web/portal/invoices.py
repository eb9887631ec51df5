"""What a customer does with invoices: look, keep, pay."""

from datetime import date
from uuid import UUID

from quart import Blueprint, Response, g, request

from tenants import invoices, payments
from tenants.errors import NotFound
from tenants.isolation import acting_for
from web import address, invoice_paper, paying
from web.door import here, outside
from web.invoice_page import InvoicePage, rows
from web.pages import page
from web.portal.home import owed_words
from web.signed_in import viewer

blueprint = Blueprint("invoices", __name__, url_prefix="/invoices")


@blueprint.get("")
async def index() -> Response:
    if "before" in request.args:
        found = await invoices.older(viewer().customer_id, here().today(), _cursor(request.args["before"]))
        return _listing([], found, newer_href="/invoices")
    return _listing(*await invoices.for_customer(viewer().customer_id, here().today()))


def _listing(open_rows: list[invoices.Row], closed: list[invoices.Row], newer_href: str | None = None) -> Response:
    tenant, today = here(), here().today()
    groups = (
        ("To pay", [row for row in open_rows if row.standing.payable]),
        ("On its way", [row for row in open_rows if not row.standing.payable]),
        ("Earlier", closed[: invoices.PAGE]),
    )
    return page(
        "portal/invoices/index.html",
        place="invoices",
        groups=[{"title": title, "rows": rows(tenant, found, today)} for title, found in groups if found],
        owed=owed_words(tenant, open_rows),
        newer_href=newer_href,
        older_href=_older_href(closed),
    )


@blueprint.get("/<uuid:invoice_id>")
async def show(invoice_id: UUID) -> Response:
    return await _show(invoice_id, 200, **paying.way_back())


@blueprint.get("/<uuid:invoice_id>.pdf")
@outside  # one press for everybody: nobody queues for it with a connection in hand
async def pdf(invoice_id: UUID) -> Response:
    shown = InvoicePage(here(), await _outside(invoice_id), here().today())
    pay_url = here().url(f"/invoices/{invoice_id}") if shown.standing.balance else None
    return await invoice_paper.pdf(shown, pay_url)


@blueprint.post("/<uuid:invoice_id>/pay")
@outside
async def pay(invoice_id: UUID) -> Response:
    async def again(status: int, **said: str) -> Response:
        return await _show(invoice_id, status, **said)

    payer = payments.Payer(
        viewer().customer_id, viewer().email, contact_id=viewer().contact_id, network=address.network(g.address)
    )
    return await paying.pay(await _outside(invoice_id), f"/invoices/{invoice_id}", again, payer)


@blueprint.get("/<uuid:invoice_id>/paid")
@outside
async def paid(invoice_id: UUID) -> Response:
    await _outside(invoice_id)
    return await paying.returned(invoice_id, f"/invoices/{invoice_id}")


async def _outside(invoice_id: UUID) -> invoices.Document:
    """The invoice, read in a unit of its own, for handlers that then talk to Stripe."""
    async with acting_for(here(), customer_id=viewer().customer_id):
        return await invoices.one(viewer().customer_id, invoice_id, here().today())


async def _page(invoice_id: UUID) -> InvoicePage:
    today = here().today()
    return InvoicePage(here(), await invoices.one(viewer().customer_id, invoice_id, today), today)


async def _show(invoice_id: UUID, status: int = 200, **said: str) -> Response:
    shown = await _page(invoice_id)
    context = await paying.said(shown, f"/invoices/{invoice_id}", **said)
    return page("portal/invoices/show.html", status, place="invoices", **context)


def _cursor(text: str) -> tuple[date, UUID]:
    day, _, last = text.partition("_")
    try:
        return date.fromisoformat(day), UUID(last)
    except ValueError:
        raise NotFound from None


def _older_href(found: list[invoices.Row]) -> str | None:
    if len(found) <= invoices.PAGE:
        return None
    last = found[invoices.PAGE - 1]
    return f"/invoices?before={last.issued_on.isoformat()}_{last.id}"
