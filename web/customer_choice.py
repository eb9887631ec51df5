"""Whom is it for: the first step of what is made for a customer, where the address does not say it."""

from collections.abc import Mapping
from urllib.parse import urlencode
from uuid import UUID

from quart import Response, request

from tenants import customer_book
from tenants.customers import Customer
from tenants.errors import NotFound
from web.pages import page


async def chosen() -> Customer | None:
    """The customer that `?customer=` names, if it is there. Raises NotFound for one that is not the company's."""
    given = request.args.get("customer", "")
    return await one(given) if given else None


async def one(given: str) -> Customer:
    """The customer of this id. Raises NotFound."""
    try:
        found = await Customer.get_or_none(id=UUID(given))
    except ValueError:
        raise NotFound from None
    if found is None:
        raise NotFound
    return found


async def choose(path: str, place: str, heading: str, up: Mapping[str, str]) -> Response:
    """The page that asks for whom; each answer leads to `path` with `?customer=`. `up` has `href` and `label`."""
    search = request.args.get("search", "")
    found = (await customer_book.listed(search=search))[: customer_book.PAGE]
    return page(
        "staff/choose_customer.html",
        place=place,
        heading=heading,
        action=path,
        search=search,
        up=up,
        rows=[
            {
                "href": f"{path}?{urlencode({'customer': row.id})}",
                "name": row.name,
                "place": (row.place or "").partition("\n")[0],
            }
            for row in found
        ],
    )
