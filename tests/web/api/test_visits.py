"""Visits through the API."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import uuid4

import pytest
from quart import Quart

from tenants import directory
from tenants.emails import Email
from tenants.isolation import acting_for
from tenants.jobs import Assignment, Job, Visit
from tenants.tenant import Tenant
from tests.builders import a_job, a_visit
from tests.program import Answer, Program
from tests.web.api.lists import ids, statements
from tests.world import Company, World

SOON = datetime.now(UTC).replace(microsecond=0) + timedelta(days=3)


@pytest.fixture
async def program(app: Quart, world: World) -> Program:
    return await Program.of(app, world.acme)


@pytest.fixture
async def job(world: World) -> Job:
    async with acting_for(world.acme.tenant):
        return await a_job(world.acme.customer)


def window(begins: datetime = SOON) -> dict[str, str]:
    return {"starts_at": begins.isoformat(), "ends_at": (begins + timedelta(hours=2)).isoformat()}


async def planned(program: Program, job: Job, **more: Any) -> Answer:
    return await program.post("/visits", {"job_id": str(job.id), **window(), **more})


async def letters(company: Company) -> list[str]:
    async with acting_for(company.tenant):
        return [it.letter async for it in Email.filter(customer_id=company.customer.id).order_by("created_at")]


async def test_it_plans_one_reads_and_changes_it(world: World, program: Program, job: Job) -> None:
    made = await planned(program, job, who=" Maria  and Tom", external_id="V-1")
    at = f"/visits/{made.said['id']}"
    changed = await program.patch(at, {"note": "Park behind the house.", "external_id": None})

    assert (made.status, made.headers["Location"]) == (201, f"/api/v1{at}")
    assert (made.said["who"], made.said["starts_at"]) == ("Maria and Tom", SOON.isoformat().replace("+00:00", "Z"))
    assert (changed.said["note"], changed.said["who"]) == ("Park behind the house.", "Maria and Tom")
    assert changed.said["external_id"] is None
    assert (await program.get(at)).said == changed.said
    assert await letters(world.acme) == ["visit_scheduled"]


async def test_a_moment_may_have_any_offset_and_is_answered_in_utc(program: Program, job: Job) -> None:
    made = await planned(program, job, **window(SOON.astimezone(timezone(timedelta(hours=-5)))))

    assert made.said["starts_at"] == SOON.isoformat().replace("+00:00", "Z")


async def test_moved_it_is_told_by_letter_and_to_the_same_time_it_is_not(
    world: World, program: Program, job: Job
) -> None:
    at = f"/visits/{(await planned(program, job)).said['id']}"
    await program.post(f"{at}/move", window())
    later = SOON + timedelta(days=1)

    moved = await program.post(f"{at}/move", window(later))

    assert (moved.status, moved.said["starts_at"]) == (200, later.isoformat().replace("+00:00", "Z"))
    assert await letters(world.acme) == ["visit_scheduled", "visit_rescheduled"]


@pytest.mark.parametrize(("act", "status"), [("done", "done"), ("missed", "missed"), ("cancel", "canceled")])
async def test_each_end_is_noted_once_and_taken_back(program: Program, job: Job, act: str, status: str) -> None:
    at = f"/visits/{(await planned(program, job)).said['id']}"

    ended, again = await program.post(f"{at}/{act}"), await program.post(f"{at}/{act}")
    moved = await program.post(f"{at}/move", window(SOON + timedelta(days=1)))
    back = await program.post(f"{at}/reopen")

    assert (ended.said["status"], again.status, moved.status) == (status, 409, 409)
    assert back.said["status"] == "scheduled"


async def test_nothing_is_planned_for_a_job_that_is_over(program: Program, job: Job) -> None:
    await program.post(f"/jobs/{job.id}/cancel")

    refused = await planned(program, job)

    assert (refused.status, refused.said["code"]) == (409, "conflict")


@pytest.mark.parametrize(
    ("field", "more"),
    [
        ("ends_at", {"ends_at": SOON.isoformat()}),
        ("starts_at", {"starts_at": "9999-12-31T23:59:59-14:00"}),
        ("ends_at", {"ends_at": "9999-12-31T23:59:59-14:00"}),
        ("starts_at", {"starts_at": "0001-01-01T00:00:00+14:00"}),
        ("starts_at", {"starts_at": SOON.replace(tzinfo=None).isoformat()}),
        ("starts_at", {"starts_at": "soon"}),
        ("who", {"who": "x" * 161}),
        ("note", {"note": "x" * 2_001}),
    ],
    ids=["over at once", "too late", "ends too late", "too early", "no zone", "no moment", "who", "note"],
)
async def test_what_no_visit_can_be_is_refused(program: Program, job: Job, field: str, more: dict[str, str]) -> None:
    refused = await planned(program, job, **more)

    assert refused.status == 422
    assert refused.said["errors"][0]["field"] == field


async def test_people_of_the_team_are_sent_by_their_addresses_which_are_not_told(
    world: World, program: Program, job: Job
) -> None:
    made = await planned(program, job)

    sent = await program.post(f"/visits/{made.said['id']}/assign", {"emails": [world.acme.owner.email.upper()]})

    assert sent.said["who"] == "Olive Owner"
    assert world.acme.owner.email not in str(sent.said)
    async with acting_for(world.acme.tenant):
        assert (await Assignment.get(visit_id=made.said["id"])).staff_member_id == world.acme.owner.id


async def test_a_change_of_time_leaves_who_comes(world: World, program: Program, job: Job) -> None:
    at = f"/visits/{(await planned(program, job)).said['id']}"
    await program.post(f"{at}/assign", {"emails": [world.acme.owner.email]})

    await program.patch(at, window(SOON + timedelta(days=1)))

    async with acting_for(world.acme.tenant):
        assert await Assignment.filter(visit_id=at.removeprefix("/visits/")).count() == 1


async def test_a_strangers_staff_is_nobody(world: World, program: Program, job: Job) -> None:
    at = f"/visits/{(await planned(program, job)).said['id']}/assign"

    refused = [await program.post(at, {"emails": [it]}) for it in (world.bolt.owner.email, "nobody@x.example")]

    assert [it.status for it in refused] == [422, 422]
    assert refused[0].said == refused[1].said
    assert refused[0].said["errors"][0]["field"] == "emails"


async def test_it_is_had_under_an_id_of_another_system(world: World, program: Program, job: Job) -> None:
    said = {"job_id": str(job.id), **window(), "who": "Maria"}
    made = await program.put("/visits/by-external-id/V-1", said)
    await program.post(f"/visits/{made.said['id']}/done")

    again = await program.put("/visits/by-external-id/V-1", said)
    other = await program.put("/visits/by-external-id/V-1", {**said, "who": "Tom"})

    assert (made.status, again.status, again.said["status"]) == (201, 200, "done")
    assert (other.status, other.said["code"]) == (409, "conflict")
    assert await letters(world.acme) == ["visit_scheduled"]


async def test_it_stays_with_its_job(world: World, program: Program, job: Job) -> None:
    await program.put("/visits/by-external-id/V-1", {"job_id": str(job.id), **window()})
    async with acting_for(world.acme.tenant):
        other = await a_job(world.acme.customer)

    refused = await program.put("/visits/by-external-id/V-1", {"job_id": str(other.id), **window()})

    assert (refused.status, refused.said["errors"][0]["field"]) == (422, "job_id")


async def test_the_list_is_narrowed_by_its_fields_and_by_days(world: World, program: Program, job: Job) -> None:
    zone = world.acme.tenant.zone
    days = [datetime(2027, 3, day, 23, 30, tzinfo=zone) for day in (1, 2, 3)]
    made = [(await planned(program, job, **window(it), external_id=str(it.day))).said["id"] for it in days]
    await program.post(f"/visits/{made[0]}/done")

    assert await ids(program, f"/visits?job_id={job.id}") == made[::-1]
    assert await ids(program, f"/visits?customer_id={world.acme.customer.id}&status=done") == [made[0]]
    assert await ids(program, "/visits?from=2027-03-02&to=2027-03-02") == [made[1]]
    assert await ids(program, "/visits?from=0001-01-01&to=9999-12-31") == made[::-1]
    assert await ids(program, "/visits?external_id=3") == [made[2]]


@pytest.mark.parametrize("query", ["from=9999-12-31", "to=0001-01-01", "from=0001-01-01&to=0001-01-01"])
async def test_days_that_no_clock_can_tell_have_no_visits(world: World, program: Program, job: Job, query: str) -> None:
    await planned(program, job)

    for zone in ("America/Chicago", "Pacific/Auckland"):
        await Tenant.filter(id=world.acme.tenant.id).update(time_zone=zone)
        directory.forget()
        assert await ids(program, f"/visits?{query}") == []


@pytest.mark.parametrize("query", ["from=x", "from_=2027-01-01", "to=2027-13-01", "status=gone", "job_id=1"])
async def test_what_it_cannot_be_narrowed_by_is_refused(program: Program, query: str) -> None:
    assert (await program.get(f"/visits?{query}")).status == 422


async def test_a_long_page_asks_no_oftener_than_a_short_one(program: Program, job: Job) -> None:
    await planned(program, job)
    few = await statements(program, "/visits")
    for _ in range(5):
        await planned(program, job)

    assert await statements(program, "/visits") == few


async def test_a_strangers_job_is_named_in_vain_like_nobodys(world: World, program: Program, job: Job) -> None:
    theirs = await a_strangers_visit(world)

    refused = [await planned(program, job, job_id=str(it)) for it in (theirs.job_id, uuid4())]

    assert [it.status for it in refused] == [422, 422]
    assert refused[0].said == refused[1].said
    assert await ids(program, f"/visits?job_id={theirs.job_id}") == []


@pytest.mark.parametrize("act", ["read", "change", "move", "assign", "done", "missed", "cancel", "reopen"])
async def test_a_strangers_visit_is_not_there(world: World, program: Program, act: str) -> None:
    theirs = await a_strangers_visit(world)
    method = {"read": "GET", "change": "PATCH"}.get(act, "POST")
    body = {"change": {"note": "Mine"}, "move": window(), "assign": {"emails": []}}.get(act)
    paths = [f"/visits/{it}" + (f"/{act}" if method == "POST" else "") for it in (theirs.id, uuid4())]

    answers = [await program.send(method, it, body) for it in paths]

    assert [it.status for it in answers] == [404, 404]
    assert answers[0].said == answers[1].said


async def a_strangers_visit(world: World) -> Visit:
    async with acting_for(world.bolt.tenant):
        return await a_visit(await a_job(world.bolt.customer))
