"""Jobs through the API."""

from typing import Any
from uuid import uuid4

import pytest
from quart import Quart

from tenants.activity import Activity
from tenants.emails import Email
from tenants.isolation import acting_for
from tenants.jobs import Job
from tests.builders import a_job, a_visit, an_estimate
from tests.program import Answer, Program
from tests.web.api.lists import ids, statements
from tests.world import Company, World


@pytest.fixture
async def program(app: Quart, world: World) -> Program:
    return await Program.of(app, world.acme)


async def written(program: Program, **more: Any) -> Answer:
    return await program.post("/jobs", {"customer_id": str(program.company.customer.id), "title": "Furnace", **more})


async def job_of(company: Company) -> Job:
    async with acting_for(company.tenant):
        return await a_job(company.customer)


async def test_it_writes_one_down_reads_and_changes_it(world: World, program: Program) -> None:
    made = await written(program, property_id=str(world.acme.property.id), external_id="W-7")
    changed = await program.patch(f"/jobs/{made.said['id']}", {"title": "Heat pump", "description": "**New**"})

    assert (made.status, made.headers["Location"]) == (201, f"/api/v1/jobs/{made.said['id']}")
    assert (made.said["status"], made.said["external_id"], made.said["number"][0]) == ("scheduled", "W-7", "J")
    assert changed.said == {**made.said, "title": "Heat pump", "description": "**New**"}
    assert (await program.get(f"/jobs/{made.said['id']}")).said == changed.said


async def test_a_place_or_an_id_can_be_taken_from_it_again(world: World, program: Program) -> None:
    made = await written(program, property_id=str(world.acme.property.id), external_id="W-7")

    changed = await program.patch(f"/jobs/{made.said['id']}", {"property_id": None, "external_id": None})

    assert changed.said == {**made.said, "property_id": None, "external_id": None}


async def test_each_act_moves_it_and_the_history_names_the_program(world: World, program: Program) -> None:
    at = f"/jobs/{(await written(program)).said['id']}"

    told = [(await program.post(f"{at}/{act}")).said["status"] for act in ("start", "complete", "reopen", "cancel")]

    assert told == ["in_progress", "completed", "in_progress", "canceled"]
    async with acting_for(world.acme.tenant):
        noted = await Activity.filter(about_id=at.removeprefix("/jobs/")).order_by("at")
    assert [it.verb for it in noted] == ["scheduled", "started", "completed", "reopened", "canceled"]
    assert {it.by for it in noted} == {"Bookkeeping"}


@pytest.mark.parametrize(
    ("before", "act"), [("start", "start"), ("cancel", "complete"), ("complete", "cancel"), ("start", "reopen")]
)
async def test_an_act_that_comes_too_late_is_a_conflict(program: Program, before: str, act: str) -> None:
    at = f"/jobs/{(await written(program)).said['id']}"
    await program.post(f"{at}/{before}")

    refused = await program.post(f"{at}/{act}")

    assert (refused.status, refused.said["code"]) == (409, "conflict")
    assert refused.said["detail"]


async def test_its_contacts_are_told_of_the_end_as_from_the_console(world: World, program: Program) -> None:
    job = await job_of(world.acme)
    async with acting_for(world.acme.tenant):
        await a_visit(job)

    await program.post(f"/jobs/{job.id}/complete")

    async with acting_for(world.acme.tenant):
        letters = {it.letter async for it in Email.filter(customer_id=world.acme.customer.id)}
    assert letters == {"visit_scheduled", "visit_canceled", "job_completed"}


async def test_it_is_had_under_an_id_of_another_system(world: World, program: Program) -> None:
    said = {"customer_id": str(world.acme.customer.id), "title": "Furnace"}

    made = await program.put("/jobs/by-external-id/W-7", said)
    again = await program.put("/jobs/by-external-id/W-7", {**said, "title": "Heat pump"})
    moved = await program.put("/jobs/by-external-id/W-7", {**said, "customer_id": str(world.acme.other_customer.id)})

    assert (made.status, again.status) == (201, 200)
    assert again.said == {**made.said, "title": "Heat pump"}
    assert (moved.status, moved.said["errors"][0]["field"]) == (422, "customer_id")


async def test_the_list_is_narrowed_by_its_fields(world: World, program: Program) -> None:
    first, second = [(await written(program, external_id=key)).said["id"] for key in ("1", "2")]
    customer_id = str(world.acme.other_customer.id)
    third = (await written(program, customer_id=customer_id)).said["id"]
    await program.post(f"/jobs/{second}/start")
    await job_of(world.bolt)

    assert await ids(program, "/jobs") == [third, second, first]
    assert await ids(program, f"/jobs?customer_id={customer_id}") == [third]
    assert await ids(program, "/jobs?status=in_progress") == [second]
    assert await ids(program, "/jobs?external_id=1") == [first]


@pytest.mark.parametrize("query", ["status=x", "customer_id=x", "status=", "title=Furnace"])
async def test_what_it_cannot_be_narrowed_by_is_refused(program: Program, query: str) -> None:
    assert (await program.get(f"/jobs?{query}")).status == 422


async def test_a_long_page_asks_no_oftener_than_a_short_one(world: World, program: Program) -> None:
    await written(program)
    few = await statements(program, "/jobs")
    for _ in range(5):
        await written(program)

    assert await statements(program, "/jobs") == few


@pytest.mark.parametrize("name", ["customer_id", "property_id", "estimate_id"])
async def test_a_strangers_record_is_named_in_vain_like_nobodys(world: World, program: Program, name: str) -> None:
    async with acting_for(world.bolt.tenant):
        theirs = {"customer_id": world.bolt.customer.id, "property_id": world.bolt.property.id}
        theirs["estimate_id"] = (await an_estimate(world.bolt.customer)).id

    refused = [await written(program, **{name: str(it)}) for it in (theirs[name], uuid4())]

    assert [it.status for it in refused] == [422, 422]
    assert refused[0].said == refused[1].said
    assert refused[0].said["errors"][0]["field"] == name


async def test_another_customers_place_is_no_place(world: World, program: Program) -> None:
    made = await written(program, customer_id=str(world.acme.other_customer.id))

    refused = await program.patch(f"/jobs/{made.said['id']}", {"property_id": str(world.acme.property.id)})

    assert (refused.status, refused.said["errors"][0]["field"]) == (422, "property_id")


@pytest.mark.parametrize(
    ("method", "act"), [("GET", ""), ("PATCH", ""), *(("POST", it) for it in ("start", "complete", "cancel", "reopen"))]
)
async def test_a_strangers_job_is_not_there(world: World, program: Program, method: str, act: str) -> None:
    theirs = await job_of(world.bolt)
    paths, body = [f"/jobs/{it}/{act}".rstrip("/") for it in (theirs.id, uuid4())], {"title": "Mine"}

    answers = [await program.send(method, it, body if method == "PATCH" else None) for it in paths]

    assert [it.status for it in answers] == [404, 404]
    assert answers[0].said == answers[1].said
    assert await ids(program, f"/jobs?customer_id={world.bolt.customer.id}") == []
