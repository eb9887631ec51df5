"""Service requests through the API."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from quart import Quart

from tenants import service_requests
from tenants.activity import Activity
from tenants.api_keys import Access
from tenants.customers import Property
from tenants.emails import Email
from tenants.isolation import acting_for
from tenants.jobs import Job
from tenants.service_requests import ServiceRequest
from tests.builders import a_service_request
from tests.program import Answer, Program
from tests.web.api.lists import ids, statements
from tests.world import Company, World

PATH = "/service-requests"


@pytest.fixture
async def program(app: Quart, world: World) -> Program:
    return await Program.of(app, world.acme)


async def taken_down(program: Program, **more: Any) -> Answer:
    said = {"customer_id": str(program.company.customer.id), "name": "Dana", "what": "The heat pump stops.", **more}
    return await program.post(PATH, said)


async def asked(company: Company, **more: Any) -> ServiceRequest:
    async with acting_for(company.tenant):
        return await a_service_request(company.contact, **more)


async def letters(company: Company) -> list[str]:
    async with acting_for(company.tenant):
        return [it.letter async for it in Email.filter(customer_id=company.customer.id).order_by("created_at")]


async def test_it_takes_one_down_as_the_console_does(world: World, program: Program) -> None:
    on = (world.acme.tenant.today() + timedelta(days=3)).isoformat()

    made = await taken_down(program, contact_id=str(world.acme.contact.id), name="", wished=[{"on": on}])

    assert (made.status, made.headers["Location"]) == (201, f"/api/v1{PATH}/{made.said['id']}")
    assert (made.said["status"], made.said["name"]) == ("acknowledged", "Dana Diaz")
    assert made.said["property_id"] == str(world.acme.property.id)
    assert made.said["wished"] == [{"on": on, "part": "any"}]
    assert (await program.get(f"{PATH}/{made.said['id']}")).said == made.said
    assert await letters(world.acme) == ["service_request_received"]


async def test_the_history_names_the_program(world: World, program: Program) -> None:
    made = await taken_down(program)

    async with acting_for(world.acme.tenant):
        noted = await Activity.get(about_id=made.said["id"])
    assert (noted.verb, noted.by) == ("taken_down", "Bookkeeping")


async def test_what_came_from_the_portal_is_answered_with_the_same_letters(world: World, program: Program) -> None:
    at = f"{PATH}/{(await asked(world.acme)).id}"

    seen = await program.post(f"{at}/acknowledge")
    declined = await program.post(f"{at}/decline", {"reason": "We do not drive that far."})
    again = await program.post(f"{at}/take-up")
    closed = await program.post(f"{at}/close")

    assert [it.said["status"] for it in (seen, declined, again, closed)] == [
        *("acknowledged", "closed", "acknowledged", "closed")
    ]
    assert (declined.said["closed_reason"], again.said["closed_reason"]) == ("We do not drive that far.", "")
    assert (await letters(world.acme))[1:] == ["service_request_acknowledged", "service_request_declined"]


@pytest.mark.parametrize(("act", "body"), [("acknowledge", None), ("decline", {"reason": "No."}), ("close", None)])
async def test_an_act_that_comes_too_late_is_a_conflict(
    world: World, program: Program, act: str, body: dict[str, str] | None
) -> None:
    at = f"{PATH}/{(await asked(world.acme)).id}"
    await program.post(f"{at}/close")

    refused = await program.post(f"{at}/{act}", body)

    assert (refused.status, refused.said["code"]) == (409, "conflict")


@pytest.mark.parametrize("reason", ["", " \r\n ", "x" * 2_001])
async def test_no_is_said_with_a_reason(world: World, program: Program, reason: str) -> None:
    refused = await program.post(f"{PATH}/{(await asked(world.acme)).id}/decline", {"reason": reason})

    assert (refused.status, refused.said["errors"][0]["field"]) == (422, "reason")


@pytest.mark.parametrize("into", ["job", "estimate"])
async def test_work_is_made_of_it_once(world: World, program: Program, into: str) -> None:
    at = f"{PATH}/{(await asked(world.acme)).id}"

    made = await program.post(f"{at}/convert", {"into": into})
    again = await program.post(f"{at}/convert", {"into": into})

    assert (made.said["status"], made.said["became"]["about"], again.status) == ("converted", into, 409)
    there = await program.get(f"/{into}s/{made.said['became']['id']}")
    assert there.said["customer_id"] == str(world.acme.customer.id)


async def test_a_key_without_the_scope_for_jobs_makes_none_of_it(app: Quart, world: World) -> None:
    program = await Program.of(app, world.acme, service_requests=Access.WRITE, jobs=Access.READ)

    refused = await program.post(f"{PATH}/{(await asked(world.acme)).id}/convert", {"into": "job"})

    assert (refused.status, refused.said["code"]) == (403, "scope_missing")
    async with acting_for(world.acme.tenant):
        assert not await Job.exists()


@pytest.mark.parametrize(
    ("field", "more"),
    [
        ("what", {"what": " "}),
        ("what", {"what": "x" * 5_001}),
        ("name", {"name": ""}),
        ("email", {"email": "dana"}),
        ("urgency", {"urgency": "now"}),
        ("wished[0].on", {"wished": [{"on": "2020-01-01"}]}),
        ("wished[0].on", {"wished": [{"on": "9999-12-31"}]}),
        ("wished[0].part", {"wished": [{"on": "2027-01-01", "part": "night"}]}),
        ("wished", {"wished": [{"on": "2027-01-01"}] * 4}),
    ],
    ids=lambda it: it if isinstance(it, str) else str(it)[:40],
)
async def test_what_the_consoles_form_would_not_take_is_refused(
    program: Program, field: str, more: dict[str, Any]
) -> None:
    refused = await taken_down(program, **more)

    assert refused.status == 422
    assert refused.said["errors"][0]["field"] == field


async def test_it_is_had_under_an_id_of_another_system(world: World, program: Program) -> None:
    said = {"customer_id": str(world.acme.customer.id), "name": "Dana", "what": "The heat pump\r\nstops."}
    made, again = [await program.put(f"{PATH}/by-external-id/T-1", said) for _ in range(2)]

    other = await program.put(f"{PATH}/by-external-id/T-1", {**said, "what": "All is well."})
    moved = await program.put(f"{PATH}/by-external-id/T-1", {**said, "customer_id": str(world.acme.other_customer.id)})

    assert (made.status, again.status, again.said) == (201, 200, made.said)
    assert (other.status, moved.status) == (409, 422)


async def test_one_from_the_portal_gets_an_id_of_another_system(world: World, program: Program) -> None:
    row = await asked(world.acme)

    named = await program.patch(f"{PATH}/{row.id}", {"external_id": "T-1"})

    assert named.said["external_id"] == "T-1"
    assert await ids(program, f"{PATH}?external_id=T-1") == [str(row.id)]


async def test_the_list_is_narrowed_by_its_fields(world: World, program: Program) -> None:
    first, second = str((await asked(world.acme)).id), (await taken_down(program)).said["id"]
    third = (await taken_down(program, customer_id=str(world.acme.other_customer.id))).said["id"]
    await asked(world.bolt)

    assert await ids(program, PATH) == [third, second, first]
    assert await ids(program, f"{PATH}?status=submitted") == [first]
    assert await ids(program, f"{PATH}?customer_id={world.acme.other_customer.id}") == [third]


async def test_what_a_contact_has_not_sent_is_not_there(world: World, program: Program) -> None:
    async with acting_for(world.acme.tenant):
        draft = await service_requests.keep(world.acme.contact, uuid4(), {"what": "Perhaps"})

    assert await ids(program, PATH) == await ids(program, f"{PATH}?status=draft") == []
    assert (await program.get(f"{PATH}/{draft.id}")).status == 404
    assert (await program.post(f"{PATH}/{draft.id}/close")).status == 404


async def test_a_long_page_asks_no_oftener_than_a_short_one(program: Program) -> None:
    await taken_down(program)
    few = await statements(program, PATH)
    for _ in range(5):
        await taken_down(program)

    assert await statements(program, PATH) == few


@pytest.mark.parametrize("name", ["customer_id", "contact_id", "property_id"])
async def test_a_strangers_record_is_named_in_vain_like_nobodys(world: World, program: Program, name: str) -> None:
    for theirs in (getattr(world.bolt, name.removesuffix("_id")), world.acme.other_contact):
        refused = [await taken_down(program, **{name: str(it)}) for it in (theirs.id, uuid4())]

        assert [it.status for it in refused] == [422, 422]
        assert refused[0].said == refused[1].said
        assert refused[0].said["errors"][0]["field"] == name


async def test_where_there_are_two_places_one_is_chosen(world: World, program: Program) -> None:
    async with acting_for(world.acme.tenant):
        other = await Property.create(customer_id=world.acme.customer.id, address="14 Elm Street")

    refused, made = await taken_down(program), await taken_down(program, property_id=str(other.id))

    assert (refused.status, refused.said["errors"][0]["field"]) == (422, "property_id")
    assert made.said["property_id"] == str(other.id)


@pytest.mark.parametrize("act", ["read", "change", "acknowledge", "decline", "close", "take-up", "convert"])
async def test_a_strangers_request_is_not_there(world: World, program: Program, act: str) -> None:
    theirs = await asked(world.bolt)
    method = {"read": "GET", "change": "PATCH"}.get(act, "POST")
    body = {"change": {"external_id": "1"}, "decline": {"reason": "No."}, "convert": {"into": "job"}}.get(act)
    paths = [f"{PATH}/{it}" + (f"/{act}" if method == "POST" else "") for it in (theirs.id, uuid4())]

    answers = [await program.send(method, it, body) for it in paths]

    assert [it.status for it in answers] == [404, 404]
    assert answers[0].said == answers[1].said
