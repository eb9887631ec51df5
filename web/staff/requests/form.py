"""A request for a customer who phoned: written down by whoever took the call."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from quart import Blueprint, Response, request

from templates.language import gettext as _
from tenants import customers, service_requests
from tenants.customers import Contact, Customer
from tenants.rights import Right
from tenants.service_requests import Unfit
from web import customer_choice
from web.door import here
from web.forms import service_request as service_request_form
from web.forms.ids import id_of
from web.language import sentence
from web.pages import page
from web.signed_in import see_other
from web.staff_signed_in import needs

PATH = "/staff/requests"

blueprint = Blueprint("form", __name__)


@blueprint.get("/new")
@needs(Right.WORK)
async def new() -> Response:
    customer = await customer_choice.chosen()
    if customer is None:
        up = {"href": PATH, "label": _("Requests")}
        return await customer_choice.choose(f"{PATH}/new", "requests", _("Who asks?"), up)
    people = await customers.contacts(customer.id)
    first = people[0] if people else None
    known = {"contact": str(first.id), "name": first.name, "email": first.email, "phone": first.phone} if first else {}
    return await _form(customer, {"key": str(uuid4()), "urgency": "soon", **known}, {})


@blueprint.post("/new")
@needs(Right.WORK)
async def enter() -> Response:
    typed = (await request.form).to_dict()
    customer = await customer_choice.one(typed.get("customer", ""))
    form = await service_requests.blank(customer.id)
    try:
        asked = service_requests.read(typed, form.places, here().today(), email_needed=False)
    except Unfit as unfit:
        return await _form(customer, typed, {error.field: sentence(error) for error in unfit.errors})
    done = await service_requests.take_down(
        customer, id_of(typed.get("key", "")) or uuid4(), asked, await _contact(customer, typed)
    )
    return see_other(f"{PATH}/{done.id}")


async def _form(customer: Customer, values: dict[str, Any], errors: Mapping[str, str]) -> Response:
    people = await customers.contacts(customer.id)
    form = await service_requests.blank(customer.id)
    return page(
        "staff/requests/form.html",
        422 if errors else 200,
        place="requests",
        customer=customer,
        key=values.get("key") or uuid4(),
        people=[(str(it.id), it.name, it.email, values.get("contact") == str(it.id)) for it in people],
        longest_what=service_requests.LONGEST_WHAT,
        **service_request_form.context(here(), form, values, errors),
    )


async def _contact(customer: Customer, typed: Mapping[str, str]) -> Contact | None:
    """The contact who is told; nobody where none was chosen, or one that is not this customer's any more."""
    people = await customers.contacts(customer.id)
    return next((it for it in people if str(it.id) == typed.get("contact")), None)
