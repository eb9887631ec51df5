"""The company's invoices: found, and shown exactly as their customers see them."""

from datetime import UTC, datetime
from urllib.parse import urlencode
from uuid import UUID

from quart import Blueprint, Response, request

from templates.language import gettext as _
from tenants import customers, invoice_book, openings, share_links
from tenants.customers import Customer
from tenants.errors import NotFound
from tenants.invoice_book import After, Filter
from tenants.invoices import Invoice
from tenants.isolation import acting_for
from tenants.rights import Right
from web import printed
from web.door import here, outside
from web.invoice_money import money_of
from web.pages import page
from web.staff_signed_in import may, needs
from web.words import links as link_rows
from web.words import openings as opening_words
from web.words.chips import chips
from web.words.invoices.console_rows import FILTERS, rows
from web.words.invoices.page import InvoicePage
from web.words.mails.states import mail

PATH = "/staff/invoices"

blueprint = Blueprint("invoices", __name__, url_prefix="/invoices")


@blueprint.get("")
@needs(Right.SEE)
async def index() -> Response:
    shown, search = _filter(request.args.get("show", "")), request.args.get("search", "")
    found = await invoice_book.listed(shown, search, after(request.args.get("after", "")))
    listed = found[: invoice_book.PAGE]
    asked = {name: value for name, value in (("show", request.args.get("show")), ("search", search)) if value}
    last = listed[-1] if len(found) > len(listed) else None
    following = urlencode({**asked, "after": f"{last.id}_{last.listed_at.isoformat()}"}) if last else None
    return page(
        "staff/invoices/index.html",
        place="invoices",
        rows=rows(listed, here()),
        chips=chips(PATH, FILTERS, shown, search=search),
        search=search,
        is_filtered=bool(search) or shown is not Filter.ALL,
        first_href=f"{PATH}?{urlencode(asked)}" if "after" in request.args else None,
        next_href=f"{PATH}?{following}" if following else None,
        may_write=may(Right.DOCUMENTS),
        deleted=await _deleted(request.args.get("deleted", "")),
    )


@blueprint.get("/<uuid:invoice_id>")
@needs(Right.SEE)
async def show(invoice_id: UUID) -> Response:
    document = await invoice_book.look(invoice_id)
    shown = InvoicePage(here(), document, here().today())
    people = await customers.contacts(document.customer_id)
    return page(
        "staff/invoices/show.html",
        place="invoices",
        base=f"{PATH}/{invoice_id}",
        customer=await Customer.get(id=document.customer_id),
        openings=opening_words.opened(here(), await openings.of(invoice_id)),
        mails=[mail(here(), sent) for sent in await invoice_book.mailed(invoice_id)],
        people=people,
        links=link_rows.rows(
            here(), await share_links.of(invoice_id), {it.id: it for it in people}, f"{PATH}/{invoice_id}"
        ),
        is_draft=document.status == "draft",
        was_sent=request.args.get("done") == "sent",
        is_deleted=document.deleted_at is not None,
        may_write=may(Right.DOCUMENTS),
        standing=shown.standing,
        money=await money_of(await Invoice.get(id=invoice_id)),
        **shown.in_the_console(f"{PATH}/{invoice_id}"),
    )


@blueprint.get("/<uuid:invoice_id>.pdf")
@needs(Right.SEE)
@outside
async def pdf(invoice_id: UUID) -> Response:
    async with acting_for(here()):
        shown = InvoicePage(here(), await invoice_book.look(invoice_id), here().today())
    pay_url = here().url(f"/invoices/{invoice_id}") if shown.standing.balance else None
    return await printed.invoice(shown, pay_url)


async def _deleted(given: str) -> dict[str, str] | None:
    """The draft that was just deleted, to be fetched back."""
    try:
        invoice = await Invoice.get_or_none(id=UUID(given))
    except ValueError:
        return None
    if invoice is None or invoice.deleted_at is None:
        return None
    words = (
        _("The draft “%(title)s” was deleted.", title=invoice.title) if invoice.title else _("The draft was deleted.")
    )
    return {"words": words, "restore": f"{PATH}/{invoice.id}/restore"}


def _filter(given: str) -> Filter:
    return Filter(given) if given in set(Filter) else Filter.ALL


def after(given: str) -> After:
    """Where the page before ended, as its address says. Raises NotFound."""
    if not given:
        return invoice_book.FIRST
    last, _by, moment = given.partition("_")
    try:
        return After(datetime.fromisoformat(moment).astimezone(UTC), UUID(last))
    except (ValueError, OverflowError):
        raise NotFound from None
