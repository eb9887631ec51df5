"""Writing an agreement: a new draft, and another wording of one that was not sent yet."""

from collections.abc import Mapping
from uuid import UUID

from quart import Blueprint, Response, request

from templates.language import gettext as _
from tenants import agreements
from tenants.agreements import Agreement
from tenants.customers import Customer, Property
from tenants.errors import Conflict, Invalid
from tenants.rights import Right
from web import customer_choice
from web.door import here
from web.forms import agreement as agreement_form
from web.language import sentence
from web.pages import page
from web.signed_in import see_other
from web.staff.agreements import pages
from web.staff_signed_in import needs

PATH = "/staff/agreements"

blueprint = Blueprint("form", __name__)


@blueprint.get("/new")
@needs(Right.DOCUMENTS)
async def new() -> Response:
    customer = await customer_choice.chosen()
    if customer is None:
        up = {"href": PATH, "label": _("Agreements")}
        return await customer_choice.choose(f"{PATH}/new", "agreements", _("Whom is the agreement for?"), up)
    return await _form(customer, {"starts_on": here().today().isoformat(), "cadence": "monthly"})


@blueprint.post("/new")
@needs(Right.DOCUMENTS)
async def add() -> Response:
    typed = (await request.form).to_dict()
    customer = await customer_choice.one(typed.get("customer", ""))
    try:
        made = await agreements.draft(
            customer, agreement_form.read(typed, here(), {it.id for it in await _places(customer)})
        )
    except Invalid as error:
        return await _form(customer, typed, error)
    return see_other(f"{PATH}/{made.id}")


@blueprint.get("/<uuid:agreement_id>/edit")
@needs(Right.DOCUMENTS)
async def edit(agreement_id: UUID) -> Response:
    found = await pages.one(agreement_id)
    if found.sent_at:
        return see_other(f"{PATH}/{agreement_id}")
    return await _form(await Customer.get(id=found.customer_id), agreement_form.written(found, here()), agreement=found)


@blueprint.post("/<uuid:agreement_id>/edit")
@needs(Right.DOCUMENTS)
async def change(agreement_id: UUID) -> Response:
    found, typed = await pages.one(agreement_id), (await request.form).to_dict()
    customer = await Customer.get(id=found.customer_id)
    try:
        wanted = agreement_form.read(typed, here(), {it.id for it in await _places(customer)})
        await agreements.rewrite(found, wanted)
    except Invalid as error:
        return await _form(customer, typed, error, agreement=found)
    except Conflict:
        said = _("It was sent meanwhile, so it stays as it is. What you typed is still here.")
        return await _form(customer, typed, agreement=found, notice=said)
    return see_other(f"{PATH}/{agreement_id}")


async def _places(customer: Customer) -> list[Property]:
    return await Property.filter(customer_id=customer.id).order_by("created_at")


async def _form(
    customer: Customer,
    typed: Mapping[str, str],
    error: Invalid | None = None,
    *,
    agreement: Agreement | None = None,
    notice: str = "",
) -> Response:
    places = await _places(customer)
    return page(
        "staff/agreements/form.html",
        422 if error else (409 if notice else 200),
        place="agreements",
        customer=customer,
        agreement=agreement,
        notice=notice,
        currency=here().currency,
        places=[(str(it.id), ", ".join(filter(None, (it.name, *it.address.splitlines())))) for it in places],
        **agreement_form.context(typed, error, sentence(error) if error else ""),
    )
