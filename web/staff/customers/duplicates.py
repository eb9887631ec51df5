"""Customers who may be one: listed in pairs, and told apart."""

from urllib.parse import urlencode
from uuid import UUID

from quart import Blueprint, Response, request

from tenants import merging
from tenants.errors import NotFound
from tenants.merging import Place
from tenants.rights import Right
from web.forms.ids import named_id
from web.pages import page
from web.signed_in import see_other
from web.staff_signed_in import needs
from web.words.customers.duplicates import PATH, paired, told_apart

LIST = f"{PATH}/duplicates"

blueprint = Blueprint("duplicates", __name__, url_prefix="/customers/duplicates")


@blueprint.get("")
@needs(Right.MERGE)
async def index() -> Response:
    found = await merging.pairs(_after(request.args.get("after", "")))
    listed = found[: merging.PAGE]
    last = listed[-1].place if len(found) > len(listed) else None
    return page(
        "staff/customers/duplicates.html",
        place="customers",
        pairs=paired(listed),
        apart=told_apart(request.args.get("apart", "")),
        first_href=LIST if "after" in request.args else None,
        next_href=f"{LIST}?{urlencode({'after': _written(last)})}" if last else None,
    )


@blueprint.post("/apart")
@needs(Right.MERGE)
async def tell_apart() -> Response:
    first, second, back = await _two()
    await merging.tell_apart(first, second)
    return see_other(f"{back}?apart={first}_{second}")


@blueprint.post("/alike")
@needs(Right.MERGE)
async def take_back() -> Response:
    """They may be one after all."""
    first, second, back = await _two()
    await merging.take_back(first, second)
    return see_other(back)


async def _two() -> tuple[UUID, UUID, str]:
    """The two customers a form names, and the page it came from: that of a customer, else the list."""
    form = await request.form
    back = form.get("back", "")
    return (
        named_id(form.get("first", "")),
        named_id(form.get("second", "")),
        f"{PATH}/{named_id(back)}" if back else LIST,
    )


def _written(place: Place) -> str:
    return f"{place.rank}_{place.low}_{place.high}_{place.name}"


def _after(given: str) -> Place:
    """Where the page before ended, as its address says. Raises NotFound."""
    if not given:
        return merging.FIRST
    try:
        rank, low, high, name = given.split("_", 3)
        return Place(int(rank[:1]), name, UUID(low), UUID(high))
    except ValueError:
        raise NotFound from None
