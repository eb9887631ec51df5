"""A customer's jobs on the page: who comes when, one button, the photos of the work."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from uuid import UUID, uuid4

import pytest
from icalendar import Calendar, Event

from templates.filters import day, status_words
from tenants import directory, jobs, photos
from tenants.isolation import acting_for
from tenants.jobs import Job, JobStatus, Visit, VisitStatus
from tenants.photos import Kind, Photo
from tenants.tenant import Tenant
from tests import hostile_photos
from tests.builders import a_job, a_visit, an_estimate
from tests.visitor import Visitor
from tests.world import Company, World

Visiting = Callable[[Company], Visitor]


async def planned(world: World, begins: timedelta = timedelta(days=3), **more: object) -> Visit:
    async with acting_for(world.acme.tenant):
        return await a_visit(await a_job(world.acme.customer, property_id=world.acme.property.id), begins, **more)


async def today_at(world: World, hour: int, **more: object) -> Visit:
    """A visit of today, from this hour on, in the company's time zone."""
    at = datetime.combine(world.acme.tenant.today(), time(hour), world.acme.tenant.zone)
    async with acting_for(world.acme.tenant):
        job = await a_job(world.acme.customer)
        return await jobs.add_visit(job, at, at + timedelta(hours=2), who="Maria and Tom", **more)  # type: ignore[arg-type]


async def text(visitor: Visitor, path: str) -> str:
    return (await (await visitor.get(path)).get_data(as_text=True)).replace("\u202f", " ")


async def a_photo(world: World, job_id: UUID, kind: Kind = Kind.AFTER, caption: str = "The new furnace") -> Photo:
    async with acting_for(world.acme.tenant):
        job = await Job.get(id=job_id)
    body = hostile_photos.photos()["jpeg"]
    added = await photos.add(
        world.acme.tenant, about=job, customer_id=job.customer_id, body=body, name=f"{caption}.jpg"
    )
    async with acting_for(world.acme.tenant):
        await photos.describe(added, kind=kind, caption=caption)
    return added


class TestIndex:
    async def test_it_says_what_will_appear_while_it_is_empty(self, world: World, visit: Visiting) -> None:
        assert "No jobs yet" in await text(await visit(world.acme).sign_in(), "/jobs")

    async def test_today_comes_first_with_the_window_and_who_comes(self, world: World, visit: Visiting) -> None:
        later, today = await planned(world), await today_at(world, 9)

        page = await text(await visit(world.acme).sign_in(), "/jobs")

        assert "Today, between 9 and 11 AM, Maria and Tom" in page
        assert page.index(f"/jobs/{today.job_id}") < page.index(f"/jobs/{later.job_id}")

    async def test_what_is_to_be_confirmed_says_so(self, world: World, visit: Visiting) -> None:
        await planned(world, asks_confirmation=True)

        assert "To confirm" in await text(await visit(world.acme).sign_in(), "/jobs")

    async def test_a_later_visit_to_be_confirmed_is_not_taken_for_todays(self, world: World, visit: Visiting) -> None:
        today = await today_at(world, 9)
        async with acting_for(world.acme.tenant):
            job = await Job.get(id=today.job_id)
            later = await jobs.add_visit(
                job, today.starts_at + timedelta(days=4), today.ends_at + timedelta(days=4), asks_confirmation=True
            )
        on = day(later.starts_at.astimezone(world.acme.tenant.zone).date(), world.acme.tenant.today(), "en_US")

        assert f"To confirm: {on}" in await text(await visit(world.acme).sign_in(), "/jobs")

    async def test_every_job_is_in_its_group(self, world: World, visit: Visiting) -> None:
        async with acting_for(world.acme.tenant):
            await a_job(world.acme.customer, title="Attic insulated")
            await jobs.start(await a_job(world.acme.customer, title="Ducts laid"))
            await jobs.complete(await a_job(world.acme.customer, title="Boiler replaced"))
            await a_visit(await a_job(world.acme.customer, title="Yearly check"))

        page = await text(await visit(world.acme).sign_in(), "/jobs")

        order = [
            "Coming up",
            "Yearly check",
            "In progress",
            "Ducts laid",
            "To be planned",
            "Attic",
            "Earlier",
            "Boiler",
        ]
        places = [page.index(words) for words in order]
        assert places == sorted(places)

    async def test_it_shows_nothing_of_another_customer(self, world: World, visit: Visiting) -> None:
        await planned(world)
        casey = await visit(world.acme).sign_in(world.acme.other_contact.email)

        assert "No jobs yet" in await text(casey, "/jobs")

    async def test_earlier_jobs_go_on_page_by_page(self, world: World, visit: Visiting) -> None:
        async with acting_for(world.acme.tenant):
            for place in range(jobs.PAGE + 3):
                job = await a_job(world.acme.customer, title=f"Work no. {place}.")
                await jobs.complete(job, at=datetime.now(UTC) - timedelta(days=place))
        dana = await visit(world.acme).sign_in()
        first = await text(dana, "/jobs")
        older = first.split('rel="next" href="')[1].split('"')[0]
        second = await text(dana, older)

        assert [f"Work no. {place}." in first for place in (0, 24, 25)] == [True, True, False]
        assert [f"Work no. {place}." in second for place in (24, 25, 27)] == [False, True, True]
        assert 'rel="prev" href="/jobs"' in second

    @pytest.mark.parametrize("cursor", ["yesterday_x", "2026-01-01_", "2026-01-01T00:00:00_x", "_", "9" * 400])
    async def test_a_cursor_that_is_none_is_not_found(self, world: World, visit: Visiting, cursor: str) -> None:
        dana = await visit(world.acme).sign_in()

        assert (await dana.get(f"/jobs?before={cursor}")).status_code == 404

    async def test_a_moment_without_a_zone_is_no_cursor(self, world: World, visit: Visiting) -> None:
        dana = await visit(world.acme).sign_in()

        assert (await dana.get(f"/jobs?before=2026-01-01T00:00:00_{uuid4()}")).status_code == 404


class TestShow:
    async def test_it_begins_with_the_next_visit(self, world: World, visit: Visiting) -> None:
        coming = await today_at(world, 9, note="Gas is off.")

        page = await text(await visit(world.acme).sign_in(), f"/jobs/{coming.job_id}")

        for words in ("Today, between 9 and 11 AM", "Who comes: Maria and Tom", "Gas is off.", "Job J1001"):
            assert words in page

    async def test_it_speaks_spanish(self, world: World, visit: Visiting) -> None:
        coming = await today_at(world, 9, asks_confirmation=True)
        dana = await visit(world.acme).sign_in()
        dana.client.set_cookie(dana.host.split(":")[0], "__Host-language", "es", secure=True)

        page = await text(dana, f"/jobs/{coming.job_id}")

        assert "Hoy, de 9 a 11" in page
        for words in ("Next visit", "Add to calendar", "Confirm this visit", "Who comes", "Job scheduled", "Planned"):
            assert words not in page

    async def test_it_tells_of_what_was(self, world: World, visit: Visiting) -> None:
        async with acting_for(world.acme.tenant):
            job = await a_job(world.acme.customer, description="A **96 %** furnace.")
            await jobs.mark_missed(await a_visit(job, timedelta(days=-4)))
            await jobs.mark_done(await a_visit(job, timedelta(days=-2)))
            await jobs.complete(job)

        page = await text(await visit(world.acme).sign_in(), f"/jobs/{job.id}")

        for words in ("Completed", "The work was completed on", "Missed", "Done", "<strong>96 %</strong>"):
            assert words in page
        assert "Next visit" not in page

    async def test_a_visit_of_this_morning_is_still_the_next_one(self, world: World, visit: Visiting) -> None:
        coming = await today_at(world, 0)

        assert "Next visit" in await text(await visit(world.acme).sign_in(), f"/jobs/{coming.job_id}")

    async def test_what_staff_write_cannot_run(self, world: World, visit: Visiting) -> None:
        evil = "<script>alert(1)</script>"
        coming = await planned(world, who=evil, note=evil)
        async with acting_for(world.acme.tenant):
            await Job.filter(id=coming.job_id).update(title=evil, description=evil)
        dana = await visit(world.acme).sign_in()

        for path in ("/jobs", f"/jobs/{coming.job_id}"):
            assert "<script>alert" not in await text(dana, path)

    async def test_it_leads_to_the_estimate_it_was_agreed_in(self, world: World, visit: Visiting) -> None:
        async with acting_for(world.acme.tenant):
            estimate = await an_estimate(world.acme.customer)
            job = await a_job(world.acme.customer, estimate_id=estimate.id)
        dana = await visit(world.acme).sign_in()
        shown = await text(dana, f"/jobs/{job.id}")
        await Tenant.filter(id=world.acme.tenant.id).update(shows_estimates=False)
        directory.forget()

        assert f'href="/estimates/{estimate.id}"' in shown
        assert "/estimates" not in await text(dana, f"/jobs/{job.id}")

    async def test_staff_are_not_named_in_the_history(self, world: World, visit: Visiting) -> None:
        async with acting_for(world.acme.tenant):
            job = await a_job(world.acme.customer, by="Olive Owner")

        assert "Olive" not in await text(await visit(world.acme).sign_in(), f"/jobs/{job.id}")


class TestConfirming:
    async def test_the_page_shows_that_it_is_confirmed(self, world: World, visit: Visiting) -> None:
        coming = await planned(world, asks_confirmation=True)
        dana = await visit(world.acme).sign_in()

        answer = await dana.post(f"/jobs/{coming.job_id}/visits/{coming.id}/confirm", {"sequence": "0"})
        page = await text(dana, answer.location)

        assert (answer.status_code, answer.location) == (303, f"/jobs/{coming.job_id}")
        assert "Confirmed" in page
        assert "Dana Diaz confirmed the visit" in page
        assert "Confirm this visit" not in page

    async def test_pressing_twice_shows_the_state(self, world: World, visit: Visiting) -> None:
        coming = await planned(world, asks_confirmation=True)
        dana = await visit(world.acme).sign_in()

        for _ in range(2):
            answer = await dana.post(f"/jobs/{coming.job_id}/visits/{coming.id}/confirm", {"sequence": "0"})
            assert answer.status_code == 303

    async def test_who_saw_the_old_time_is_shown_the_new_one(self, world: World, visit: Visiting) -> None:
        coming = await planned(world, asks_confirmation=True)
        dana = await visit(world.acme).sign_in()
        async with acting_for(world.acme.tenant):
            await jobs.reschedule(coming, coming.starts_at + timedelta(days=1), coming.ends_at + timedelta(days=1))

        answer = await dana.post(f"/jobs/{coming.job_id}/visits/{coming.id}/confirm", {"sequence": "0"})
        page = await answer.get_data(as_text=True)

        assert answer.status_code == 409
        assert "This visit was moved in the meantime." in page
        assert 'name="sequence" value="1"' in page

    @pytest.mark.parametrize("sequence", ["", "x", "-1", "9" * 30, "²", "1.5"])
    async def test_a_made_up_number_confirms_nothing(self, world: World, visit: Visiting, sequence: str) -> None:
        coming = await planned(world, asks_confirmation=True)
        dana = await visit(world.acme).sign_in()

        answer = await dana.post(f"/jobs/{coming.job_id}/visits/{coming.id}/confirm", {"sequence": sequence})

        assert answer.status_code == 409
        async with acting_for(world.acme.tenant):
            assert (await Visit.get(id=coming.id)).confirmed_at is None


class TestCalendar:
    async def test_it_is_one_event_with_place_and_page(self, world: World, visit: Visiting) -> None:
        coming = await planned(world)
        dana = await visit(world.acme).sign_in()
        answer = await dana.get(f"/jobs/{coming.job_id}/visits/{coming.id}.ics")
        event = event_in(await answer.get_data(as_text=False))

        assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
        assert answer.headers["Content-Disposition"] == 'attachment; filename="J1001.ics"'
        assert str(event["uid"]) == f"{coming.id}@porchlight"
        assert str(event["location"]) == "12 Elm Street"
        assert str(event["url"]) == world.acme.tenant.url(f"/jobs/{coming.job_id}")
        assert event["dtstart"].dt == coming.starts_at.replace(microsecond=0)

    async def test_it_has_no_visit_of_another_job(self, world: World, visit: Visiting) -> None:
        coming, other = await planned(world), await planned(world)
        dana = await visit(world.acme).sign_in()

        assert (await dana.get(f"/jobs/{other.job_id}/visits/{coming.id}.ics")).status_code == 404


class TestPhotos:
    async def test_they_stand_before_during_and_after_with_their_captions(self, world: World, visit: Visiting) -> None:
        job_id = (await planned(world)).job_id
        for kind in (Kind.AFTER, Kind.BEFORE, Kind.DURING):
            await a_photo(world, job_id, kind, f"Seen {kind}")

        page = await text(await visit(world.acme).sign_in(), f"/jobs/{job_id}")

        order = ["Before the work", "Seen before", "During the work", "Seen during", "After the work", "Seen after"]
        places = [page.index(words) for words in order]
        assert places == sorted(places)

    async def test_nothing_moves_when_they_come(self, world: World, visit: Visiting) -> None:
        job_id = (await planned(world)).job_id
        size = (await a_photo(world, job_id)).sizes["medium"]

        page = await text(await visit(world.acme).sign_in(), f"/jobs/{job_id}")

        assert f'width="{size["width"]}"\nheight="{size["height"]}"' in page
        assert 'loading="lazy"' in page

    async def test_each_has_a_page_with_its_neighbors(self, world: World, visit: Visiting) -> None:
        job_id = (await planned(world)).job_id
        ids = [(await a_photo(world, job_id, kind)).id for kind in (Kind.BEFORE, Kind.DURING, Kind.AFTER)]
        dana = await visit(world.acme).sign_in()

        pages = [await text(dana, f"/jobs/{job_id}/photos/{photo_id}") for photo_id in ids]

        assert [('rel="prev"' in page, 'rel="next"' in page) for page in pages] == [
            (False, True),
            (True, True),
            (True, False),
        ]
        assert f'href="/jobs/{job_id}/photos/{ids[2]}"' in pages[1]
        assert "Photo 2 of 3" in pages[1]

    async def test_they_are_kept_as_files(self, world: World, visit: Visiting) -> None:
        photo = await a_photo(world, (await planned(world)).job_id)
        dana = await visit(world.acme).sign_in()

        answer = await dana.get(f"/photos/{photo.id}/large?download")

        assert answer.headers["Content-Disposition"].startswith('attachment; filename="The new furnace.jpg"')

    async def test_a_photo_of_another_job_has_no_page_here(self, world: World, visit: Visiting) -> None:
        mine, other = (await planned(world)).job_id, (await planned(world)).job_id
        photo = await a_photo(world, other)
        dana = await visit(world.acme).sign_in()

        assert (await dana.get(f"/jobs/{mine}/photos/{photo.id}")).status_code == 404

    async def test_hidden_ones_are_gone_from_every_address(self, world: World, visit: Visiting) -> None:
        job_id = (await planned(world)).job_id
        photo = await a_photo(world, job_id)
        dana = await visit(world.acme).sign_in()
        await Tenant.filter(id=world.acme.tenant.id).update(shows_job_photos=False)
        directory.forget()

        page = await text(dana, f"/jobs/{job_id}")

        assert "The new furnace" not in page
        assert "photos.js" not in page
        for path in (f"/jobs/{job_id}/photos/{photo.id}", f"/photos/{photo.id}/small"):
            assert (await dana.get(path)).status_code == 404

    async def test_one_that_is_removed_is_gone_at_once(self, world: World, visit: Visiting) -> None:
        job_id = (await planned(world)).job_id
        photo = await a_photo(world, job_id)
        dana = await visit(world.acme).sign_in()
        async with acting_for(world.acme.tenant):
            await photos.remove(photo)

        assert "The new furnace" not in await text(dana, f"/jobs/{job_id}")
        for path in (f"/jobs/{job_id}/photos/{photo.id}", *(f"/photos/{photo.id}/{it}" for it in photo.sizes)):
            assert (await dana.get(path)).status_code == 404


class TestMessages:
    async def test_what_is_written_stands_on_the_page(self, world: World, visit: Visiting) -> None:
        job_id = (await planned(world)).job_id
        dana = await visit(world.acme).sign_in()

        answer = await dana.post(f"/jobs/{job_id}/messages", {"body": "Is the dog a problem?"})

        assert answer.status_code == 303
        assert "Is the dog a problem?" in await text(dana, f"/jobs/{job_id}")

    async def test_nothing_is_said_beside_the_field(self, world: World, visit: Visiting) -> None:
        job_id = (await planned(world)).job_id
        answer = await (await visit(world.acme).sign_in()).post(f"/jobs/{job_id}/messages", {"body": " "})

        assert answer.status_code == 422
        assert 'id="body-error"' in await answer.get_data(as_text=True)


def event_in(body: bytes) -> Event:
    (event,) = Calendar.from_ical(body).walk("VEVENT")
    assert isinstance(event, Event)
    return event


@pytest.mark.parametrize("state", [*JobStatus, *(f"visit_{it}" for it in VisitStatus), "to_confirm", "confirmed"])
def test_every_state_has_its_words(state: str) -> None:
    assert status_words(state).label
