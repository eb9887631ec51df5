"""Estimates through the API: offered, sent, answered for the customer; what was sent stays."""

from typing import Any

import pytest
from quart import Quart

from tenants.emails import Email
from tenants.isolation import acting_for
from tests.names import NOBODY
from tests.program import Answer, Program
from tests.world import World


def dollars(cents: int) -> dict[str, Any]:
    return {"amount": cents, "currency": "USD"}


def an_offer(**more: Any) -> dict[str, Any]:
    return {
        "title": "New pump",
        "lines": [{"description": "Work", "unit_price": dollars(10_000), "key": "work"}],
        "options": [
            {"key": "good", "name": "Good", "lines": [{"description": "Pump", "unit_price": dollars(30_000)}]},
            {
                "key": "best",
                "name": "Best",
                "lines": [
                    {"description": "Better pump", "unit_price": dollars(50_000)},
                    {"description": "Alarm", "unit_price": dollars(5_000), "key": "alarm", "optional": True},
                ],
            },
        ],
        "deposit": {"rate": 1_000},
        **more,
    }


async def written(program: Program, **more: Any) -> Answer:
    said = {"customer_id": str(program.company.customer.id), "offer": an_offer(), **more}
    made = await program.post("/estimates", said)
    assert made.status == 201, made.said
    return made


async def test_it_writes_sends_and_accepts_one(app: Quart, world: World) -> None:
    program = await Program.of(app, world.acme)
    made = (await written(program)).said
    assert (made["status"], made["state"], made["least_total"], made["most_total"]) == (
        "draft",
        None,
        dollars(40_000),
        dollars(65_000),
    )

    sent = (await program.post(f"/estimates/{made['id']}/send", {})).said
    accepted = await program.post(
        f"/estimates/{made['id']}/accept",
        {"by": "Dana Diaz", "reason": "By phone.", "version": 1, "option": "best", "lines": ["alarm"]},
    )

    assert (sent["status"], sent["version"]) == ("sent", 1)
    assert (accepted.said["status"], accepted.said["total"]) == ("accepted", dollars(65_000))
    [deposit] = [
        it
        for it in (await program.get(f"/invoices?customer_id={world.acme.customer.id}")).said["data"]
        if it["total"] == dollars(6_500)
    ]
    assert deposit["status"] == "open"


async def test_it_is_mailed_to_whoever_may_answer(app: Quart, world: World) -> None:
    program = await Program.of(app, world.acme)
    made = (await written(program)).said

    await program.post(f"/estimates/{made['id']}/send", {})

    async with acting_for(world.acme.tenant):
        [mail] = await Email.filter(about_id=made["id"], letter__startswith="estimate_")
    assert mail.to_address == world.acme.contact.email


async def test_what_it_says_comes_back_as_it_was_said(app: Quart, world: World) -> None:
    program = await Program.of(app, world.acme)
    made = (await written(program)).said
    path = f"/estimates/{made['id']}"

    again = await program.patch(path, {"offer": made["offer"]})

    assert again.said == made
    assert (await program.get(path)).said == made


async def test_a_change_of_what_was_sent_is_seen_once_it_is_sent_again(app: Quart, world: World) -> None:
    program = await Program.of(app, world.acme)
    made = (await written(program)).said
    path = f"/estimates/{made['id']}"
    sent = (await program.post(f"{path}/send", {})).said

    changed = await program.patch(path, {"offer": an_offer(title="Pump and alarm")})
    again = await program.post(f"{path}/send", {})

    assert changed.said["offer"] == sent["offer"]
    assert (again.said["version"], again.said["offer"]["title"]) == (2, "Pump and alarm")
    assert (await program.post(f"{path}/send", {})).status == 409


async def test_an_accepted_one_stays(app: Quart, world: World) -> None:
    program = await Program.of(app, world.acme)
    made = (await written(program)).said
    path = f"/estimates/{made['id']}"
    await program.post(f"{path}/send", {})
    said = {"by": "Dana", "reason": "By phone.", "version": 1}
    assert (await program.post(f"{path}/accept", {**said, "option": "good"})).status == 200

    assert (await program.patch(path, {"offer": an_offer()})).status == 409
    assert (await program.post(f"{path}/decline", said)).status in {409, 410}
    assert (await program.post(f"{path}/delete")).status == 409


async def test_it_is_declined_with_a_reason(app: Quart, world: World) -> None:
    program = await Program.of(app, world.acme)
    made = (await written(program)).said
    await program.post(f"/estimates/{made['id']}/send", {})

    declined = await program.post(
        f"/estimates/{made['id']}/decline", {"by": "Dana", "reason": "Too dear.", "version": 1}
    )

    assert declined.said["state"] == "declined"


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"version": 1}, "option"),
        ({"version": 1, "option": "worst"}, "option"),
        ({"version": 1, "option": "good", "lines": ["roof"]}, "option"),
        ({"version": 2, "option": "good"}, "version"),
        ({"version": 1, "option": "good", "by": ""}, "by"),
        ({"version": 1, "option": "good", "total": dollars(1)}, "total"),
    ],
    ids=["no option", "unknown option", "unknown line", "unknown version", "nobody", "a price of one's own"],
)
async def test_no_answer_is_taken_that_was_not_offered(
    app: Quart, world: World, said: dict[str, Any], field: str
) -> None:
    program = await Program.of(app, world.acme)
    made = (await written(program)).said
    await program.post(f"/estimates/{made['id']}/send", {})

    answer = await program.post(f"/estimates/{made['id']}/accept", {"by": "Dana", "reason": "By phone.", **said})

    assert answer.status == 422
    assert answer.said["errors"][0]["field"] == field
    assert (await program.get(f"/estimates/{made['id']}")).said["status"] == "sent"


@pytest.mark.parametrize(
    ("offer", "field"),
    [
        ({"lines": [], "options": []}, "offer"),
        ({"options": an_offer()["options"][:1]}, "offer"),
        ({"lines": [{"description": "x", "unit_price": {"amount": 1, "currency": "EUR"}}]}, "lines[0].unit_price.currency"),
        ({"lines": [{"description": "x", "unit_price": dollars(1), "least_quantity": "1"}]}, "lines[0]"),
        ({"lines": [{"description": "x", "unit_price": dollars(1), "key": "a"}] * 2}, "offer"),
        ({"deposit": {"rate": 100, "amount": dollars(1)}}, "deposit"),
        ({"deposit": {}}, "deposit"),
        ({"deposit": {"amount": dollars(-5)}}, "deposit"),
        ({"lines": [{"description": "x", "unit_price": dollars(-10**6)}]}, "offer"),
        ({"valid_until": "soon"}, "offer.valid_until"),
    ],
    ids=["nothing", "one option", "currency", "half a range", "twice", "two deposits", "none", "negative", "credits", "day"],
)  # fmt: skip
async def test_nobody_is_offered_what_makes_no_sense(
    app: Quart, world: World, offer: dict[str, Any], field: str
) -> None:
    program = await Program.of(app, world.acme)
    said = {"customer_id": str(world.acme.customer.id), "offer": an_offer(**offer)}

    answer = await program.post("/estimates", said)

    assert (answer.status, answer.said["errors"][0]["field"]) == (422, field)


async def test_a_strangers_answers_as_one_that_does_not_exist(app: Quart, world: World) -> None:
    acme, bolt = await Program.of(app, world.acme), await Program.of(app, world.bolt)
    theirs = (await written(acme)).said["id"]
    await acme.post(f"/estimates/{theirs}/send", {})
    answered = {"by": "Dana", "reason": "By phone.", "version": 1, "option": "good"}

    for method, path, said in (
        ("GET", "/estimates/{}", None),
        ("PATCH", "/estimates/{}", {"offer": an_offer()}),
        ("POST", "/estimates/{}/send", {}),
        ("POST", "/estimates/{}/accept", answered),
        ("POST", "/estimates/{}/delete", {}),
    ):
        answers = [await bolt.send(method, path.format(it), said) for it in (theirs, NOBODY)]
        assert answers[0][:2] == answers[1][:2], path
        assert answers[0].status == 404
    assert (await acme.get(f"/estimates/{theirs}")).said["status"] == "sent"
