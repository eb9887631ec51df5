"""Agreements through the API."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from quart import Quart

from tenants import agreements
from tenants.activity import Activity
from tenants.agreements import Agreement
from tenants.emails import Email
from tenants.isolation import acting_for
from tests.builders import a_signed_agreement, an_agreement
from tests.program import Answer, Program
from tests.web.api.lists import ids, statements
from tests.world import Company, World

PATH = "/agreements"
SAYS = {
    "title": "Comfort plan",
    "price": {"amount": 2_900, "currency": "USD"},
    "cadence": "monthly",
    "starts_on": "2026-01-01",
    "services": [{"name": "Furnace check", "times": 2, "how_often": "spring and fall"}],
    "visits_planned": 2,
}


@pytest.fixture
async def program(app: Quart, world: World) -> Program:
    return await Program.of(app, world.acme)


async def drafted(program: Program, **more: Any) -> Answer:
    return await program.post(PATH, {"customer_id": str(program.company.customer.id), **SAYS, **more})


async def signed(company: Company) -> Agreement:
    async with acting_for(company.tenant):
        return await a_signed_agreement(company.contact, visits_planned=3)


async def letters(company: Company) -> list[str]:
    async with acting_for(company.tenant):
        return [it.letter async for it in Email.filter(customer_id=company.customer.id).order_by("created_at")]


async def test_a_draft_is_written_changed_and_sent(world: World, program: Program) -> None:
    made = await drafted(program, property_id=str(world.acme.property.id))
    at = f"{PATH}/{made.said['id']}"
    changed = await program.patch(at, {"title": " Comfort  plus", "ends_on": "2027-12-31", "external_id": "A-1"})
    sent = await program.post(f"{at}/send")

    assert (made.status, made.headers["Location"]) == (201, f"/api/v1{at}")
    assert (made.said["status"], made.said["state"], made.said["services"]) == ("draft", None, SAYS["services"])
    assert changed.said == {**made.said, "title": "Comfort plus", "ends_on": "2027-12-31", "external_id": "A-1"}
    assert (sent.said["status"], sent.said["state"]) == ("sent", "to_sign")
    assert await letters(world.acme) == ["agreement_sent"]


async def test_it_is_read_with_its_visits_and_how_far_they_are(world: World, program: Program) -> None:
    row = await signed(world.acme)
    async with acting_for(world.acme.tenant):
        first, *_ = await agreements.plan_visits(row, date(2026, 6, 1), months=6, arrival="early")
        await agreements.mark_visit_done(first, row, on=date(2026, 6, 2))

    said = (await program.get(f"{PATH}/{row.id}")).said

    assert (said["state"], said["visits_planned"], said["visits_done"]) == ("running", 3, 1)
    assert said["visits"][0] == {
        "id": str(first.id),
        "planned_on": "2026-06-01",
        "arrival": "early",
        "done_on": "2026-06-02",
        "state": "done",
    }
    assert len(said["visits"]) == 3
    [listed] = (await program.get(PATH)).said["data"]
    assert listed == {name: value for name, value in said.items() if name != "visits"}


async def test_what_was_sent_is_taken_back_and_ended(world: World, program: Program) -> None:
    at = f"{PATH}/{(await drafted(program)).said['id']}"

    told = [(await program.post(f"{at}/{act}")).said["status"] for act in ("send", "take-back", "send", "end")]

    assert told == ["sent", "draft", "sent", "ended"]
    async with acting_for(world.acme.tenant):
        noted = await Activity.filter(about_id=at.rpartition("/")[2]).order_by("at")
    assert [(it.verb, it.by) for it in noted] == [
        (verb, "Bookkeeping") for verb in ("sent", "taken_back", "sent", "ended")
    ]


@pytest.mark.parametrize(("act", "status"), [("sign", "signed"), ("decline", "ended")])
async def test_what_a_contact_said_otherwise_is_noted(world: World, program: Program, act: str, status: str) -> None:
    async with acting_for(world.acme.tenant):
        row = await an_agreement(world.acme.customer)
    said = {"contact_id": str(world.acme.contact.id), "how": "On the phone"}

    answered, again = [await program.post(f"{PATH}/{row.id}/{act}", said) for _ in range(2)]

    assert (answered.said["status"], again.status) == (status, 409)
    async with acting_for(world.acme.tenant):
        assert (await Agreement.get(id=row.id)).signature is None
        assert (await Activity.get(about_id=row.id, verb="answered_for")).facts["how"] == "On the phone"


@pytest.mark.parametrize("act", ["send", "take-back"])
async def test_an_act_that_comes_too_late_is_a_conflict(world: World, program: Program, act: str) -> None:
    refused = await program.post(f"{PATH}/{(await signed(world.acme)).id}/{act}")

    assert (refused.status, refused.said["code"]) == (409, "conflict")


async def test_a_draft_does_not_end(program: Program) -> None:
    assert (await program.post(f"{PATH}/{(await drafted(program)).said['id']}/end")).status == 409


async def test_what_was_sent_stays_as_it_is_but_for_its_id_elsewhere(world: World, program: Program) -> None:
    row = await signed(world.acme)

    refused = await program.patch(f"{PATH}/{row.id}", {"title": "Cheaper", "external_id": "A-1"})
    named = await program.patch(f"{PATH}/{row.id}", {"title": row.title, "external_id": "A-1"})

    assert (refused.status, named.status) == (409, 200)
    assert (named.said["title"], named.said["external_id"]) == ("Comfort plan", "A-1")


@pytest.mark.parametrize(
    ("field", "more"),
    [
        ("title", {"title": " "}),
        ("title", {"title": "x" * 161}),
        ("price", {"price": {"amount": -1, "currency": "USD"}}),
        ("price", {"price": {"amount": 10**9 + 1, "currency": "USD"}}),
        ("price.currency", {"price": {"amount": 1, "currency": "EUR"}}),
        ("cadence", {"cadence": "daily"}),
        ("starts_on", {"starts_on": "0001-01-01"}),
        ("ends_on", {"ends_on": "2025-12-31"}),
        ("renews_on", {"renews_on": "9999-12-31"}),
        ("visits_planned", {"visits_planned": 367}),
        ("visits_planned", {"visits_planned": -1}),
        ("services", {"services": [{"name": " "}]}),
        ("services", {"services": [{"name": "x" * 161}]}),
        ("services", {"services": [{"name": "Check", "times": 10_000}]}),
        ("services", {"services": [{"name": "Check"}] * 31}),
        ("terms", {"terms": "x" * 20_001}),
    ],
    ids=lambda it: it if isinstance(it, str) else str(it)[:40],
)
async def test_what_no_agreement_can_say_is_refused(program: Program, field: str, more: dict[str, Any]) -> None:
    refused = await drafted(program, **more)

    assert refused.status == 422
    assert refused.said["errors"][0]["field"] == field


async def test_it_is_had_under_an_id_of_another_system(world: World, program: Program) -> None:
    said = {"customer_id": str(world.acme.customer.id), **SAYS}
    at = f"{PATH}/by-external-id/A-1"
    made, better = await program.put(at, said), await program.put(at, {**said, "title": "Better"})
    await program.post(f"{PATH}/{made.said['id']}/send")

    same, other = await program.put(at, {**said, "title": "Better"}), await program.put(at, said)
    moved = await program.put(at, {**said, "customer_id": str(world.acme.other_customer.id)})

    assert (made.status, better.status, better.said["title"]) == (201, 200, "Better")
    assert (same.status, same.said["status"], other.status, moved.status) == (200, "sent", 409, 422)


async def test_the_list_is_narrowed_by_its_fields(world: World, program: Program) -> None:
    first, second = (await drafted(program, external_id="A-1")).said["id"], str((await signed(world.acme)).id)
    third = (await drafted(program, customer_id=str(world.acme.other_customer.id))).said["id"]
    await signed(world.bolt)

    assert await ids(program, PATH) == [third, second, first]
    assert await ids(program, f"{PATH}?status=signed") == [second]
    assert await ids(program, f"{PATH}?customer_id={world.acme.other_customer.id}") == [third]
    assert await ids(program, f"{PATH}?external_id=A-1") == [first]


async def test_a_long_page_asks_no_oftener_than_a_short_one(world: World, program: Program) -> None:
    await signed(world.acme)
    few = await statements(program, PATH)
    for _ in range(5):
        await signed(world.acme)

    assert await statements(program, PATH) == few


@pytest.mark.parametrize("name", ["customer_id", "property_id"])
async def test_a_strangers_record_is_named_in_vain_like_nobodys(world: World, program: Program, name: str) -> None:
    theirs = getattr(world.bolt, name.removesuffix("_id"))

    refused = [await drafted(program, **{name: str(it)}) for it in (theirs.id, uuid4())]

    assert [it.status for it in refused] == [422, 422]
    assert refused[0].said == refused[1].said
    assert refused[0].said["errors"][0]["field"] == name


async def test_a_stranger_answers_for_nobody(world: World, program: Program) -> None:
    async with acting_for(world.acme.tenant):
        row = await an_agreement(world.acme.customer)
    people = (world.bolt.contact.id, world.acme.other_contact.id, uuid4())

    refused = [await program.post(f"{PATH}/{row.id}/sign", {"contact_id": str(it), "how": "Phone"}) for it in people]

    assert [it.status for it in refused] == [422, 422, 422]
    assert refused[0].said == refused[1].said == refused[2].said
    assert refused[0].said["errors"][0]["field"] == "contact_id"


@pytest.mark.parametrize("act", ["read", "change", "send", "take-back", "sign", "decline", "end"])
async def test_a_strangers_agreement_is_not_there(world: World, program: Program, act: str) -> None:
    theirs = await signed(world.bolt)
    method = {"read": "GET", "change": "PATCH"}.get(act, "POST")
    answer = {"contact_id": str(world.acme.contact.id), "how": "Phone"}
    body = {"change": {"title": "Mine"}, "sign": answer, "decline": answer}.get(act)
    paths = [f"{PATH}/{it}" + (f"/{act}" if method == "POST" else "") for it in (theirs.id, uuid4())]

    answers = [await program.send(method, it, body) for it in paths]

    assert [it.status for it in answers] == [404, 404]
    assert answers[0].said == answers[1].said
