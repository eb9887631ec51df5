"""An Idempotency-Key: the same request has one effect and one answer, however often and however close it comes."""

import asyncio

import pytest
from quart import Quart

from tenants.customers import Customer
from tenants.isolation import acting_for
from tests.program import Program
from tests.world import Company, World


async def called(company: Company, name: str) -> int:
    async with acting_for(company.tenant):
        return await Customer.filter(name=name).count()


async def test_repeated_it_has_one_effect_and_the_same_answer(app: Quart, world: World) -> None:
    program = await Program.of(app, world.acme)

    first = await program.post("/customers", {"name": "Martha"}, Idempotency_Key="a")
    second = await program.post("/customers", {"name": "Martha"}, Idempotency_Key="a")

    assert second.said == first.said
    assert (second.status, second.headers["Location"]) == (first.status, first.headers["Location"])
    assert second.headers["Idempotent-Replayed"] == "true"
    assert await called(world.acme, "Martha") == 1


async def test_at_once_it_has_one_effect(app: Quart, world: World) -> None:
    program = await Program.of(app, world.acme)

    answers = await asyncio.gather(
        *(program.post("/customers", {"name": "Martha"}, Idempotency_Key="a") for _ in range(20))
    )

    assert await called(world.acme, "Martha") == 1
    assert {it.status for it in answers} <= {201, 409}
    assert {it.said["code"] for it in answers if it.status == 409} <= {"idempotency_in_progress"}


async def test_with_another_body_it_is_refused(app: Quart, world: World) -> None:
    program = await Program.of(app, world.acme)
    await program.post("/customers", {"name": "Martha"}, Idempotency_Key="a")

    refused = await program.post("/customers", {"name": "Cole"}, Idempotency_Key="a")

    assert (refused.status, refused.said["code"]) == (422, "idempotency_key_reused")
    assert await called(world.acme, "Cole") == 0


async def test_it_is_each_programs_and_each_companys_own(app: Quart, world: World) -> None:
    programs = [await Program.of(app, it) for it in (world.acme, world.acme, world.bolt)]

    answers = [await it.post("/customers", {"name": "Martha"}, Idempotency_Key="a") for it in programs]

    assert len({it.said["id"] for it in answers}) == 3


async def test_what_was_refused_may_be_tried_again(app: Quart, world: World) -> None:
    program = await Program.of(app, world.acme)

    refused = await program.post("/customers", {"name": ""}, Idempotency_Key="a")
    better = await program.post("/customers", {"name": "Martha"}, Idempotency_Key="a")

    assert (refused.status, better.status) == (422, 201)


@pytest.mark.parametrize("key", ["x" * 256, "", "a\tb", "\xe9"], ids=["long", "empty", "a tab", "an accent"])
async def test_an_unusable_one_is_refused(app: Quart, world: World, key: str) -> None:
    program = await Program.of(app, world.acme)

    assert (await program.post("/customers", {"name": "Martha"}, Idempotency_Key=key)).status == 422


async def test_two_programs_that_write_down_the_same_at_once_write_it_once(app: Quart, world: World) -> None:
    programs = [await Program.of(app, world.acme) for _ in range(8)]

    answers = await asyncio.gather(
        *(it.put("/customers/by-external-id/7", {"name": "Martha"}) for it in programs),
    )

    assert len({it.said["id"] for it in answers}) == 1
    assert sorted(it.status for it in answers) == [200] * 7 + [201]
