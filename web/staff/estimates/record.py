"""An estimate of the company: shown as its customer sees it, with what happened to it and came of it."""

from uuid import UUID

from quart import Blueprint, Response, request

from tenants import customers, estimate_book, invoice_book, openings, share_links
from tenants.customers import Customer
from tenants.estimates import EstimateStatus
from tenants.isolation import acting_for
from tenants.rights import Right
from web import printed
from web.door import here, outside
from web.pages import page
from web.staff_signed_in import may, needs
from web.words import links as link_rows
from web.words import openings as opening_words
from web.words.estimates.page import EstimatePage
from web.words.estimates.record import as_seen, made_of, state_of
from web.words.mails.states import mail

PATH = "/staff/estimates"

blueprint = Blueprint("estimates", __name__, url_prefix="/estimates")


@blueprint.get("/<uuid:estimate_id>")
@needs(Right.SEE)
async def show(estimate_id: UUID) -> Response:
    estimate = await estimate_book.one(estimate_id)
    document, upcoming = await estimate_book.look(estimate), await estimate_book.upcoming(estimate)
    if document is None and upcoming:
        document = await estimate_book.as_if_sent(estimate)
    people = await customers.contacts(estimate.customer_id)
    base = f"{PATH}/{estimate_id}"
    return page(
        "staff/estimates/show.html",
        place="estimates",
        base=base,
        record=estimate,
        customer=await Customer.get(id=estimate.customer_id),
        state=state_of(estimate, document),
        is_draft=estimate.status is EstimateStatus.DRAFT,
        was_sent=request.args.get("done") == "sent",
        is_deleted=estimate.deleted_at is not None,
        has_next=bool(upcoming and estimate.version),
        may_write=may(Right.DOCUMENTS) and estimate.deleted_at is None,
        openings=opening_words.opened(here(), await openings.of(estimate_id)),
        mails=[mail(here(), sent) for sent in await invoice_book.mailed(estimate_id)],
        people=people,
        links=link_rows.rows(here(), await share_links.of(estimate_id), {it.id: it for it in people}, base),
        made=await made_of(estimate),
        **(as_seen(here(), document, base) if document else {"estimate": None}),
    )


@blueprint.get("/<uuid:estimate_id>.pdf")
@needs(Right.SEE)
@outside
async def pdf(estimate_id: UUID) -> Response:
    async with acting_for(here()):
        estimate = await estimate_book.one(estimate_id)
        document = await estimate_book.look(estimate) or await estimate_book.as_if_sent(estimate)
    shown = EstimatePage(here(), document, here().today())
    return await printed.estimate(shown, here().url(f"/estimates/{estimate_id}"))
