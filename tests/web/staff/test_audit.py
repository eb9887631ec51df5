"""The page of the audit log: rows in words, whatever verb a record is noted with, and a form that narrows it down."""

import re

import pytest
from quart import Quart

from tenants import activity
from tenants.isolation import acting_for
from tenants.staff import Role
from tests.builders import as_staff
from tests.visitor import Visitor
from tests.web.staff.test_me import signed_in, text
from tests.world import World

PAGE = "/staff/audit"


async def test_a_row_says_who_what_and_from_where(app: Quart, world: World) -> None:
    olive = await Visitor(app, world.acme).sign_in_staff()
    await olive.post("/staff/customers/new", {"name": "Ruth Roe", "billing_address": "1 Elm Street"})
    page = await text(olive, PAGE)

    assert "Added a customer" in page
    assert re.search(r'href="/staff/customers/[0-9a-f-]{36}">Ruth Roe', page)
    assert "Signed in" in page
    assert "Olive Owner" in page


async def test_the_address_stands_beside_it(app: Quart, world: World) -> None:
    olive = await Visitor(app, world.acme).sign_in_staff()
    async with acting_for(world.acme.tenant):
        await as_staff(world.acme.owner, activity.note(world.acme.customer, "changed"))

    assert "192.0.2.7" in await text(olive, PAGE)


async def test_a_verb_that_nobody_has_worded_is_shown_all_the_same(app: Quart, world: World) -> None:
    olive = await Visitor(app, world.acme).sign_in_staff()
    async with acting_for(world.acme.tenant):
        await as_staff(world.acme.owner, activity.note(world.acme.customer, "sent_to_the_moon", role=[1], before={}))

    assert "Customer: sent to the moon" in await text(olive, PAGE)


async def test_no_fact_of_any_shape_breaks_it(app: Quart, world: World) -> None:
    olive = await Visitor(app, world.acme).sign_in_staff()
    async with acting_for(world.acme.tenant):
        await as_staff(
            world.acme.owner, activity.note(world.acme.owner, "role_changed", role=None, before=["x"], name=7)
        )

    assert (await olive.get(PAGE)).status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "?person=x",
        "?kind=x",
        "?record=x",
        "?day=x",
        "?day=0001-01-01",
        "?day=9999-12-31",
        "?day=2026-11-29&kind=team",
        "?person=00000000-0000-0000-0000-000000000000",
        "?kind=%00",
    ],
)
async def test_whatever_is_asked_for_is_answered(app: Quart, world: World, query: str) -> None:
    olive = await Visitor(app, world.acme).sign_in_staff()

    assert (await olive.get(f"{PAGE}{query}")).status_code in {200, 400}


async def test_a_place_that_is_none_is_not_found(app: Quart, world: World) -> None:
    olive = await Visitor(app, world.acme).sign_in_staff()

    assert (await olive.get(f"{PAGE}?before=yesterday")).status_code == 404


async def test_its_pages_keep_what_was_asked_for(app: Quart, world: World) -> None:
    olive = await Visitor(app, world.acme).sign_in_staff()
    async with acting_for(world.acme.tenant):
        for _ in range(60):
            await as_staff(world.acme.owner, activity.note(world.acme.customer, "changed"))
    page = await text(olive, f"{PAGE}?kind=customers")
    following = re.findall(r'rel="next" href="([^"]+)"', page)[0].replace("&amp;", "&")

    assert following.endswith("&kind=customers")
    assert (await text(olive, following)).count("Changed a customer") == 10


async def test_no_member_reads_it(app: Quart, world: World) -> None:
    max_, _ = await signed_in(app, world.acme, Role.MEMBER)

    assert (await max_.get(PAGE)).status_code == 403
