"""The company's customers: found by any word, written down, looked at."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from quart import Blueprint, Response, request

from tenants import contacts, customer_book, customers, invitations
from tenants.customer_book import Filter
from tenants.customers import Customer
from tenants.errors import Invalid, NotFound
from tenants.rights import Right
from web.customer_notices import done
from web.door import here
from web.language import sentence
from web.pages import page
from web.signed_in import see_other
from web.staff.customers.profile import one
from web.staff_signed_in import may, needs
from web.words.chips import chips
from web.words.customers.rows import FILTERS, rows

PATH = "/staff/customers"

blueprint = Blueprint("customers", __name__, url_prefix="/customers")


@blueprint.get("")
@needs(Right.SEE)
async def index() -> Response:
    shown, search = _filter(request.args.get("show", "")), request.args.get("search", "")
    found = await customer_book.listed(shown, search, _after(request.args.get("after", "")))
    listed = found[: customer_book.PAGE]
    asked = {name: value for name, value in (("show", request.args.get("show")), ("search", search)) if value}
    last = f"{listed[-1].id}_{listed[-1].sort_name}" if len(found) > len(listed) else ""
    return page(
        "staff/customers/index.html",
        place="customers",
        rows=rows(listed, here()),
        shown=shown,
        may_invite=may(Right.CUSTOMERS),
        may_merge=may(Right.MERGE),
        may_import=may(Right.IMPORT),
        chips=chips(PATH, FILTERS, shown, search=search),
        search=search,
        is_filtered=bool(search) or shown is not Filter.ALL,
        first_href=f"{PATH}?{urlencode(asked)}" if "after" in request.args else None,
        next_href=f"{PATH}?{urlencode({**asked, 'after': last})}" if last else None,
    )


@blueprint.get("/new")
@needs(Right.CUSTOMERS)
async def new() -> Response:
    return _form({"name": "", "email": "", "billing_address": "", "invite": "on" if here().portal_enabled else ""})


@blueprint.post("/new")
@needs(Right.CUSTOMERS)
async def add() -> Response:
    typed = await _typed("name", "email", "billing_address", "invite")
    try:
        customer, contact = await contacts.write_down(typed["name"], typed["billing_address"], typed["email"])
    except Invalid as error:
        return _form(typed, error)
    if contact is None:
        return see_other(f"{PATH}/{customer.id}")
    if not typed["invite"] or not here().portal_enabled:
        return done(customer.id, "customer-added")
    await invitations.invite(contact)
    return done(customer.id, "customer-invited")


@blueprint.get("/<uuid:customer_id>/edit")
@needs(Right.CUSTOMERS)
async def edit(customer_id: UUID) -> Response:
    customer = await one(customer_id)
    return _form({"name": customer.name, "billing_address": customer.billing_address}, customer=customer)


@blueprint.post("/<uuid:customer_id>/edit")
@needs(Right.CUSTOMERS)
async def change(customer_id: UUID) -> Response:
    customer, typed = await one(customer_id), await _typed("name", "billing_address")
    try:
        await customers.change(customer, **typed)
    except Invalid as error:
        return _form(typed, error, customer)
    return see_other(f"{PATH}/{customer_id}")


async def _typed(*names: str) -> dict[str, str]:
    form = await request.form
    return {name: form.get(name, "") for name in names}


def _form(typed: Mapping[str, Any], error: Invalid | None = None, customer: Customer | None = None) -> Response:
    return page(
        "staff/customers/form.html",
        422 if error else 200,
        place="customers",
        typed=typed,
        customer=customer,
        portal_on=here().portal_enabled,
        errors={"name": "", "email": "", "billing_address": "", **({error.field: sentence(error)} if error else {})},
    )


def _filter(given: str) -> Filter:
    return Filter(given) if given in set(Filter) else Filter.ALL


def _after(given: str) -> tuple[str, UUID]:
    """Where the page before ended, as its address says. Raises NotFound."""
    if not given:
        return customer_book.FIRST
    last, _by, name = given.partition("_")
    try:
        return name, UUID(last)
    except ValueError:
        raise NotFound from None
