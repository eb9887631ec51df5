"""/e/<token>: see, choose and answer one estimate. The token reaches that estimate and nothing beside it."""

from functools import partial
from uuid import UUID

from quart import Blueprint, Response, g, request

from tenants import estimates, payments, share_links
from tenants.customers import Contact
from tenants.errors import NotFound
from tenants.estimates import Answerer
from tenants.invoices import Invoice
from tenants.isolation import acting_for
from tenants.sections import Section, shows
from tenants.share_links import Opened, ShareLink
from web import address, answering, printed
from web.answering import Answering
from web.door import here, outside
from web.pages import page
from web.share.quiet import kept_quiet
from web.signed_in import see_other
from web.words.customers.rights import check_approve, check_billing, held_to
from web.words.estimates.choice import Typed
from web.words.estimates.page import EstimatePage

blueprint = Blueprint("estimates", __name__, url_prefix="/e")


@blueprint.get("/<estimate_token>")
async def show(estimate_token: str) -> Response:
    return await _show(estimate_token)


@blueprint.get("/<estimate_token>.pdf")
@outside  # one press for everybody: nobody queues for it with a connection in hand
async def pdf(estimate_token: str) -> Response:
    return kept_quiet(await printed.estimate(await _outside(estimate_token), here().url(f"/e/{estimate_token}")))


@blueprint.get("/<estimate_token>/certificate.pdf")
@outside
async def certificate(estimate_token: str) -> Response:
    return kept_quiet(await printed.certificate(await _outside(estimate_token), here().url(f"/e/{estimate_token}")))


@blueprint.post("/<estimate_token>/accept")
@outside  # a deposit goes straight on to Stripe
async def accept(estimate_token: str) -> Response:
    async with acting_for(here()):
        asked = await _asked(estimate_token)
        done = await answering.accept(asked, await request.form)
        if isinstance(done, Response):
            return kept_quiet(done)
        if not (await share_links.opened_with(estimate_token, "estimate")).billing:
            return kept_quiet(see_other(asked.base))
        link = await _link_to(done, asked.by.contact_id)
    return kept_quiet(await _pay(link))


@blueprint.post("/<estimate_token>/decline")
async def decline(estimate_token: str) -> Response:
    return kept_quiet(await answering.decline(await _asked(estimate_token), await request.form))


@blueprint.post("/<estimate_token>/request-changes")
async def request_changes(estimate_token: str) -> Response:
    return kept_quiet(await answering.request_changes(await _asked(estimate_token), await request.form))


@blueprint.post("/<estimate_token>/request-fresh")
async def request_fresh(estimate_token: str) -> Response:
    return kept_quiet(await answering.request_fresh(await _asked(estimate_token), await request.form))


@blueprint.post("/<estimate_token>/pay-deposit")
@outside
async def pay_deposit(estimate_token: str) -> Response:
    async with acting_for(here()):
        opened = await share_links.opened_with(estimate_token, "estimate")
        found = (await _document(opened)).deposit
        if found is None:
            raise NotFound
        check_billing(opened)
        link = await _link_to(found.id, opened.contact_id)
    return kept_quiet(await _pay(link))


async def _link_to(invoice_id: UUID, contact_id: UUID | None) -> ShareLink:
    """The link to the deposit's invoice that whoever holds this one pays by."""
    return await share_links.own(await Invoice.get(id=invoice_id), contact_id)


async def _pay(link: ShareLink) -> Response:
    payer = payments.Payer(
        link.customer_id, contact_id=link.contact_id, share_link_id=link.id, network=address.network(g.address)
    )
    return await answering.pay(link.invoice_id, share_links.address(link), payer)


async def _asked(estimate_token: str) -> Answering:
    opened = await share_links.opened_with(estimate_token, "estimate")
    check_approve(opened)
    contact = await Contact.get_or_none(id=opened.contact_id) if opened.contact_id else None
    by = Answerer(
        opened.customer_id,
        contact.name if contact else "",
        contact_id=opened.contact_id,
        share_link_id=opened.id,
        network=g.address,
    )
    return Answering(await _document(opened), by, f"/e/{estimate_token}", partial(_show, estimate_token))


async def _document(opened: Opened) -> estimates.Document:
    return await estimates.one(opened.customer_id, opened.estimate_id, here().today())


async def _outside(estimate_token: str) -> EstimatePage:
    """The estimate, read in a unit of its own, for handlers that then print."""
    async with acting_for(here()):
        opened = await share_links.opened_with(estimate_token, "estimate")
        return EstimatePage(here(), await _document(opened), here().today())


async def _show(estimate_token: str, status: int = 200, *, typed: Typed | None = None, notice: str = "") -> Response:
    opened = await share_links.opened_with(estimate_token, "estimate")
    shown = EstimatePage(here(), await _document(opened), here().today())
    if request.method == "GET" and "version" in request.args:
        typed = answering.tried(shown.document, request.args)
    context = shown.context(f"/e/{estimate_token}", typed)
    context["notice"] = {"kind": "warning", "text": notice} if notice else None
    return kept_quiet(page("share/estimate.html", status, sign_in_href=_account(shown), **held_to(opened, context)))


def _account(shown: EstimatePage) -> str | None:
    """Where the same estimate is among everything else, for who has an account."""
    tenant = here()
    is_there = tenant.portal_enabled and shows(tenant, Section.ESTIMATES)
    return f"/sign-in?next=/estimates/{shown.document.id}" if is_there else None
