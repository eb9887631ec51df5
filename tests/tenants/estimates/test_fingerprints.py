"""Fingerprints: of a version, of an acceptance, and what is found when somebody touched either."""

from typing import Any
from uuid import UUID

import pytest

from sandbox.servers import Servers
from tenants import estimates
from tenants.estimates import Acceptance, Answerer, Document, EstimateAnswer, EstimateVersion
from tenants.estimates.answer import SAID, sealed
from tenants.estimates.estimate import printed
from tenants.isolation import Unit, acting_for
from tenants.signatures import Signature
from tests.builders import an_estimate
from tests.catalogue import superuser
from tests.world import World

SIGNED = Acceptance(1, signature=Signature("Dana Diaz", (((1, 2), (3, 4)),)), terms=True)


async def an_accepted(world: World, by: Answerer) -> UUID:
    async with acting_for(world.acme.tenant):
        estimate = await an_estimate(world.acme.customer, terms="Net 30 – “gracias” ✓")
        await estimates.accept(estimate.id, by, SIGNED)
        return estimate.id


async def read(world: World, estimate_id: UUID) -> Document:
    async with acting_for(world.acme.tenant) as unit:
        return await estimates.one(world.acme.customer.id, estimate_id, unit.tenant.today())


async def test_what_nobody_touched_is_genuine(world: World, dana: Answerer) -> None:
    shown = await read(world, await an_accepted(world, dana))

    assert shown.is_genuine
    assert len({shown.fingerprint, shown.answers[0].fingerprint}) == 2


@pytest.mark.parametrize("name", SAID)
async def test_another_answer_has_another_fingerprint(world: World, unit: Unit, dana: Answerer, name: str) -> None:
    estimate = await an_estimate(world.acme.customer)
    answer, _ = await estimates.accept(estimate.id, dana, Acceptance(1))
    said = dict(vars(answer))

    assert sealed(said, "f") == sealed(dict(said), "f")
    assert sealed(said | {name: "other"}, "f") != sealed(said, "f")
    assert sealed(said, "g") != sealed(said, "f")


@pytest.mark.parametrize("name", ["customer_id", "estimate_id", "number", "contents", "frozen"])
async def test_another_version_has_another_fingerprint(world: World, unit: Unit, name: str) -> None:
    estimate = await an_estimate(world.acme.customer)
    version = vars(await EstimateVersion.get(estimate_id=estimate.id))

    assert printed(version) == version["fingerprint"]
    assert printed(version | {name: "other"}) != version["fingerprint"]


TOUCHES: dict[str, tuple[str, Any]] = {
    "a price": ("estimate_version", """contents = jsonb_set(contents, '{lines,0,unit_price}', '1')"""),
    "the terms": ("estimate_version", """contents = jsonb_set(contents, '{terms}', '"Net 31"')"""),
    "the letterhead": ("estimate_version", """frozen = jsonb_set(frozen, '{company}', '"Other"')"""),
    "the version's fingerprint": ("estimate_version", "fingerprint = repeat('0', 64)"),
    "the name": ("estimate_answer", """"by" = 'Mallory'"""),
    "the total": ("estimate_answer", """totals = jsonb_set(totals, '{total}', '1')"""),
    "a stroke": ("estimate_answer", """signature = jsonb_set(signature, '{strokes,0,0,0}', '9')"""),
    "the moment": ("estimate_answer", "at = at + interval '1 microsecond'"),
    "the address": ("estimate_answer", "network = '203.0.113.9'"),
    "the tick": ("estimate_answer", "terms_accepted = false"),
}


@pytest.mark.parametrize("what", TOUCHES)
async def test_what_somebody_touched_in_the_database_itself_is_found_out(
    world: World, servers: Servers, dana: Answerer, what: str
) -> None:
    estimate_id = await an_accepted(world, dana)
    table, change = TOUCHES[what]
    async with superuser(servers) as admin, admin.transaction():
        await admin.execute("SET LOCAL session_replication_role = replica")  # as if the triggers had been taken away
        await admin.execute(f"UPDATE {table} SET {change} WHERE estimate_id = $1", estimate_id)

    assert not (await read(world, estimate_id)).is_genuine


async def test_each_acceptance_has_one_of_its_own(world: World, unit: Unit, dana: Answerer) -> None:
    for _ in range(2):
        estimate = await an_estimate(world.acme.customer)
        await estimates.accept(estimate.id, dana, Acceptance(1))

    assert len({answer.fingerprint for answer in await EstimateAnswer.all()}) == 2
