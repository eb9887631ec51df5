"""Estimates in the console: written with options, sent, revised, answered for the customer, billed."""

import asyncio
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from quart import Response

from tenants import estimates, share_links
from tenants.activity import Activity
from tenants.emails import Email
from tenants.estimates import Answerer, Deposit, Estimate, EstimateAnswer, EstimateStatus, Item, Option, Verb
from tenants.invoices import Invoice
from tenants.isolation import acting_for
from tenants.tenant import Tenant
from tests.builders import a_line, an_estimate, estimate_contents
from tests.visitor import Visitor
from tests.world import Company, World

Visit = Callable[[Company], Visitor]
LINE = {
    "description": "Furnace",
    "quantity": "1",
    "unit_price": "1000",
    "discount": "",
    "discount_by": "amount",
    "tax": "",
    "option": "",
    "counts": "",
    "least": "",
    "most": "",
}


@pytest.fixture
async def olive(visit: Visit, world: World) -> Visitor:
    """Acme's owner, signed in."""
    return await visit(world.acme).sign_in_staff()


@pytest.fixture
async def draft(world: World) -> Estimate:
    async with acting_for(world.acme.tenant):
        return await estimates.begin(world.acme.customer)


@pytest.fixture
async def sent(world: World) -> Estimate:
    async with acting_for(world.acme.tenant):
        return await an_estimate(world.acme.customer, deposit=Deposit(rate=2_500))


async def text(answer: Response) -> str:
    return await answer.get_data(as_text=True)


def form(*lines: dict[str, str], **more: str) -> dict[str, str]:
    fields = {"title": "New furnace", "note": "", "terms": "", "property_id": "", "valid_until": "", "deposit": "",
              "deposit_by": "rate", "edits": "0"} | {name.replace("__", "."): value for name, value in more.items()}  # fmt: skip
    for place, line in enumerate(lines):
        fields |= {f"lines.{place}.{name}": value for name, value in {**LINE, **line}.items()}
    return fields


OPTIONS = {"options__0__name": "Good", "options__1__name": "Best"}
BY_OPTION = ({"option": "0"}, {"option": "1", "unit_price": "2000"}, {"counts": "optional", "unit_price": "50"})


async def errors(olive: Visitor, draft: Estimate, typed: dict[str, str]) -> dict[str, Any]:
    answer = await olive.post(f"/staff/estimates/{draft.id}/autosave", typed)
    found: dict[str, Any] = json.loads(await text(answer))["errors"]
    return found


async def now(world: World, estimate: Estimate) -> Estimate:
    async with acting_for(world.acme.tenant):
        return await Estimate.get(id=estimate.id)


def to_dana(world: World, **more: str) -> dict[str, str]:
    return {f"to.{world.acme.contact.id}": "on", "note": "", "edits": "0", **more}


class TestList:
    async def test_it_says_how_each_stands(self, world: World, olive: Visitor, sent: Estimate, draft: Estimate) -> None:
        page = await text(await olive.get("/staff/estimates"))

        assert all(words in page for words in (sent.number, draft.number, "Waiting for an answer", "Draft", "$120.00"))
        assert draft.number not in await text(await olive.get("/staff/estimates?show=waiting"))
        assert sent.number in await text(await olive.get("/staff/estimates?search=furnace"))
        assert "No estimate found" in await text(await olive.get("/staff/estimates?show=accepted"))

    async def test_a_place_that_is_none_is_not_found(self, olive: Visitor) -> None:
        assert (await olive.get("/staff/estimates?after=x_y")).status_code == 404


class TestWriting:
    async def test_options_and_optional_lines_become_the_next_version(
        self, world: World, olive: Visitor, draft: Estimate
    ) -> None:
        assert await errors(olive, draft, form(*BY_OPTION, **OPTIONS, deposit="25")) == {}

        saved = await now(world, draft)
        assert (saved.title, saved.least_total, saved.most_total) == ("New furnace", 100_000, 205_000)
        page = await text(await olive.get(f"/staff/estimates/{draft.id}"))
        assert all(words in page for words in ("Good", "Best", "Choose one"))

    @pytest.mark.parametrize(
        ("typed", "beside"),
        [
            (form({"option": "0"}, options__0__name="Good"), "options"),
            (form({"option": "0"}, {"option": "1"}, options__0__name="Good"), "options.1.name"),
            (form({}, **OPTIONS), "options.0.name"),
            (form({"least": "1"}), "0.most"),
            (form({"least": "2", "most": "5"}), "0.quantity"),
            (form({"least": "0", "most": "5"}), "0.least"),
            (form({}, deposit="101"), "deposit"),
            (form({}, deposit="-5", deposit_by="amount"), "deposit"),
            (form({}, valid_until="soon"), "valid_until"),
            (form({"unit_price": "-5"}), "lines"),
            (form({}, terms="x" * 20_001), "terms"),
        ],
    )
    async def test_what_nobody_could_answer_is_named_beside_its_field(
        self, olive: Visitor, draft: Estimate, typed: dict[str, str], beside: str
    ) -> None:
        assert beside in await errors(olive, draft, typed)

    async def test_a_new_one_begins_with_the_standing_terms(self, world: World, olive: Visitor) -> None:
        await Tenant.filter(id=world.acme.tenant.id).update(estimate_terms="Half **now**.")

        answer = await olive.post("/staff/estimates/new", {"customer": str(world.acme.customer.id)})

        assert "Half **now**." in await text(await olive.get(answer.location))

    async def test_nothing_else_is_taken_from_a_form(self, world: World, olive: Visitor, draft: Estimate) -> None:
        more = {"status": "accepted", "total": "1", "version": "9", "customer_id": str(world.bolt.customer.id)}
        await olive.post(f"/staff/estimates/{draft.id}/edit", {**form({}), **more, "do": "save"})

        saved = await now(world, draft)
        assert (saved.status, saved.version, saved.customer_id) == (EstimateStatus.DRAFT, 0, draft.customer_id)

    async def test_a_draft_can_be_deleted_and_fetched_back(self, world: World, olive: Visitor, draft: Estimate) -> None:
        answer = await olive.post(f"/staff/estimates/{draft.id}/delete")
        assert f"/staff/estimates/{draft.id}/restore" in await text(await olive.get(answer.location))

        await olive.post(f"/staff/estimates/{draft.id}/restore")

        assert (await now(world, draft)).deleted_at is None

    async def test_a_copy_is_a_draft_of_its_own(self, world: World, olive: Visitor, sent: Estimate) -> None:
        answer = await olive.post(f"/staff/estimates/{sent.id}/copy")

        assert "New furnace" in await text(await olive.get(answer.location))
        assert (await now(world, sent)).status is EstimateStatus.SENT


class TestSending:
    async def test_two_presses_at_once_send_it_once(self, world: World, olive: Visitor, draft: Estimate) -> None:
        await olive.post(f"/staff/estimates/{draft.id}/autosave", form({}))
        press = to_dana(world, edits="1", version="1")
        answers = await asyncio.gather(*(olive.post(f"/staff/estimates/{draft.id}/send", press) for _ in range(3)))

        assert {answer.status_code for answer in answers} == {303}
        saved = await now(world, draft)
        assert (saved.status, saved.version) == (EstimateStatus.SENT, 1)
        async with acting_for(world.acme.tenant):
            assert await Email.filter(letter="estimate_sent").count() == 1

    async def test_a_revision_shows_what_is_different_before_it_goes(
        self, world: World, olive: Visitor, sent: Estimate
    ) -> None:
        await olive.post(f"/staff/estimates/{sent.id}/autosave", form({"unit_price": "900"}))
        page = await text(await olive.get(f"/staff/estimates/{sent.id}/send"))
        mail = await text(await olive.get(f"/staff/estimates/{sent.id}/send/mail"))
        assert 'id="differences"' in page
        assert all(words in mail for words in ("$900.00", "Hello Dana"))

        await olive.post(f"/staff/estimates/{sent.id}/send", to_dana(world, edits="1", version="2"))

        assert (await now(world, sent)).version == 2

    async def test_a_revision_can_be_forgotten(self, world: World, olive: Visitor, sent: Estimate) -> None:
        await olive.post(f"/staff/estimates/{sent.id}/autosave", form({}))
        assert "Version 2 is written" in await text(await olive.get(f"/staff/estimates/{sent.id}"))

        await olive.post(f"/staff/estimates/{sent.id}/forget")

        assert "Version 2 is written" not in await text(await olive.get(f"/staff/estimates/{sent.id}"))

    async def test_it_is_mailed_again_once_for_each_press(self, world: World, olive: Visitor, sent: Estimate) -> None:
        for _ in range(2):
            await olive.post(f"/staff/estimates/{sent.id}/send", to_dana(world, again="a1"))

        async with acting_for(world.acme.tenant):
            assert await Email.filter(letter="estimate_sent").count() == 1
            assert await Activity.filter(about_id=sent.id, verb="sent_again").count() == 1

    async def test_an_unfinished_one_goes_back_to_the_editor_which_says_why(
        self, world: World, olive: Visitor, draft: Estimate
    ) -> None:
        answer = await olive.get(f"/staff/estimates/{draft.id}/send")

        page = await text(await olive.get(answer.location))
        assert re.findall(r'class="error" id="([^"]+)-error"', page) == ["title", "lines.0.description"]

    async def test_going_on_to_sending_says_what_is_missing(
        self, world: World, olive: Visitor, draft: Estimate
    ) -> None:
        await olive.post(f"/staff/estimates/{draft.id}/autosave", form({}))

        answer = await olive.post(f"/staff/estimates/{draft.id}/edit", form(edits="1", do="send", title=""))

        assert answer.status_code == 422
        found = re.findall(r'class="error" id="([^"]+)-error"', await text(answer))
        assert found == ["title", "lines.0.description"]

    async def test_one_without_a_title_is_not_sent(self, world: World, olive: Visitor, draft: Estimate) -> None:
        await olive.post(f"/staff/estimates/{draft.id}/autosave", form({}, title=""))

        answer = await olive.post(f"/staff/estimates/{draft.id}/send", to_dana(world, edits="1", version="1"))

        assert "unready" in answer.location
        assert (await now(world, draft)).status is EstimateStatus.DRAFT


class TestAnswering:
    async def test_staff_accept_for_who_told_them_on_record(self, world: World, olive: Visitor, sent: Estimate) -> None:
        told = {"version": "1", "who": "Dana Diaz", "how": "By phone", "verdict": "accepted"}
        assert (await olive.post(f"/staff/estimates/{sent.id}/answer", told)).status_code == 303

        async with acting_for(world.acme.tenant):
            answer = await EstimateAnswer.get(estimate_id=sent.id, verb=Verb.ACCEPTED)
        assert (answer.by, answer.reason, answer.contact_id, answer.signature) == ("Dana Diaz", "By phone", None, None)
        page = await text(await olive.get(f"/staff/estimates/{sent.id}"))
        assert f"Accepted by Dana Diaz, as {world.acme.owner.name} noted" in page

    async def test_a_signature_that_is_asked_for_keeps_nobody_from_it(self, world: World, olive: Visitor) -> None:
        await Tenant.filter(id=world.acme.tenant.id).update(signature_required=True)
        async with acting_for(await Tenant.get(id=world.acme.tenant.id)):
            signed = await an_estimate(world.acme.customer, terms="Read me.")

        told = {"version": "1", "who": "Dana", "how": "On paper", "verdict": "accepted"}
        assert (await olive.post(f"/staff/estimates/{signed.id}/answer", told)).status_code == 303
        assert (await now(world, signed)).status is EstimateStatus.ACCEPTED

    @pytest.mark.parametrize(("missing", "beside"), [("who", "who-error"), ("how", "how-error")])
    async def test_who_and_how_are_asked_for(
        self, world: World, olive: Visitor, sent: Estimate, missing: str, beside: str
    ) -> None:
        told = {"version": "1", "who": "Dana", "how": "By phone", "verdict": "declined", missing: " "}
        answer = await olive.post(f"/staff/estimates/{sent.id}/answer", told)

        assert answer.status_code == 422
        assert beside in await text(answer)
        assert (await now(world, sent)).status is EstimateStatus.SENT

    async def test_the_customer_was_faster(self, world: World, olive: Visitor, sent: Estimate) -> None:
        async with acting_for(world.acme.tenant):
            by = Answerer(world.acme.customer.id, "Dana", contact_id=world.acme.contact.id)
            await estimates.decline(sent.id, by, 1)

        told = {"version": "1", "who": "Dana", "how": "By phone", "verdict": "accepted"}
        answer = await olive.post(f"/staff/estimates/{sent.id}/answer", told)

        assert answer.status_code == 409
        assert (await now(world, sent)).status is EstimateStatus.DECLINED

    async def test_a_declined_one_is_opened_again(self, world: World, olive: Visitor, sent: Estimate) -> None:
        told = {"version": "1", "who": "Dana", "how": "By phone", "verdict": "declined"}
        await olive.post(f"/staff/estimates/{sent.id}/answer", told)

        await olive.post(f"/staff/estimates/{sent.id}/reopen")

        assert (await now(world, sent)).status is EstimateStatus.SENT


class TestBilling:
    async def test_what_was_accepted_is_billed_less_the_deposit(
        self, world: World, olive: Visitor, sent: Estimate
    ) -> None:
        told = {"version": "1", "who": "Dana", "how": "By phone", "verdict": "accepted"}
        await olive.post(f"/staff/estimates/{sent.id}/answer", told)

        locations = {(await olive.post(f"/staff/estimates/{sent.id}/invoice")).location for _ in range(2)}

        async with acting_for(world.acme.tenant):
            (rest,) = await Invoice.filter(invoiced_estimate_id=sent.id)
        assert locations == {f"/staff/invoices/{rest.id}/edit"}
        assert (rest.total, [line["unit_price"] for line in rest.lines]) == (9_000, [12_000, -3_000])

    async def test_only_what_was_chosen_is_billed(self, world: World, olive: Visitor) -> None:
        options = (Option("a", "Good", (Item(a_line(1_000)),)), Option("b", "Best", (Item(a_line(2_000)),)))
        async with acting_for(world.acme.tenant):
            contents = estimate_contents(options=options)
            estimate = await estimates.draft(world.acme.customer, contents)
            await estimates.send(estimate)
        told = {"version": "1", "who": "Dana", "how": "By mail", "verdict": "accepted", "option": "b"}
        await olive.post(f"/staff/estimates/{estimate.id}/answer", told)

        await olive.post(f"/staff/estimates/{estimate.id}/invoice")

        async with acting_for(world.acme.tenant):
            assert (await Invoice.get(invoiced_estimate_id=estimate.id)).total == 14_000

    async def test_what_was_not_accepted_is_not(self, olive: Visitor, sent: Estimate) -> None:
        assert (await olive.post(f"/staff/estimates/{sent.id}/invoice")).status_code == 409


async def test_its_links_are_made_and_ended(world: World, olive: Visitor, visit: Visit, sent: Estimate) -> None:
    await olive.post(f"/staff/estimates/{sent.id}/links", {"contact": "", "expires_on": ""})
    async with acting_for(world.acme.tenant):
        (link,) = await share_links.of(sent.id)
    assert (await visit(world.acme).get(share_links.address(link))).status_code == 200

    await olive.post(f"/staff/estimates/{sent.id}/links/{link.id}/end")

    assert (await visit(world.acme).get(share_links.address(link))).status_code == 410
