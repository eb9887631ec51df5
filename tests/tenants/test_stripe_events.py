"""The inbox: each event kept once, as ids, with what is to be done about it."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from tenants import stripe_events
from tenants.stripe_events import EventState, StripeEvent, Unreadable
from tenants.tasks import Task
from tenants.tenant import Tenant
from tests.world import World


def an_event(tenant: Tenant, **changes: Any) -> dict[str, Any]:
    intent = {"id": f"pi_{uuid4().hex}", "object": "payment_intent"}
    event = {
        "id": f"evt_{uuid4().hex}",
        "account": tenant.stripe_account,
        "type": "payment_intent.succeeded",
        "created": 1_790_000_000,
    }
    return {**event, "livemode": False, "data": {"object": intent}, **changes}


async def test_it_keeps_the_event_and_calls_for_its_handling_once(world: World) -> None:
    event = an_event(world.acme.tenant)

    assert [await stripe_events.receive(event) for _ in range(3)] == [True, False, False]

    stored = await StripeEvent.get(id=event["id"])
    assert (stored.state, stored.tenant_id, stored.object_id) == (
        EventState.NEW,
        world.acme.tenant.id,
        event["data"]["object"]["id"],
    )
    (task,) = await Task.filter(subject=event["id"])
    assert (task.name, task.lane, task.tenant_id) == ("reconcile_stripe_event", "money", world.acme.tenant.id)


@pytest.mark.parametrize(
    ("changes", "state", "reason"),
    [
        ({"account": "acct_unknown"}, "parked", "unknown account"),
        ({"account": None}, "parked", "unknown account"),
        ({"livemode": True}, "ignored", "of the other mode"),
        ({"type": "charge.succeeded"}, "ignored", "not of interest"),
    ],
)
async def test_it_keeps_what_it_does_not_handle_with_the_reason(
    world: World, changes: dict[str, Any], state: str, reason: str
) -> None:
    event = an_event(world.acme.tenant, **changes)

    assert await stripe_events.receive(event)

    stored = await StripeEvent.get(id=event["id"])
    assert (stored.state, stored.reason) == (state, reason)
    assert not await Task.exists(subject=event["id"])


async def test_it_calls_again_for_what_was_forgotten(world: World) -> None:
    event = an_event(world.acme.tenant)
    await stripe_events.receive(event)
    await Task.filter(subject=event["id"]).delete()
    assert not await Task.exists(subject=event["id"])
    await StripeEvent.filter(id=event["id"]).update(received_at=datetime(2026, 1, 1, tzinfo=UTC))

    assert [bool(await stripe_events.requeue_stale()) for _ in range(2)] == [True, False]

    assert await Task.filter(subject=event["id"]).count() == 1


@pytest.mark.parametrize("changes", [{"id": 7}, {"account": 7}, {"type": None}, {"data": {}}, {"created": 10**15}])
async def test_it_cannot_read_what_is_no_event(world: World, changes: dict[str, Any]) -> None:
    with pytest.raises(Unreadable):
        await stripe_events.receive(an_event(world.acme.tenant, **changes))
