"""The company's agreements: listed, offered, answered for on record, ended, renewed, billed."""

from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from quart import Blueprint, Response, request

from templates.language import gettext as _
from templates.language import marked
from tenants import agreements, invoices
from tenants.agreements import Agreement, Answerer, Contents
from tenants.customers import Contact, Customer
from tenants.errors import Conflict, Invalid, NotFound
from tenants.line_items import Line
from tenants.rights import Right
from web import console_list
from web.door import here
from web.forms.ids import id_of
from web.language import sentence
from web.pages import page
from web.signed_in import see_other
from web.staff.agreements import form, pages, visits
from web.staff_signed_in import needs
from web.words.agreements.page import AgreementPage
from web.words.agreements.record import FILTERS, rows

PATH = "/staff/agreements"
ACTS = {"send": agreements.send, "take-back": agreements.take_back, "end": agreements.end}
TOO_LATE = marked("Somebody was faster: this agreement is no longer as you saw it. Here is how it stands.")

blueprint = Blueprint("agreements", __name__, url_prefix="/agreements")
for part in (form, visits):
    blueprint.register_blueprint(part.blueprint)


@blueprint.get("")
@needs(Right.SEE)
async def index() -> Response:
    asked = console_list.asked(PATH, FILTERS)
    found = await agreements.listed(asked.shown, asked.search, asked.before)
    return page(
        "staff/agreements/index.html",
        place="agreements",
        rows=rows(found[: agreements.MOST_LISTED], here().today()),
        **asked.context([(row.created_at, row.id) for row in found], agreements.MOST_LISTED),
    )


@blueprint.get("/<uuid:agreement_id>")
@needs(Right.SEE)
async def show(agreement_id: UUID) -> Response:
    return await pages.shown_page(await pages.one(agreement_id))


@blueprint.get("/<uuid:agreement_id>/preview")
@needs(Right.SEE)
async def preview(agreement_id: UUID) -> Response:
    """What the customer will see, or sees."""
    found = await pages.one(agreement_id)
    document = await agreements.desk_copy(found.customer_id, found.id, here().today())
    shown = AgreementPage(here(), document, here().today())
    return page("staff/agreements/preview.html", place="agreements", id=found.id, **shown.context(f"{PATH}/{found.id}"))


@blueprint.post("/<uuid:agreement_id>/<any('send', 'take-back', 'end'):agreement_act>")
@needs(Right.DOCUMENTS)
async def move(agreement_id: UUID, agreement_act: str) -> Response:
    found = await pages.one(agreement_id)
    try:
        await ACTS[agreement_act](found)
    except Conflict:
        return await pages.shown_page(await pages.one(agreement_id), 409, notice=_(TOO_LATE))
    return see_other(f"{PATH}/{agreement_id}")


@blueprint.post("/<uuid:agreement_id>/answer")
@needs(Right.DOCUMENTS)
async def answer(agreement_id: UUID) -> Response:
    found, typed = await pages.one(agreement_id), (await request.form).to_dict()
    try:
        who = await _answerer(found, typed.get("contact", ""))
        await agreements.answer_for(found, who, typed.get("how", ""), agrees=typed.get("said") != "no")
    except Invalid as error:
        return await pages.shown_page(found, 422, answer=typed | {"field": error.field, "error": sentence(error)})
    except Conflict:
        return await pages.shown_page(await pages.one(agreement_id), 409, notice=_(TOO_LATE))
    return see_other(f"{PATH}/{agreement_id}")


@blueprint.post("/<uuid:agreement_id>/renew")
@needs(Right.DOCUMENTS)
async def renew(agreement_id: UUID) -> Response:
    """A draft that says the same for the time after, to be looked over and sent."""
    found = await pages.one(agreement_id)
    customer = await Customer.get(id=found.customer_id)
    begins = found.renews_on or found.ends_on or here().today()
    said = replace(Contents.of(found), starts_on=begins, ends_on=None, renews_on=None)
    made = await agreements.draft(customer, said, renews=found)
    return see_other(f"{PATH}/{made.id}/edit")


@blueprint.post("/<uuid:agreement_id>/bill")
@needs(Right.DOCUMENTS)
async def make_invoice(agreement_id: UUID) -> Response:
    """A draft of an invoice for its price, for the editor of invoices."""
    found = await pages.one(agreement_id)
    if found.signed_at is None:
        raise NotFound
    made = await invoices.draft(
        await Customer.get(id=found.customer_id),
        [Line(found.title, Decimal(1), found.price)],
        title=found.title,
        property_id=found.property_id,
        agreement_id=found.id,
    )
    return see_other(f"/staff/invoices/{made.id}/edit")


async def _answerer(found: Agreement, given: str) -> Answerer:
    who = await Contact.get_or_none(id=id_of(given), customer_id=found.customer_id, removed_at=None)
    if who is None:
        raise Invalid("contact", "Please choose who answered.")
    return Answerer(who.id, who.name)
