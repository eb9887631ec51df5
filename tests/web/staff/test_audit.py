"""The page of the audit log: rows in words, whatever verb a record is noted with, and a form that narrows it down."""

import re

import pytest
from quart import Quart

from tenants import activity
from tenants.isolation import acting_for
from tenants.staff import Role
from tenants.tenant import Tenant
from tests.builders import an_invoice, as_staff
from tests.visitor import Visitor
from tests.web.staff.test_me import signed_in, text
from tests.world import World

PAGE = "/staff/audit"
ENDS = ("dispute_held_back", "dispute_given_back", "dispute_won", "dispute_lost", "dispute_ended")


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


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-30", "9999-12-31"])
async def test_the_ends_of_time_narrow_nothing_down(app: Quart, world: World, day: str) -> None:
    """Midnight in the east is a day before the first one anywhere else."""
    await Tenant.filter(id=world.acme.tenant.id).update(time_zone="Pacific/Auckland")
    olive = await Visitor(app, world.acme).sign_in_staff()

    assert (await olive.get(f"{PAGE}?day={day}")).status_code == 200


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


async def test_what_was_done_at_stripe_is_said_in_its_name_and_found_by_it(app: Quart, world: World) -> None:
    olive = await Visitor(app, world.acme).sign_in_staff()
    async with acting_for(world.acme.tenant):
        invoice, who = await an_invoice(world.acme.customer), world.acme.customer.id
        for verb in ("refunded_at_stripe", "refund_failed", "disputed", *ENDS):
            facts = {"amount": 2_000, "currency": "USD"}
            await activity.note_of_stripe(invoice, verb, customer_id=who, **facts)  # type: ignore[arg-type] # any facts
        await as_staff(world.acme.owner, activity.note(world.acme.customer, "changed"))

    for query in ("", "?person=stripe", "?person=stripe&kind=money", "?kind=money", f"?record={invoice.id}"):
        page = await text(olive, f"{PAGE}{query}")
        assert "Gave $20.00 back, at Stripe itself" in page, query
        assert page.count("<td>Stripe</td>") == 3 + len(ENDS), query
    assert "Changed a customer" not in await text(olive, f"{PAGE}?person=stripe")
    assert '<option value="stripe" selected>Stripe</option>' in await text(olive, f"{PAGE}?person=stripe")
    assert "Invoice: " not in await text(olive, PAGE)  # each verb has its words


async def test_payments_are_found_by_their_kind(app: Quart, world: World) -> None:
    olive = await Visitor(app, world.acme).sign_in_staff()
    async with acting_for(world.acme.tenant):
        invoice = await an_invoice(world.acme.customer)
        await as_staff(world.acme.owner, activity.note(invoice, "payment_recorded"))
        await as_staff(world.acme.owner, activity.note(invoice, "voided"))
    page = await text(olive, f"{PAGE}?kind=money")

    assert "Wrote down a payment" in page
    assert "Took back an invoice" not in page
