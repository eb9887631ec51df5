"""The visits of an agreement: spread over its time, done, skipped, and by the day next or missed."""

from datetime import date

import pytest

from tenants import agreements
from tenants.activity import Activity
from tenants.agreements import AgreementVisit, VisitState, spread
from tenants.agreements.visits import states
from tenants.errors import Conflict
from tenants.isolation import acting_for
from tests.builders import a_signed_agreement, an_agreement
from tests.world import World

TODAY = date(2026, 6, 1)


class TestSpread:
    def test_it_keeps_to_the_end_of_the_month(self) -> None:
        days = spread(date(2026, 1, 31), 4, months=1)

        assert days == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]

    def test_it_knows_leap_years(self) -> None:
        assert spread(date(2028, 2, 29), 3, months=12)[1:] == [date(2029, 2, 28), date(2030, 2, 28)]

    def test_it_counts_weeks_and_over_the_new_year(self) -> None:
        assert spread(date(2026, 12, 24), 3, weeks=2)[-1] == date(2027, 1, 21)
        assert spread(date(2026, 8, 15), 3, months=3)[-1] == date(2027, 2, 15)

    def test_none_are_none(self) -> None:
        assert spread(TODAY, 0, months=1) == []


class TestStates:
    def test_the_first_to_come_is_next_and_what_was_forgotten_is_missed(self) -> None:
        visits = [
            (date(2026, 1, 5), True, False),
            (date(2026, 3, 5), False, True),
            (date(2026, 5, 5), False, False),
            (TODAY, False, False),
            (date(2026, 9, 5), False, False),
        ]

        assert [str(state) for state in states(visits, TODAY)] == ["done", "skipped", "missed", "next", "planned"]

    def test_the_day_itself_is_not_missed_yet(self) -> None:
        assert states([(TODAY, False, False)], TODAY) == [VisitState.NEXT]
        assert states([(TODAY, False, False)], date(2026, 6, 2)) == [VisitState.MISSED]


class TestMark:
    async def test_it_is_done_once_and_noted(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            agreement = await a_signed_agreement(world.acme.contact, visits_planned=2)
            visit, _ = await agreements.plan_visits(agreement, TODAY, months=6)
            await agreements.mark_visit_done(visit, agreement, on=TODAY, by="Kelly")
            with pytest.raises(Conflict):
                await agreements.mark_visit_done(visit, agreement, on=TODAY)

            assert (await AgreementVisit.get(id=visit.id)).done_on == TODAY
            assert (await Activity.get(about_id=agreement.id, verb="visit_done")).by == "Kelly"

    async def test_what_was_skipped_is_not_done(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            agreement = await a_signed_agreement(world.acme.contact, visits_planned=1)
            (visit,) = await agreements.plan_visits(agreement, TODAY)
            await agreements.skip_visit(visit, agreement)
            with pytest.raises(Conflict):
                await agreements.mark_visit_done(visit, agreement, on=TODAY)

    async def test_nobody_comes_before_it_is_signed(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            agreement = await an_agreement(world.acme.customer, visits_planned=1)
            (visit,) = await agreements.plan_visits(agreement, TODAY)
            with pytest.raises(Conflict):
                await agreements.mark_visit_done(visit, agreement, on=TODAY)

    async def test_a_visit_is_of_its_own_agreement(self, world: World) -> None:
        async with acting_for(world.acme.tenant):
            one, other = [await a_signed_agreement(world.acme.contact, visits_planned=1) for _ in range(2)]
            (visit,) = await agreements.plan_visits(one, TODAY)
            with pytest.raises(Conflict):
                await agreements.mark_visit_done(visit, other, on=TODAY)
