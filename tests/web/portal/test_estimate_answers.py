"""Answering an estimate on its page: yes, no, something else; and the deposit, paid in the same breath."""

import re
from datetime import timedelta

import pytest

from tenants.estimates import Deposit, Estimate, Item
from tenants.invoices import Invoice
from tenants.isolation import acting_for
from tenants.tenant import Tenant
from tests.builders import a_line
from tests.sandboxes import Stripe
from tests.visitor import Visitor
from tests.web.portal.test_estimates import (
    FILTERS,
    OPTIONS,
    PUMP,
    a_while_ago,
    dana,
    revised,
    sent,
    signing,
    standing,
    text,
)
from tests.web.portal.test_invoices import a_stripe_account
from tests.world import World

__all__ = ["dana"]


class TestAccept:
    async def test_it_knows_the_name_of_who_is_signed_in(self, world: World, dana: Visitor) -> None:
        await signing(world)
        estimate = await sent(world)

        page = await text(dana, f"/estimates/{estimate.id}")

        assert re.search(r'name="name"[^>]*\svalue="Dana Diaz"', page)

    async def test_it_takes_the_answer_and_shows_it(self, world: World, dana: Visitor) -> None:
        estimate = await sent(world, items=(PUMP, FILTERS), options=OPTIONS, terms="We begin **in May**.")
        form = {"version": "1", "option": "good", "line-filters": "on", "quantity-filters": "2", "terms": "on"}

        answer = await dana.post(f"/estimates/{estimate.id}/accept", form)
        page = await text(dana, answer.location)

        assert (answer.status_code, answer.location) == (303, f"/estimates/{estimate.id}")
        assert "Dana Diaz accepted this estimate for $7,440.00" in page
        assert "Verified: unchanged since it was accepted" in page
        assert "/accept" not in page

    @pytest.mark.parametrize(("missing", "field"), [("option", "option"), ("terms", "terms"), ("name", "signature")])
    async def test_it_keeps_all_that_was_typed_when_something_is_missing(
        self, world: World, dana: Visitor, missing: str, field: str
    ) -> None:
        await signing(world)
        estimate = await sent(world, items=(PUMP, FILTERS), options=OPTIONS, terms="Terms.")
        form = {
            "version": "1",
            "option": "best",
            "line-filters": "on",
            "quantity-filters": "4",
            "terms": "on",
            "name": "Dana D. Diaz",
            "strokes": "[[[1,2],[3,4]]]",
        }
        del form[missing]

        answer = await dana.post(f"/estimates/{estimate.id}/accept", form)
        page = await answer.get_data(as_text=True)

        assert answer.status_code == 422
        assert f'id="{field}-error"' in page
        assert page.count("autofocus") == 1
        assert 'value="[[[1,2],[3,4]]]"' in page
        assert re.search(r'id="quantity-filters"[^>]*value="4"', page)
        for name, value in {"option": 'value="best"', "terms": 'name="terms"'}.items():
            assert bool(re.search(rf"{value}[^>]*checked", page)) == (name in form), name
        assert await standing(world, estimate) == "sent"

    @pytest.mark.parametrize(
        "form",
        [
            {},
            {"version": "x"},
            {"version": "9" * 40},
            {"version": "1", "option": "none such"},
            {"version": "1", "line-nothing": "on"},
            {"version": "1", "quantity-filters": "-1", "line-filters": "on"},
            {"version": "1", "strokes": "[[[1e9]]]", "name": "D"},
            {"version": "1", "strokes": "[" * 9000, "name": "D"},
            {"version": "1", "name": "D" * 500},
        ],
    )
    async def test_it_takes_no_nonsense(self, world: World, dana: Visitor, form: dict[str, str]) -> None:
        await signing(world)
        estimate = await sent(world, items=(PUMP, FILTERS))

        answer = await dana.post(f"/estimates/{estimate.id}/accept", form)

        assert answer.status_code in {409, 422}
        assert await standing(world, estimate) == "sent"

    async def test_it_shows_the_state_to_who_presses_twice(self, world: World, dana: Visitor) -> None:
        estimate = await sent(world)
        form = {"version": "1"}

        answers = [await dana.post(f"/estimates/{estimate.id}/accept", form) for _ in range(2)]

        assert [answer.status_code for answer in answers] == [303, 303]

    async def test_it_tells_who_comes_second_how_it_stands(self, world: World, dana: Visitor) -> None:
        estimate = await sent(world)
        await dana.post(f"/estimates/{estimate.id}/decline", {"version": "1", "reason": "Too dear"})

        answer = await dana.post(f"/estimates/{estimate.id}/accept", {"version": "1"})
        page = await answer.get_data(as_text=True)

        assert answer.status_code == 409
        assert "was answered before" in page
        assert "Dana Diaz declined this estimate" in page
        assert "Too dear" in page

    async def test_it_shows_the_new_version_to_who_answers_an_old_one(self, world: World, dana: Visitor) -> None:
        estimate = await sent(world, items=(PUMP,))
        await revised(world, estimate, items=(PUMP, Item(a_line(description="Permit"))))

        answer = await dana.post(f"/estimates/{estimate.id}/accept", {"version": "1"})
        page = await answer.get_data(as_text=True)

        assert answer.status_code == 409
        assert "There is a new version of this estimate" in page
        assert "What is new in version 2" in page
        assert await standing(world, estimate) == "sent"

    async def test_it_shows_the_drawing_that_was_made(self, world: World, dana: Visitor) -> None:
        await signing(world)
        estimate = await sent(world)
        form = {"version": "1", "name": "Dana Diaz", "strokes": "[[[10,20],[30,40]]]"}

        await dana.post(f"/estimates/{estimate.id}/accept", form)

        assert 'd="M10 20L30 40"' in await text(dana, f"/estimates/{estimate.id}")


class TestDeposit:
    async def test_it_goes_straight_on_to_paying(self, world: World, dana: Visitor, stripe: Stripe) -> None:
        a_stripe_account(stripe, world.acme)
        estimate = await sent(world, items=(PUMP,), deposit=Deposit(amount=50_000))

        asked = await text(dana, f"/estimates/{estimate.id}")
        answer = await dana.post(f"/estimates/{estimate.id}/accept", {"version": "1"})
        page = await text(dana, f"/estimates/{estimate.id}")

        assert "Accept and pay the deposit" in asked
        assert answer.status_code == 303
        assert "/stripe/checkout/" in answer.location
        assert "The deposit is due: $500.00." in page
        assert "Pay the deposit of $500.00" in page

    async def test_its_invoice_leads_back_to_the_estimate(self, world: World, dana: Visitor) -> None:
        estimate = await sent(world, items=(PUMP,), deposit=Deposit(amount=50_000))
        await dana.post(f"/estimates/{estimate.id}/accept", {"version": "1"})
        async with acting_for(world.acme.tenant):
            deposit = await Invoice.get(estimate_id=estimate.id)
        way_back = f'href="/estimates/{estimate.id}"'
        assert way_back in await text(dana, f"/invoices/{deposit.id}")

        await Tenant.filter(id=world.acme.tenant.id).update(shows_estimates=False)

        assert way_back not in await text(dana, f"/invoices/{deposit.id}")

    async def test_nothing_is_lost_when_stripe_cannot_be_reached(
        self, world: World, dana: Visitor, stripe: Stripe
    ) -> None:
        a_stripe_account(stripe, world.acme)
        stripe.post("faults", path_prefix="/v1/checkout/sessions", status=500, when="before", times=9)
        estimate = await sent(world, items=(PUMP,), deposit=Deposit(rate=1_000))

        answer = await dana.post(f"/estimates/{estimate.id}/accept", {"version": "1"})
        page = await text(dana, answer.location)

        assert await standing(world, estimate) == "accepted"
        assert "Stripe cannot be reached right now" in page
        assert "Pay $640.00" in page

    async def test_it_can_be_paid_later_once(self, world: World, dana: Visitor, stripe: Stripe) -> None:
        a_stripe_account(stripe, world.acme)
        estimate = await sent(world, items=(PUMP,), deposit=Deposit(amount=50_000))
        await dana.post(f"/estimates/{estimate.id}/accept", {"version": "1"})

        answer = await dana.post(f"/estimates/{estimate.id}/pay-deposit")

        assert "/stripe/checkout/" in answer.location
        async with acting_for(world.acme.tenant):
            assert await Invoice.filter(estimate_id=estimate.id).count() == 1

    async def test_there_is_none_to_pay_where_none_was_asked_for(self, world: World, dana: Visitor) -> None:
        estimate = await sent(world)

        assert (await dana.post(f"/estimates/{estimate.id}/pay-deposit")).status_code == 404


class TestOtherAnswers:
    async def test_it_takes_a_refusal_without_a_reason(self, world: World, dana: Visitor) -> None:
        estimate = await sent(world)

        answer = await dana.post(f"/estimates/{estimate.id}/decline", {"version": "1"})

        assert answer.status_code == 303
        assert await standing(world, estimate) == "declined"

    async def test_it_shows_what_was_wished_for_and_still_takes_an_answer(self, world: World, dana: Visitor) -> None:
        estimate = await sent(world)
        path = f"/estimates/{estimate.id}"

        await dana.post(f"{path}/request-changes", {"version": "1", "reason": "In <green>, please"})
        page = await text(dana, path)

        assert "Changes asked for" in page
        assert "In &lt;green&gt;, please" in page
        assert ">Accept</button>" in page

    @pytest.mark.parametrize(
        ("act", "reason"), [("request-changes", " "), ("request-changes", "w" * 2_001), ("decline", "w" * 2_001)]
    )
    async def test_it_keeps_words_it_cannot_take(self, world: World, dana: Visitor, act: str, reason: str) -> None:
        estimate = await sent(world)

        answer = await dana.post(f"/estimates/{estimate.id}/{act}", {"version": "1", "reason": reason})
        page = await answer.get_data(as_text=True)

        assert answer.status_code == 422
        assert f'id="{act}-error"' in page
        assert f"{reason}</textarea>" in page
        assert "<details open>" in page

    async def test_an_expired_one_takes_only_the_wish_for_a_fresh_one(self, world: World, dana: Visitor) -> None:
        estimate = await expired(world)
        path = f"/estimates/{estimate.id}"

        before = await text(dana, path)
        refused = [await dana.post(f"{path}/{act}", {"version": "1", "reason": "x"}) for act in ("accept", "decline")]
        asked = await dana.post(f"{path}/request-fresh", {"version": "1"})
        after = await text(dana, path)

        assert "Ask for a fresh estimate" in before
        assert "/accept" not in before
        assert [answer.status_code for answer in refused] == [409, 409]
        assert asked.status_code == 303
        assert "We will send you a fresh estimate" in after
        assert "/request-fresh" not in after


async def expired(world: World) -> Estimate:
    until = world.acme.tenant.today() - timedelta(days=3)
    return await sent(world, at=a_while_ago(), valid_until=until)
