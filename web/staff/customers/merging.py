"""Two customers who are one: compared side by side, and merged for good."""

from collections.abc import Mapping
from uuid import UUID

from quart import Blueprint, Response, request

from templates.filters import day
from tenants import merging
from tenants.errors import DomainError, Invalid
from tenants.merging import Side, Wish
from tenants.rights import Right
from web import customer_choice
from web.door import here
from web.forms.ids import named_id
from web.language import sentence
from web.pages import page
from web.signed_in import see_other
from web.staff.customers.profile import one
from web.staff_signed_in import needs
from web.words.customers.duplicates import PATH, suggestions
from web.words.customers.merging import side, what_happens

blueprint = Blueprint("merging", __name__, url_prefix="/customers")


@blueprint.get("/<uuid:customer_id>/merge")
@needs(Right.MERGE)
async def compare(customer_id: UUID) -> Response:
    customer = await one(customer_id)
    if request.args.get("with"):
        other = await one(named_id(request.args["with"]))
        if other.id == customer.id:  # they have become one meanwhile
            return see_other(f"{PATH}/{customer.id}")
        return _compared(*await merging.sides(customer.id, other.id), {})
    search = request.args.get("search", "")
    return page(
        "staff/customers/merge_with.html",
        place="customers",
        customer=customer,
        alike=suggestions(await merging.like(customer.id), customer.id),
        search=search,
        rows=await customer_choice.rows(search, f"{PATH}/{customer.id}/merge", "with", without=customer.id),
    )


@blueprint.post("/<uuid:customer_id>/merge")
@needs(Right.MERGE)
async def merge(customer_id: UUID) -> Response:
    form = await request.form
    winner, loser_id = await one(customer_id), named_id(form.get("with", ""))
    wish = Wish(form.get("typed", ""), form.get("name") == "theirs", form.get("billing_address") == "theirs")
    try:
        await merging.merge(loser_id, winner.id, wish)
    except Invalid as error:
        return _compared(*await merging.sides(winner.id, loser_id), form, error)
    return see_other(f"{PATH}/{winner.id}?done=merged")


def _compared(winner: Side, loser: Side, typed: Mapping[str, str], error: DomainError | None = None) -> Response:
    today = here().today()
    return page(
        "staff/customers/merge.html",
        422 if error else 200,
        place="customers",
        winner=side(winner, lambda at: day(at.astimezone(here().zone).date(), today)),
        loser=side(loser, lambda at: day(at.astimezone(here().zone).date(), today)),
        notes=what_happens(loser, winner),
        typed={name: typed.get(name, "") for name in ("typed", "name", "billing_address")},
        error=sentence(error) if error else "",
    )
