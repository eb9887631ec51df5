"""Housekeeping: what is dead goes, what was lost is found, and two workers doing it do it once."""

import asyncio
from uuid import uuid4

from tenants import api_keys
from tenants.api_keys import Asked, Kept
from tenants.api_keys.answers import ApiAnswer
from tenants.isolation import acting, acting_for, statement
from tenants.sign_in import MagicLink, request_link
from tenants.stripe_events import StripeEvent
from tests.builders import an_api_key
from tests.world import Company, World
from workers import housekeeping


async def a_request(company: Company, *, days_ago: int) -> None:
    async with acting_for(company.tenant) as unit:
        await request_link(company.contact.email, browser="a browser", network=str(company.tenant.id))
        await unit.rows(f"UPDATE magic_link SET expires_at = now() - interval '{days_ago} days'")


async def tasks_named(name: str, company: Company) -> int:
    rows = await statement("SELECT FROM task WHERE name = $1 AND tenant_id = $2", name, company.tenant.id)
    return len(rows)


async def twice(chore: housekeeping.Chore) -> None:
    """As two workers do it."""
    await asyncio.gather(*(asyncio.create_task(housekeeping.once(chore)) for _ in range(2)))


async def test_it_forgets_dead_sign_ins_of_every_company(world: World) -> None:
    await a_request(world.acme, days_ago=30)
    await a_request(world.bolt, days_ago=0)

    await twice(housekeeping.forget_sign_ins)

    async with acting_for(world.acme.tenant):
        assert not await MagicLink.exists()
    async with acting_for(world.bolt.tenant):
        assert await MagicLink.exists()


async def test_it_schedules_the_comparison_of_books_once(world: World) -> None:
    for chore in housekeeping.EACH_MINUTE:
        await twice(chore)

    assert await tasks_named("reconcile_tenant", world.acme) == 1


async def test_it_calls_again_for_an_event_nobody_handled(world: World) -> None:
    event_id = f"evt_{uuid4().hex}"
    await StripeEvent.create(id=event_id, tenant_id=world.acme.tenant.id, type="x", created_at="2026-01-01T00:00:00Z")
    await statement("UPDATE stripe_event SET received_at = now() - interval '1 hour' WHERE id = $1", event_id)

    for chore in housekeeping.EACH_MINUTE:
        await housekeeping.once(chore)

    assert await tasks_named("reconcile_stripe_event", world.acme) == 1


async def test_it_goes_on_after_a_chore_that_failed(world: World) -> None:
    done: list[str] = []

    async def broken() -> None:
        raise ZeroDivisionError

    async def whole() -> None:
        done.append("whole")

    for chore in (broken, whole):
        await housekeeping.once(chore)

    assert done == ["whole"]


async def test_it_forgets_what_programs_were_answered_long_ago(world: World) -> None:
    old = "UPDATE api_answer SET created_at = now() - interval '49 hours' WHERE tenant_id = $1"
    for company in (world.acme, world.bolt):
        async with acting_for(company.tenant):
            key, _ = await an_api_key(company)
            await api_keys.keep(Asked(key.id, "/customers", "once", b""), Kept(201, b"", ""))
            await acting().rows(old, company.tenant.id)

    await housekeeping.forget_answers()

    for company in (world.acme, world.bolt):
        async with acting_for(company.tenant):
            assert await ApiAnswer.all().count() == 0
