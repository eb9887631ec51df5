"""The calendar feed: private, without a cookie, and ended by everything that should end it, at once."""

import time
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from icalendar import Calendar
from quart import Response

from tenants import directory, jobs
from tenants.customers import Contact
from tenants.isolation import acting_for
from tenants.jobs import CalendarFeed, Visit, calendar_feed
from tenants.tenant import Tenant
from tests.builders import a_calendar_feed, a_job, a_visit
from tests.visitor import Visitor
from tests.world import Company, World

How = Callable[[Company], Awaitable[None]]
Visiting = Callable[[Company], Visitor]


async def path_of(company: Company) -> str:
    async with acting_for(company.tenant):
        return calendar_feed.address(await a_calendar_feed(company.contact))


async def planned(company: Company, begins: timedelta = timedelta(days=3), **more: object) -> Visit:
    async with acting_for(company.tenant):
        return await a_visit(await a_job(company.customer), begins, **more)


async def body(response: Response) -> bytes:
    return await response.get_data(as_text=False)


async def visits_in(response: Response) -> list[str]:
    return [str(it["uid"]).split("@")[0] for it in Calendar.from_ical(await body(response)).walk("VEVENT")]


class TestFollowing:
    async def test_it_has_the_visits_of_a_season_and_all_to_come(self, world: World, visit: Visiting) -> None:
        path = await path_of(world.acme)
        shown = [await planned(world.acme, timedelta(days=days)) for days in (-89, 0, 400)]
        await planned(world.acme, timedelta(days=-91))

        assert await visits_in(await visit(world.acme).get(path)) == [str(it.id) for it in shown]

    async def test_it_has_nothing_of_another_customer(self, world: World, visit: Visiting) -> None:
        path = await path_of(world.acme)
        async with acting_for(world.acme.tenant):
            await a_visit(await a_job(world.acme.other_customer))

        assert await visits_in(await visit(world.acme).get(path)) == []

    async def test_a_canceled_visit_says_so_and_grows(self, world: World, visit: Visiting) -> None:
        path = await path_of(world.acme)
        coming = await planned(world.acme)
        async with acting_for(world.acme.tenant):
            await jobs.cancel_visit(coming)

        (event,) = Calendar.from_ical(await body(await visit(world.acme).get(path))).walk("VEVENT")

        assert (str(event["status"]), int(event["sequence"])) == ("CANCELLED", 1)

    async def test_it_is_kept_privately_and_asked_for_again(self, world: World, visit: Visiting) -> None:
        path = await path_of(world.acme)
        await planned(world.acme)
        first = await visit(world.acme).get(path)
        again = await visit(world.acme).get(path, **{"If-None-Match": first.headers["ETag"]})

        assert first.headers["Cache-Control"] == "private, no-cache"
        assert first.headers["Content-Type"] == "text/calendar; charset=utf-8"
        assert "Set-Cookie" not in first.headers
        assert (again.status_code, await body(again)) == (304, b"")

    async def test_a_moved_visit_is_a_new_answer(self, world: World, visit: Visiting) -> None:
        path = await path_of(world.acme)
        coming = await planned(world.acme)
        mark = (await visit(world.acme).get(path)).headers["ETag"]
        async with acting_for(world.acme.tenant):
            await jobs.reschedule(coming, coming.starts_at + timedelta(days=1), coming.ends_at + timedelta(days=1))

        assert (await visit(world.acme).get(path, **{"If-None-Match": mark})).status_code == 200

    async def test_it_speaks_the_language_its_owner_chose(self, world: World, visit: Visiting) -> None:
        path = await path_of(world.acme)
        await planned(world.acme)
        async with acting_for(world.acme.tenant):
            await Contact.filter(id=world.acme.contact.id).update(language="es")

        (event,) = Calendar.from_ical(await body(await visit(world.acme).get(path))).walk("VEVENT")

        assert "Quién va: Maria and Tom" in str(event["description"])

    async def test_the_address_travels_to_nobody(self, world: World, visit: Visiting) -> None:
        headers = (await visit(world.acme).get(await path_of(world.acme))).headers

        assert (headers["Referrer-Policy"], headers["X-Robots-Tag"]) == ("no-referrer", "noindex")

    async def test_a_calendar_may_ask_for_its_head(self, world: World, visit: Visiting) -> None:
        visitor = visit(world.acme)
        answer = await visitor.client.head(await path_of(world.acme), headers={"Host": visitor.host})

        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/calendar; charset=utf-8")


async def removed(company: Company) -> None:
    async with acting_for(company.tenant) as unit:
        await unit.rows("UPDATE contact SET removed_at = now() WHERE id = $1", company.contact.id)


async def closed(company: Company) -> None:
    await Tenant.filter(id=company.tenant.id).update(portal_enabled=False)


async def hidden(company: Company) -> None:
    await Tenant.filter(id=company.tenant.id).update(shows_jobs=False)


async def ended(company: Company) -> None:
    async with acting_for(company.tenant):
        await calendar_feed.end(company.contact.id)


class TestEnding:
    @pytest.mark.parametrize("how", [removed, closed, hidden, ended])
    async def test_it_ends_at_once(self, world: World, visit: Visiting, how: How) -> None:
        path = await path_of(world.acme)
        assert (await visit(world.acme).get(path)).status_code == 200

        await how(world.acme)
        directory.forget()

        assert (await visit(world.acme).get(path)).status_code == 404

    @pytest.mark.parametrize("how", [closed, hidden])
    async def test_it_ends_in_a_process_that_was_told_nothing(self, world: World, visit: Visiting, how: How) -> None:
        path, host = await path_of(world.acme), world.acme.tenant.first_host
        assert (await visit(world.acme).get(path)).status_code == 200
        old = directory._known[host]

        await how(world.acme)
        directory._known[host] = (time.monotonic() + 60, old[1])

        assert (await visit(world.acme).get(path)).status_code == 404

    async def test_a_copy_that_was_kept_is_of_no_use(self, world: World, visit: Visiting) -> None:
        path = await path_of(world.acme)
        mark = (await visit(world.acme).get(path)).headers["ETag"]
        await ended(world.acme)

        assert (await visit(world.acme).get(path, **{"If-None-Match": mark})).status_code == 404

    async def test_it_comes_back_when_the_portal_does(self, world: World, visit: Visiting) -> None:
        path = await path_of(world.acme)
        await closed(world.acme)
        await Tenant.filter(id=world.acme.tenant.id).update(portal_enabled=True)
        directory.forget()

        assert (await visit(world.acme).get(path)).status_code == 200

    async def test_what_was_never_one_is_none(self, world: World, visit: Visiting) -> None:
        path = await path_of(world.acme)
        last = "A" if path[-5] != "A" else "B"

        for wrong in ("/calendar/x.ics", "/calendar/%ff.ics", path[:-5] + last + ".ics", path.replace(".ics", "")):
            assert (await visit(world.acme).get(wrong)).status_code == 404
        assert (await visit(world.bolt).get(path)).status_code == 404


class TestOwnPage:
    async def test_looking_at_it_makes_nothing(self, world: World, visit: Visiting) -> None:
        await (await visit(world.acme).sign_in()).get("/jobs/calendar")

        async with acting_for(world.acme.tenant):
            assert await CalendarFeed.all() == []

    async def test_pressing_twice_makes_one_address_that_works(self, world: World, visit: Visiting) -> None:
        dana = await visit(world.acme).sign_in()
        for _ in range(2):
            await dana.post("/jobs/calendar")
        page = await (await dana.get("/jobs/calendar")).get_data(as_text=True)
        path = page.split("/calendar/")[1].split(".ics")[0]

        assert f'href="webcal://{dana.host}/calendar/{path}.ics"' in page
        assert (await visit(world.acme).get(f"/calendar/{path}.ics")).status_code == 200

    async def test_a_new_address_ends_the_old_one(self, world: World, visit: Visiting) -> None:
        old = await path_of(world.acme)
        dana = await visit(world.acme).sign_in()

        await dana.post("/jobs/calendar/replace")

        async with acting_for(world.acme.tenant):
            new = await calendar_feed.of_contact(world.acme.contact.id)
        assert new
        assert (await visit(world.acme).get(old)).status_code == 404
        assert (await visit(world.acme).get(calendar_feed.address(new))).status_code == 200

    async def test_it_can_be_ended(self, world: World, visit: Visiting) -> None:
        path = await path_of(world.acme)
        dana = await visit(world.acme).sign_in()

        for _ in range(2):
            assert (await dana.post("/jobs/calendar/end")).status_code == 303

        assert (await visit(world.acme).get(path)).status_code == 404
        assert path not in await (await dana.get("/jobs/calendar")).get_data(as_text=True)
