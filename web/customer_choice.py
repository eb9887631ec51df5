"""Whom is it for: the first step of what is made for a customer, where the address does not say it."""

from collections.abc import Mapping
from urllib.parse import urlencode
from uuid import UUID

from quart import Response, request

from tenants import customer_book, merging
from tenants.customers import Customer
from tenants.errors import NotFound
from web.pages import page


async def chosen() -> Customer | None:
    """The customer that `?customer=` names, if it is there. Raises NotFound for one that is not the company's."""
    given = request.args.get("customer", "")
    return await one(given) if given else None


async def one(given: str) -> Customer:
    """The customer of this id, or who goes on as that one. Raises NotFound."""
    customer = await found(given)
    if customer is None:
        raise NotFound
    return customer


async def found(given: str) -> Customer | None:
    """The same; None when a form or an address names none of ours."""
    try:
        customer_id = UUID(given)
    except ValueError:
        return None
    customer = await Customer.get_or_none(id=customer_id)
    merged_into = None if customer else await merging.goes_on_as(customer_id)
    return await Customer.get(id=merged_into) if merged_into else customer


async def choose(path: str, place: str, heading: str, up: Mapping[str, str]) -> Response:
    """The page that asks for whom; each answer leads to `path` with `?customer=`. `up` has `href` and `label`."""
    search = request.args.get("search", "")
    return page(
        "staff/choose_customer.html",
        place=place,
        heading=heading,
        action=path,
        search=search,
        up=up,
        rows=await rows(search, path, "customer"),
    )


async def rows(search: str, path: str, asked: str, without: UUID | None = None) -> list[dict[str, str]]:
    """Whom `search` finds, the first of them, each leading to `path` with `?asked=` their id."""
    found = (await customer_book.listed(search=search))[: customer_book.PAGE]
    return [
        {
            "href": f"{path}?{urlencode({asked: row.id})}",
            "name": row.name,
            "place": (row.place or "").partition("\n")[0],
        }
        for row in found
        if row.id != without
    ]
