"""Agreements in the console: written with nothing lost, seen by nobody until sent, scheduled, answered, billed."""

from collections.abc import Callable
from datetime import date

import pytest
from quart import Response

from templates.language import speak
from tenants import agreements
from tenants.agreements import Agreement, AgreementStatus, AgreementVisit
from tenants.invoices import Invoice
from tenants.isolation import acting_for
from tenants.jobs import Job
from tests.builders import a_signed_agreement, agreement_contents, an_agreement
from tests.names import NOBODY
from tests.visitor import Visitor
from tests.world import Company, World
from web.forms import agreement as agreement_form

Visit = Callable[[Company], Visitor]
FORM = {
    "title": "Comfort plan",
    "price": "29.50",
    "cadence": "monthly",
    "starts_on": "2026-01-01",
    "visits_planned": "2",
    "terms": "We come twice.",
    "services.0.name": "Furnace check",
    "services.0.times": "2",
    "services.0.how_often": "spring and fall",
}
RHYTHM = {"first_on": "2026-01-31", "every": "1", "unit": "months", "arrival": "early"}


@pytest.fixture
async def olive(visit: Visit, world: World) -> Visitor:
    return await visit(world.acme).sign_in_staff()


@pytest.fixture
async def signed(world: World) -> Agreement:
    async with acting_for(world.acme.tenant):
        return await a_signed_agreement(world.acme.contact, visits_planned=2)


async def text(answer: Response) -> str:
    return await answer.get_data(as_text=True)


class TestWriting:
    async def test_a_draft_is_written_and_nobody_sees_it(self, olive: Visitor, world: World, visit: Visit) -> None:
        answer = await olive.post("/staff/agreements/new", {**FORM, "customer": str(world.acme.customer.id)})
        async with acting_for(world.acme.tenant):
            draft = await Agreement.get()
        dana = await visit(world.acme).sign_in()

        assert answer.location == f"/staff/agreements/{draft.id}"
        assert (draft.price, draft.status, draft.services[0]["times"]) == (2950, AgreementStatus.DRAFT, 2)
        assert (await dana.get(f"/agreements/{draft.id}")).status_code == 404
        assert "Comfort plan" in await text(await olive.get(f"{answer.location}/preview"))

    async def test_its_price_is_read_as_it_stands_where_a_comma_is_its_mark(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            draft = await agreements.draft(world.acme.customer, agreement_contents())
            speak("es_ES")

            typed = agreement_form.written(draft, world.acme.tenant)

            assert "," in typed["price"]
            assert agreement_form.read(typed, world.acme.tenant, set()).price == draft.price

    @pytest.mark.parametrize(
        ("field", "typed"),
        [
            ("title", ""), ("title", "x" * 161), ("price", "much"), ("price", "-1"), ("price", "10000000.01"), ("cadence", "x"),
            ("starts_on", ""), ("starts_on", "0001-01-01"), ("ends_on", "2025-01-01"), ("visits_planned", "99999"),
            ("visits_planned", "-1"), ("terms", "x" * 20_001), ("property", str(NOBODY)), ("services.0.times", "often"), ("services.0.times", "10000"),
            ("services.0.name", "x" * 161),
        ],
    )  # fmt: skip
    async def test_what_is_wrong_is_said_and_nothing_is_lost(
        self, olive: Visitor, world: World, field: str, typed: str
    ) -> None:
        answer = await olive.post(
            "/staff/agreements/new", {**FORM, "customer": str(world.acme.customer.id), field: typed}
        )

        html = await text(answer)
        assert answer.status_code == 422
        assert f'id="{field.partition(".")[0]}-error"' in html
        assert field == "terms" or "We come twice." in html
        assert field == "title" or 'value="Comfort plan"' in html
        assert field == "starts_on" or 'value="2026-01-01"' in html

    async def test_what_was_sent_stays_and_what_was_typed_too(self, olive: Visitor, world: World) -> None:
        async with acting_for(world.acme.tenant):
            sent = await an_agreement(world.acme.customer)

        answer = await olive.post(f"/staff/agreements/{sent.id}/edit", {**FORM, "title": "My new title"})

        assert answer.status_code == 409
        assert "My new title" in await text(answer)


class TestMoving:
    async def test_it_is_sent_taken_back_and_sent_again(self, olive: Visitor, world: World) -> None:
        async with acting_for(world.acme.tenant):
            draft = await agreements.draft(world.acme.customer, agreement_contents())
        seen = []
        for act in ("send", "take-back", "send", "end"):
            assert (await olive.post(f"/staff/agreements/{draft.id}/{act}")).status_code == 303
            async with acting_for(world.acme.tenant):
                seen.append(str((await Agreement.get()).status))

        assert seen == ["sent", "draft", "sent", "ended"]

    async def test_a_late_press_shows_how_it_stands(self, olive: Visitor, signed: Agreement) -> None:
        answer = await olive.post(f"/staff/agreements/{signed.id}/take-back")

        assert answer.status_code == 409
        assert "Somebody was faster" in await text(answer)

    async def test_nobody_of_another_customer_answers(self, olive: Visitor, world: World) -> None:
        async with acting_for(world.acme.tenant):
            sent = await an_agreement(world.acme.customer)
        said = {"contact": str(world.acme.other_contact.id), "how": "On the phone", "said": "yes"}

        answer = await olive.post(f"/staff/agreements/{sent.id}/answer", said)

        assert answer.status_code == 422
        assert "Please choose who answered." in await text(answer)

    async def test_the_customers_answer_is_noted(self, olive: Visitor, world: World) -> None:
        async with acting_for(world.acme.tenant):
            sent = await an_agreement(world.acme.customer)
        path = f"/staff/agreements/{sent.id}/answer"
        refused = await olive.post(path, {"contact": str(world.bolt.contact.id), "how": "x", "said": "yes"})
        await olive.post(path, {"contact": str(world.acme.contact.id), "how": "On the phone", "said": "yes"})

        assert refused.status_code == 422
        html = await text(await olive.get(f"/staff/agreements/{sent.id}"))
        assert "Olive Owner noted the customer&#39;s answer: On the phone" in html

    async def test_it_is_renewed_by_a_draft(self, olive: Visitor, signed: Agreement) -> None:
        answer = await olive.post(f"/staff/agreements/{signed.id}/renew")

        assert answer.location.endswith("/edit")
        assert (await olive.get(answer.location)).status_code == 200

    async def test_it_is_billed_by_a_draft(self, olive: Visitor, signed: Agreement, world: World) -> None:
        await olive.post(f"/staff/agreements/{signed.id}/bill")

        async with acting_for(world.acme.tenant):
            invoice = await Invoice.get()
        assert (invoice.agreement_id, invoice.total, invoice.status) == (signed.id, signed.price, "draft")


class TestSchedule:
    async def test_days_are_shown_then_planned(self, olive: Visitor, signed: Agreement, world: World) -> None:
        path = f"/staff/agreements/{signed.id}/schedule"
        shown = await text(await olive.get(f"{path}?first_on=2026-01-31&every=1&unit=months&arrival=early"))
        async with acting_for(world.acme.tenant):
            before = await AgreementVisit.all().count()
        await olive.post(path, RHYTHM)

        assert '<time datetime="2026-02-28">' in shown
        assert before == 0
        async with acting_for(world.acme.tenant):
            found = await AgreementVisit.all().order_by("planned_on")
        assert [(it.planned_on, it.arrival) for it in found] == [
            (date(2026, 1, 31), "early"),
            (date(2026, 2, 28), "early"),
        ]

    @pytest.mark.parametrize(
        ("field", "typed"),
        [("first_on", ""), ("first_on", "9999-12-31"), ("every", "0"), ("every", "x"), ("arrival", "x" * 81)],
    )
    async def test_what_is_wrong_is_said(self, olive: Visitor, signed: Agreement, field: str, typed: str) -> None:
        answer = await olive.post(f"/staff/agreements/{signed.id}/schedule", {**RHYTHM, field: typed})

        assert answer.status_code == 422
        assert f'id="{field}-error"' in await text(answer)

    async def test_a_visit_is_done_taken_back_and_made_a_job_once(
        self, olive: Visitor, signed: Agreement, world: World
    ) -> None:
        await olive.post(f"/staff/agreements/{signed.id}/schedule", RHYTHM)
        async with acting_for(world.acme.tenant):
            visit = await AgreementVisit.all().order_by("planned_on").first()
        assert visit
        base = f"/staff/agreements/{signed.id}/visits/{visit.id}"
        codes = [(await olive.post(f"{base}/{act}")).status_code for act in ("done", "skip", "undo", "undo")]
        places = {(await olive.post(f"{base}/job")).location for _ in range(2)}

        assert codes == [303, 409, 303, 409]
        async with acting_for(world.acme.tenant):
            job = await Job.get()
        assert places == {f"/staff/jobs/{job.id}"}

    async def test_another_agreements_visit_is_not_found(self, olive: Visitor, signed: Agreement, world: World) -> None:
        async with acting_for(world.acme.tenant):
            other = await a_signed_agreement(world.acme.contact, visits_planned=1)
            (visit,) = await agreements.plan_visits(other, date(2026, 1, 5))

        assert (await olive.post(f"/staff/agreements/{signed.id}/visits/{visit.id}/done")).status_code == 404


@pytest.mark.parametrize("show", ["current", "draft", "to_sign", "running", "over"])
async def test_the_list_opens_every_way(olive: Visitor, signed: Agreement, show: str) -> None:
    assert (await olive.get(f"/staff/agreements?show={show}&search=plan")).status_code == 200
