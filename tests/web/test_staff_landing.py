"""After signing in a staff member lands on the page that was wanted, and nothing else may steer them."""

import re
from html import unescape

import pytest
from quart import Quart

from tenants.isolation import acting_for
from tenants.sign_in import MagicLink
from tests.visitor import Visitor
from tests.web.portal.test_landing import EVIL
from tests.world import World

DOOR = "/staff/sign-in"


async def lands(visitor: Visitor, wanted: str) -> str:
    """Where signing in leads with `wanted` in the form."""
    await visitor.post(DOOR, {"email": visitor.company.owner.email, "next": wanted})
    async with acting_for(visitor.company.tenant):
        link = await MagicLink.filter(email=visitor.company.owner.email).order_by("-created_at").first()
    answer = await visitor.post(f"{DOOR}/{link.secret}")
    return str(answer.location)


@pytest.mark.parametrize("wanted", [*EVIL, "/", "/invoices", "/staff/sign-in", "/staff/sign-out", "/staff/nowhere"])
async def test_it_goes_nowhere_but_to_pages_of_the_console(app: Quart, world: World, wanted: str) -> None:
    assert await lands(Visitor(app, world.acme), wanted) == "/staff"


@pytest.mark.parametrize("wanted", ["/staff/customers", "/staff/customers?search=Dana", "/staff/settings"])
async def test_it_goes_to_the_page_that_was_wanted(app: Quart, world: World, wanted: str) -> None:
    visitor = Visitor(app, world.acme)
    first = await visitor.get(wanted)
    start = await (await visitor.get(str(first.location))).get_data(as_text=True)

    kept = re.findall(r'name="next" value="([^"]*)"', start)[0]

    assert await lands(visitor, unescape(kept)) == wanted


async def test_an_error_at_the_door_keeps_where_to_go(app: Quart, world: World) -> None:
    answer = await Visitor(app, world.acme).post(DOOR, {"email": "nobody", "next": "/staff/customers"})

    assert 'name="next" value="/staff/customers"' in await answer.get_data(as_text=True)
