"""The schedule made anew, what was noted taken back, and answers on record."""

import asyncio
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from tenants import agreements
from tenants.activity import Activity
from tenants.agreements import Agreement, AgreementStatus, AgreementVisit, Answerer, Filter
from tenants.emails import Email
from tenants.errors import Conflict, Invalid
from tenants.isolation import acting_for
from tests.builders import a_signed_agreement, agreement_contents, an_agreement
from tests.world import World

NOW = (datetime(9999, 1, 1, tzinfo=UTC), UUID(int=2**128 - 1))
MONTH_ENDS = [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)]


async def planned(agreement: Agreement) -> list[date]:
    found = await AgreementVisit.filter(agreement_id=agreement.id).order_by("planned_on")
    return [visit.planned_on for visit in found]


class TestSchedule:
    async def test_the_days_are_shown_before_they_are_made(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            agreement = await a_signed_agreement(world.acme.contact, visits_planned=3)
            days = await agreements.days_to_come(agreement, MONTH_ENDS[0], months=1)

            assert days == MONTH_ENDS
            assert await planned(agreement) == []

    async def test_made_again_it_keeps_what_is_done(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            agreement = await a_signed_agreement(world.acme.contact, visits_planned=3)
            await agreements.plan_again(agreement, MONTH_ENDS, "early")
            first = await AgreementVisit.filter(agreement_id=agreement.id).order_by("planned_on").first()
            assert first
            await agreements.mark_visit_done(first, agreement, on=MONTH_ENDS[0])
            days = await agreements.days_to_come(agreement, date(2026, 6, 1), weeks=2)
            await agreements.plan_again(agreement, days)

            assert await planned(agreement) == [MONTH_ENDS[0], date(2026, 6, 1), date(2026, 6, 15)]

    async def test_a_visit_done_meanwhile_is_noticed(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            agreement = await a_signed_agreement(world.acme.contact, visits_planned=3)
            await agreements.plan_again(agreement, MONTH_ENDS)
            first = await AgreementVisit.filter(agreement_id=agreement.id).order_by("planned_on").first()
            assert first
            await agreements.mark_visit_done(first, agreement, on=MONTH_ENDS[0])
            with pytest.raises(Conflict):
                await agreements.plan_again(agreement, MONTH_ENDS)

    async def test_made_by_two_at_once_there_is_one_schedule(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            agreement = await a_signed_agreement(world.acme.contact, visits_planned=3)

        async def make() -> None:
            async with acting_for(world.acme.tenant):
                await agreements.plan_again(agreement, MONTH_ENDS)

        await asyncio.gather(make(), make())
        async with acting_for(world.acme.tenant):
            assert await planned(agreement) == MONTH_ENDS

    async def test_nothing_is_planned_for_one_that_is_over(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            agreement = await a_signed_agreement(world.acme.contact, visits_planned=3)
            await agreements.end(agreement)
            with pytest.raises(Conflict):
                await agreements.plan_again(agreement, MONTH_ENDS)

    async def test_it_needs_a_rhythm(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            with pytest.raises(Invalid):
                await agreements.days_to_come(await an_agreement(world.acme.customer), MONTH_ENDS[0])

    @pytest.mark.parametrize("what", ["done", "left out"])
    async def test_what_was_noted_is_taken_back_once(self, world: World, what: str) -> None:
        async with acting_for(world.acme.tenant):
            agreement = await a_signed_agreement(world.acme.contact, visits_planned=1)
            (visit,) = await agreements.plan_visits(agreement, MONTH_ENDS[0])
            await (
                agreements.mark_visit_done(visit, agreement, on=MONTH_ENDS[0])
                if what == "done"
                else agreements.skip_visit(visit, agreement)
            )
            await agreements.unmark(visit, agreement)
            after = await AgreementVisit.get(id=visit.id)
            with pytest.raises(Conflict):
                await agreements.unmark(visit, agreement)

        assert (after.done_on, after.skipped_at) == (None, None)


class TestAnswerOnRecord:
    async def test_it_is_signed_without_a_signature_and_says_who_noted_it(self, world: World) -> None:
        who = Answerer(world.acme.contact.id, "Dana Diaz")
        async with acting_for(world.acme.tenant):
            agreement = await an_agreement(world.acme.customer)
            await agreements.answer_for(agreement, who, "On the phone", agrees=True)
            after = await Agreement.get(id=agreement.id)
            noted = await Activity.get(about_id=agreement.id, verb="answered_for")

            assert await Email.filter(letter="agreement_signed").count() == 1
        assert (after.status, after.signature, agreements.is_answer_whole(after)) == (
            AgreementStatus.SIGNED,
            None,
            True,
        )
        assert noted.facts == {"said": "signed", "how": "On the phone"}

    async def test_a_no_ends_it(self, world: World) -> None:
        who = Answerer(world.acme.contact.id, "Dana Diaz")
        async with acting_for(world.acme.tenant):
            agreement = await an_agreement(world.acme.customer)
            await agreements.answer_for(agreement, who, "By letter", agrees=False)

        assert agreement.status is AgreementStatus.ENDED

    async def test_it_says_how(self, world: World) -> None:
        who = Answerer(world.acme.contact.id, "Dana Diaz")
        async with acting_for(world.acme.tenant):
            with pytest.raises(Invalid):
                await agreements.answer_for(await an_agreement(world.acme.customer), who, " ", agrees=True)

    async def test_of_the_customer_and_the_company_at_once_one_answers(self, world: World) -> None:
        who = Answerer(world.acme.contact.id, "Dana Diaz")
        async with acting_for(world.acme.tenant):
            agreement = await an_agreement(world.acme.customer)

        async def answer(is_customer: bool) -> None:
            async with acting_for(world.acme.tenant):
                found = await Agreement.get(id=agreement.id)
                if is_customer:
                    await agreements.decline(found, who, seen=found.fingerprint)
                else:
                    await agreements.answer_for(found, who, "On the phone", agrees=True)

        ends = await asyncio.gather(answer(True), answer(False), return_exceptions=True)

        assert sorted(type(it).__name__ for it in ends) == ["Conflict", "NoneType"]


class TestListing:
    async def test_it_narrows_down_and_counts_visits(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            await agreements.draft(world.acme.customer, agreement_contents(title="Draft"))
            await an_agreement(world.acme.customer, title="Sent")
            running = await a_signed_agreement(world.acme.contact, title="Runs", visits_planned=2)
            (visit, _) = await agreements.plan_visits(running, date(2026, 1, 5), months=6)
            await agreements.mark_visit_done(visit, running, on=date(2026, 1, 5))
            ended = await a_signed_agreement(world.acme.contact, title="Over")
            await agreements.end(ended)
            found = {it: await agreements.listed(it, "", NOW) for it in Filter}
            (row,) = await agreements.listed(Filter.RUNNING, "dana", NOW)

        assert {it: [row.title for row in rows] for it, rows in found.items()} == {
            Filter.CURRENT: ["Runs", "Sent", "Draft"],
            Filter.DRAFT: ["Draft"],
            Filter.TO_SIGN: ["Sent"],
            Filter.RUNNING: ["Runs"],
            Filter.OVER: ["Over"],
        }
        assert (row.done, row.visits_planned, row.state) == (1, 2, "running")

    async def test_the_desk_sees_a_draft_as_it_would_be_sent(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            draft = await agreements.draft(world.acme.customer, agreement_contents())
            shown = await agreements.desk_copy(draft.customer_id, draft.id, world.acme.tenant.today())

        assert (shown.state, shown.frozen["bill_to"][0]) == ("to_sign", "Dana Diaz")
