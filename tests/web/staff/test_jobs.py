"""Jobs and visits in the console: made once, moved, planned by people's own words for a time, and the agenda."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from quart import Response

from tenants import agreements, estimates, invoices, jobs
from tenants.estimates import Acceptance, Answerer, Estimate
from tenants.invoices import Invoice
from tenants.isolation import acting_for
from tenants.jobs import Job, Visit, VisitStatus
from tests.builders import a_job, a_signed_agreement, a_visit, an_estimate
from tests.names import NOBODY
from tests.visitor import Visitor
from tests.world import Company, World
from web.forms import visit as visit_form

Visit_ = Callable[[Company], Visitor]


@pytest.fixture
async def olive(visit: Visit_, world: World) -> Visitor:
    return await visit(world.acme).sign_in_staff()


async def text(answer: Response) -> str:
    return await answer.get_data(as_text=True)


async def job_of(world: World, **more: Any) -> Job:
    async with acting_for(world.acme.tenant):
        return await a_job(world.acme.customer, **more)


async def accepted(world: World) -> Estimate:
    async with acting_for(world.acme.tenant):
        estimate = await an_estimate(world.acme.customer, title="New boiler")
        await estimates.accept(estimate.id, Answerer(world.acme.customer.id, "Dana"), Acceptance(1))
        return estimate


def window(world: World, **more: str) -> dict[str, str]:
    tomorrow = world.acme.tenant.today() + timedelta(days=1)
    return {"day": tomorrow.isoformat(), "from": "09:00", "to": "11:00", **more}


class TestJobs:
    async def test_the_list_and_the_page_show_it(self, olive: Visitor, world: World) -> None:
        job = await job_of(world, description="Fit **it**.")

        assert "Furnace replaced" in await text(await olive.get("/staff/jobs"))
        html = await text(await olive.get(f"/staff/jobs/{job.id}"))
        assert "<strong>it</strong>" in html
        assert "No visit is planned yet" in html

    @pytest.mark.parametrize("show", ["open", "today", "week", "mine", "scheduled", "in_progress", "completed", "x"])
    async def test_every_way_to_narrow_it_down_opens(self, olive: Visitor, show: str) -> None:
        assert (await olive.get(f"/staff/jobs?show={show}&search=%25")).status_code == 200

    async def test_it_is_moved_and_reopened(self, olive: Visitor, world: World) -> None:
        job, seen = await job_of(world), []
        for act in ("start", "complete", "reopen", "cancel"):
            assert (await olive.post(f"/staff/jobs/{job.id}/{act}")).status_code == 303
            async with acting_for(world.acme.tenant):
                seen.append(str((await Job.get(id=job.id)).status))

        assert seen == ["in_progress", "completed", "in_progress", "canceled"]

    async def test_a_press_that_comes_late_shows_how_it_stands(self, olive: Visitor, world: World) -> None:
        job = await job_of(world)
        await olive.post(f"/staff/jobs/{job.id}/cancel")

        answer = await olive.post(f"/staff/jobs/{job.id}/complete")

        assert answer.status_code == 409
        assert "Somebody was faster" in await text(answer)


class TestBilling:
    async def test_its_invoice_opens_in_the_editor_and_once_sent_as_it_was_sent(
        self, olive: Visitor, world: World
    ) -> None:
        job = await job_of(world, estimate_id=(await accepted(world)).id)
        await olive.post(f"/staff/jobs/{job.id}/complete")

        drafted = (await olive.post(f"/staff/jobs/{job.id}/invoice")).location
        async with acting_for(world.acme.tenant):
            (made,) = await Invoice.filter(title="New boiler")
            await invoices.send(made)

        assert (drafted, made.total) == (f"/staff/invoices/{made.id}/edit", 12_000)
        assert (await olive.post(f"/staff/jobs/{job.id}/invoice")).location == f"/staff/invoices/{made.id}"

    async def test_what_goes_on_is_not_billed(self, olive: Visitor, world: World) -> None:
        job = await job_of(world)

        assert (await olive.post(f"/staff/jobs/{job.id}/invoice")).status_code == 409


class TestMaking:
    async def test_from_an_accepted_estimate_it_takes_title_and_customer(self, olive: Visitor, world: World) -> None:
        estimate = await accepted(world)
        html = await text(await olive.get(f"/staff/jobs/new?estimate={estimate.id}"))

        await olive.post("/staff/jobs/new", fields_of(html))

        async with acting_for(world.acme.tenant):
            job = await Job.get()
        assert (job.title, job.estimate_id, job.customer_id) == ("New boiler", estimate.id, world.acme.customer.id)
        assert job.number in await text(await olive.get(f"/staff/jobs/new?estimate={estimate.id}"))

    async def test_an_estimate_nobody_accepted_makes_none(self, olive: Visitor, world: World) -> None:
        async with acting_for(world.acme.tenant):
            estimate = await an_estimate(world.acme.customer)

        assert (await olive.get(f"/staff/jobs/new?estimate={estimate.id}")).status_code == 404

    async def test_an_estimate_is_its_own_customers(self, olive: Visitor, world: World) -> None:
        estimate = await accepted(world)
        form = {"customer": str(world.acme.other_customer.id), "estimate": str(estimate.id), "title": "x"}

        assert (await olive.post("/staff/jobs/new", form)).status_code == 404

    async def test_whoever_has_no_property_is_offered_one(self, olive: Visitor, world: World) -> None:
        with_one, without = world.acme.customer.id, world.acme.other_customer.id

        assert "/properties/new" not in await text(await olive.get(f"/staff/jobs/new?customer={with_one}"))
        assert f"/{without}/properties/new" in await text(await olive.get(f"/staff/jobs/new?customer={without}"))

    async def test_a_double_click_makes_one(self, olive: Visitor, world: World) -> None:
        form = {"customer": str(world.acme.customer.id), "title": "Boiler", "key": str(uuid4())}
        answers = [await olive.post("/staff/jobs/new", form) for _ in range(2)]

        assert answers[0].location == answers[1].location

    async def test_nothing_typed_is_lost(self, olive: Visitor, world: World) -> None:
        form = {"customer": str(world.acme.customer.id), "title": "", "description": "Long words.", "property": "x"}

        answer = await olive.post("/staff/jobs/new", form)

        assert answer.status_code == 422
        assert "Long words." in await text(answer)

    async def test_it_is_worded_anew(self, olive: Visitor, world: World) -> None:
        job = await job_of(world)
        await olive.post(f"/staff/jobs/{job.id}/edit", {"title": "Other", "description": "", "property": ""})

        html = await text(await olive.get(f"/staff/jobs/{job.id}"))
        assert "Other" in html
        assert "Olive Owner changed what it says" in html

    @pytest.mark.parametrize("query", ["customer=x", f"customer={NOBODY}", "estimate=x", f"estimate={NOBODY}"])
    async def test_for_nobody_it_is_not_found(self, olive: Visitor, query: str) -> None:
        assert (await olive.get(f"/staff/jobs/new?{query}")).status_code == 404


class TestVisits:
    @pytest.mark.parametrize(("hour", "day"), [(7, "2026-12-31"), (8, "2027-01-01"), (21, "2027-01-01")])
    def test_the_next_morning_is_proposed(self, hour: int, day: str) -> None:
        proposed = visit_form.proposed(datetime(2026, 12, 31, hour, tzinfo=UTC))

        assert proposed == {"day": day, "from": "08:00", "to": "10:00"}

    async def test_it_is_planned_in_the_companys_hours_by_those_who_are_ticked(
        self, olive: Visitor, world: World
    ) -> None:
        job = await job_of(world)

        await olive.post(f"/staff/jobs/{job.id}/visits/new", window(world, **{f"pick.{world.acme.owner.id}": "on"}))

        async with acting_for(world.acme.tenant):
            visit = await Visit.get()
        assert f"{visit.starts_at.astimezone(world.acme.tenant.zone):%H:%M}" == "09:00"
        assert visit.who == "Olive Owner"

    @pytest.mark.parametrize(
        ("field", "typed"),
        [
            ("day", ""), ("day", "0001-01-01"), ("day", "9999-12-31"), ("day", "x"), ("from", "25:00"), ("to", ""),
            ("to", "08:00"), ("who", "x" * 161), ("note", "x" * 2_001),
        ],
    )  # fmt: skip
    async def test_what_is_wrong_is_said_beside_the_field(
        self, olive: Visitor, world: World, field: str, typed: str
    ) -> None:
        job = await job_of(world)

        answer = await olive.post(f"/staff/jobs/{job.id}/visits/new", window(world, note="Kept") | {field: typed})

        html = await text(answer)
        assert answer.status_code == 422
        assert f'id="{field}-error"' in html
        assert field == "note" or "Kept" in html

    @pytest.mark.parametrize("pick", ["pick.x", f"pick.{NOBODY}"])
    async def test_somebody_who_is_not_of_the_company_does_not_come(
        self, olive: Visitor, world: World, pick: str
    ) -> None:
        job = await job_of(world)

        answer = await olive.post(f"/staff/jobs/{job.id}/visits/new", window(world, **{pick: "on"}))

        assert answer.status_code == 422
        assert 'id="staff-error"' in await text(answer)

    async def test_who_moves_what_was_moved_is_told_and_keeps_what_was_typed(
        self, olive: Visitor, world: World
    ) -> None:
        job = await job_of(world)
        async with acting_for(world.acme.tenant):
            visit = await a_visit(job)
        path = f"/staff/jobs/{job.id}/visits/{visit.id}/edit"
        first = await olive.post(path, window(world, sequence="0"))
        second = await olive.post(path, window(world, sequence="0", note="My words") | {"from": "10:00"})

        assert (first.status_code, second.status_code) == (303, 409)
        assert "My words" in await text(second)

    async def test_it_is_done_and_taken_back(self, olive: Visitor, world: World) -> None:
        job = await job_of(world)
        async with acting_for(world.acme.tenant):
            visit = await a_visit(job)
        base = f"/staff/jobs/{job.id}/visits/{visit.id}"
        await olive.post(f"{base}/done")
        late = await olive.post(f"{base}/missed")
        await olive.post(f"{base}/reopen")

        assert late.status_code == 409
        async with acting_for(world.acme.tenant):
            assert (await Visit.get()).status is VisitStatus.SCHEDULED

    async def test_a_canceled_one_leaves_the_portal_and_the_feed_says_so(
        self, olive: Visitor, world: World, visit: Visit_
    ) -> None:
        job = await job_of(world)
        async with acting_for(world.acme.tenant):
            planned = await a_visit(job)
        await olive.post(f"/staff/jobs/{job.id}/visits/{planned.id}/cancel")
        dana = await visit(world.acme).sign_in()

        html = await text(await dana.get(f"/jobs/{job.id}"))
        assert "Visit canceled" in html
        async with acting_for(world.acme.tenant):
            (entry,) = await jobs.entries(world.acme.customer.id)
        assert entry.status is VisitStatus.CANCELED

    async def test_another_jobs_visit_is_not_found(self, olive: Visitor, world: World) -> None:
        job, other = await job_of(world), await job_of(world)
        async with acting_for(world.acme.tenant):
            visit = await a_visit(other)

        assert (await olive.post(f"/staff/jobs/{job.id}/visits/{visit.id}/done")).status_code == 404


class TestAgenda:
    async def test_a_day_shows_mine_and_everybodys(self, olive: Visitor, world: World) -> None:
        job = await job_of(world)
        form = window(world, day=world.acme.tenant.today().isoformat())
        await olive.post(f"/staff/jobs/{job.id}/visits/new", form)

        assert "Furnace replaced" not in await text(await olive.get("/staff/visits"))
        assert "Furnace replaced" in await text(await olive.get("/staff/visits?who=all"))
        assert "Furnace replaced" in await text(await olive.get("/staff/visits?who=all&span=week"))

    async def test_what_an_agreement_includes_is_there_until_it_is_a_job(self, olive: Visitor, world: World) -> None:
        today = world.acme.tenant.today()
        async with acting_for(world.acme.tenant):
            agreement = await a_signed_agreement(world.acme.contact, visits_planned=1)
            (visit,) = await agreements.plan_visits(agreement, today)

        assert "By agreement" in await text(await olive.get("/staff/visits"))
        assert "By agreement" not in await text(await olive.get(f"/staff/visits?on={today + timedelta(days=1)}"))

        await olive.post(f"/staff/agreements/{agreement.id}/visits/{visit.id}/job")

        assert "By agreement" not in await text(await olive.get("/staff/visits"))

    @pytest.mark.parametrize("query", ["on=x", "who=x"])
    async def test_no_day_and_nobody_are_not_found(self, olive: Visitor, query: str) -> None:
        assert (await olive.get(f"/staff/visits?{query}")).status_code == 404

    @pytest.mark.parametrize("query", ["on=0001-01-01&span=week", "on=9999-12-31&span=week", "span=x"])
    async def test_an_end_of_time_opens(self, olive: Visitor, query: str) -> None:
        assert (await olive.get(f"/staff/visits?{query}")).status_code == 200

    @pytest.mark.parametrize(
        ("back", "where"),
        [
            ("/staff/visits?who=all", "/staff/visits?who=all"),
            ("//evil.example", "/staff/jobs/"),
            ("/staff/visits?\r\nX-Injected: yes", "/staff/jobs/"),
        ],
    )
    async def test_it_goes_back_to_where_it_was_pressed(
        self, olive: Visitor, world: World, back: str, where: str
    ) -> None:
        job = await job_of(world)
        async with acting_for(world.acme.tenant):
            visit = await a_visit(job)

        answer = await olive.post(f"/staff/jobs/{job.id}/visits/{visit.id}/done", {"back": back})

        assert answer.location.startswith(where)


def fields_of(html: str) -> dict[str, str]:
    """What stands in the fields of the page's form."""
    found = re.findall(r'<input[^>]*?name="(\w+)"[^>]*?value="([^"]*)"', html)
    return {name: value for name, value in found if name in {"key", "customer", "estimate", "title"}}
