"""Connecting with Stripe: made once, read afresh, and nobody pays by what the account cannot take."""

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tenants import payments, stripe_connection, stripe_events
from tenants.activity import Activity
from tenants.isolation import acting_for
from tenants.payments import NotOnline
from tenants.stripe_connection import State, state
from tenants.stripe_events import EventState, StripeEvent
from tenants.stripe_gateway import StripeUnreachable
from tenants.tenant import Tenant
from tests.patience import PATIENCE
from tests.sandboxes import Stripe
from tests.till import Till
from tests.world import World

Fill = Callable[[str, str], None]
PATHS = {"return_path": "/staff/settings/payments/return", "refresh_path": "/staff/settings/payments?link=over"}


@pytest.fixture
async def fresh(world: World) -> Tenant:
    """Acme before it ever heard of Stripe."""
    await Tenant.filter(id=world.acme.tenant.id).update(
        stripe_account=None, takes_cards=False, takes_bank_transfers=False
    )
    return await Tenant.get(id=world.acme.tenant.id)


@pytest.fixture
def till(world: World, stripe: Stripe) -> Till:
    return Till(world.acme, stripe)


@pytest.fixture
def fill(stripe: Stripe) -> Fill:
    """Fill in Stripe's pages."""

    def answer(url: str, what: str) -> None:
        assert httpx.post(url, data={"answer": what}, timeout=PATIENCE).status_code == 303

    return answer


async def again(tenant: Tenant) -> Tenant:
    return await Tenant.get(id=tenant.id)


async def connected(tenant: Tenant, fill: Fill, answer: str = "complete") -> Tenant:
    """The company after its owner has been at Stripe's pages and is back."""
    url = await stripe_connection.connect(await again(tenant), **PATHS)
    assert url
    fill(url, answer)
    await stripe_connection.refresh(await again(tenant))
    return await again(tenant)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("complete", (State.ACTIVE, True, True)),
        ("cards", (State.ACTIVE, True, False)),
        ("check", (State.REVIEWING, False, False)),
        ("leave", (State.INCOMPLETE, False, False)),
    ],
)
async def test_what_is_told_to_stripe_decides(
    fresh: Tenant, fill: Fill, answer: str, expected: tuple[State, bool, bool]
) -> None:
    assert state(fresh) is State.NOT_CONNECTED

    tenant = await connected(fresh, fill, answer)

    assert (state(tenant), tenant.takes_cards, tenant.takes_bank_transfers) == expected


async def test_who_left_half_way_goes_on_with_the_same_account(fresh: Tenant, fill: Fill) -> None:
    half = await connected(fresh, fill, "leave")

    whole = await connected(fresh, fill)

    assert half.stripe_account == whole.stripe_account
    assert state(whole) is State.ACTIVE


async def test_pressed_five_times_at_once_it_is_one_account(fresh: Tenant, stripe: Stripe) -> None:
    urls = await asyncio.gather(*(stripe_connection.connect(fresh, **PATHS) for _ in range(5)))

    made = [it for it in stripe.get("requests") if it["path"] == "/v2/core/accounts" and it["status"] == 200]
    async with acting_for(fresh):
        noted = await Activity.filter(verb="stripe_connected").count()
    assert all(urls)
    assert {it["key"] for it in made if str(fresh.id) in (it["key"] or "")} == {f"acct:{fresh.id}:"}
    assert noted == 1


async def test_an_answer_that_was_lost_makes_no_second_account(fresh: Tenant, stripe: Stripe) -> None:
    stripe.post("faults", method="POST", path_prefix="/v2/core/accounts", status=503, when="after", times=3)
    with pytest.raises(StripeUnreachable):
        await stripe_connection.connect(fresh, **PATHS)

    await stripe_connection.connect(await again(fresh), **PATHS)

    assert (await again(fresh)).stripe_account


@pytest.mark.parametrize(
    ("capabilities", "expected"),
    [
        ({"card_payments": "restricted", "ach_debit_payments": "restricted"}, (State.RESTRICTED, False, False)),
        ({"ach_debit_payments": "restricted"}, (State.ACTIVE, True, False)),
    ],
)
async def test_an_event_of_the_account_has_it_read_afresh(
    till: Till, capabilities: dict[str, str], expected: tuple[State, bool, bool]
) -> None:
    till.stripe.post(f"accounts/{till.account}/capabilities", **capabilities)

    await till.hear(till.events("account.updated")[-1:])

    tenant = await again(till.tenant)
    assert (state(tenant), tenant.takes_cards, tenant.takes_bank_transfers) == expected


async def test_what_no_event_told_is_found_by_the_comparison(till: Till) -> None:
    till.stripe.post(
        f"accounts/{till.account}/capabilities", card_payments="restricted", ach_debit_payments="restricted"
    )

    await payments.reconcile(till.tenant)

    assert state(await again(till.tenant)) is State.RESTRICTED
    assert "staff_payments_stopped" in await till.letters()


async def test_nobody_pays_by_what_is_not_active(till: Till) -> None:
    invoice = await till.invoice()
    till.stripe.post(
        f"accounts/{till.account}/capabilities", card_payments="restricted", ach_debit_payments="restricted"
    )
    await stripe_connection.refresh(till.tenant)
    till.tenant = await again(till.tenant)

    with pytest.raises(NotOnline):
        await till.press_pay(invoice)


async def test_it_comes_back_by_itself(till: Till) -> None:
    for status in ("restricted", "active"):
        till.stripe.post(f"accounts/{till.account}/capabilities", card_payments=status)
        await stripe_connection.refresh(await again(till.tenant))

    assert state(await again(till.tenant)) is State.ACTIVE


async def test_what_was_disconnected_at_stripe_is_gone_and_may_be_connected_anew(till: Till) -> None:
    till.stripe.post(f"accounts/{till.account}/disconnect")
    told = {"type": "account.application.deauthorized", "account": till.account, "created": 1, "livemode": False}
    await till.hear([{**told, "id": f"evt_{uuid4().hex}", "data": {"object": {"id": "ca_1", "object": "application"}}}])
    assert state(await again(till.tenant)) is State.GONE

    await stripe_connection.connect(await again(till.tenant), **PATHS)

    assert (await again(till.tenant)).stripe_account != till.account


async def test_what_was_stopped_here_stays_so_until_it_is_connected_again(till: Till) -> None:
    async with acting_for(till.tenant):
        await stripe_connection.disconnect()
    await stripe_connection.refresh(await again(till.tenant))
    stopped = await again(till.tenant)
    assert (state(stopped), stopped.takes_cards) == (State.STOPPED, False)

    assert await stripe_connection.connect(stopped, **PATHS) is None

    assert state(await again(till.tenant)) is State.ACTIVE


async def test_reading_it_while_it_is_stopped_does_not_begin_it_again(till: Till) -> None:
    before = await again(till.tenant)
    async with acting_for(till.tenant):
        await stripe_connection.disconnect()

    await stripe_connection.refresh(before)

    assert state(await again(till.tenant)) is State.STOPPED


async def test_money_that_moves_after_that_is_followed(till: Till) -> None:
    invoice = await till.invoice()
    intent = till.pay(await till.press_pay(invoice), method="bank")
    async with acting_for(till.tenant):
        await stripe_connection.disconnect()

    till.stripe.post(f"payments/{intent}/settle")
    await payments.reconcile(await again(till.tenant))

    assert await till.status(invoice) == "paid"


async def test_an_event_changes_nobody_elses_account(till: Till, world: World) -> None:
    """Even one that names the other in everything but its account."""
    other = Till(world.bolt, till.stripe)
    till.stripe.post(f"accounts/{other.account}/capabilities", card_payments="restricted")
    (event,) = other.events("account.updated")[-1:]
    forged = {**event, "id": f"evt_{uuid4().hex}", "data": {"object": {"id": till.account, "object": "account"}}}

    await other.hear([forged])

    assert state(await again(till.tenant)) is State.ACTIVE
    assert state(await again(other.tenant)) is State.RESTRICTED


async def test_thin_events_of_the_second_api_are_heard_too(till: Till) -> None:
    till.stripe.post(f"accounts/{till.account}/capabilities", card_payments="restricted", emit=False)
    thin: dict[str, Any] = {
        "id": f"evt_{uuid4().hex}",
        "object": "v2.core.event",
        "type": "v2.core.account[configuration.merchant].capability_status_updated",
        "livemode": False,
        "created": "2026-11-29T10:00:00.000Z",
        "related_object": {"id": till.account, "type": "v2.core.account", "url": f"/v2/core/accounts/{till.account}"},
    }

    await till.hear([thin])

    assert state(await again(till.tenant)) is State.RESTRICTED


@pytest.mark.parametrize("wrong", [{"related_object": None}, {"created": 5}, {"created": "soon"}, {"id": 7}])
async def test_one_that_cannot_be_read_is_refused(till: Till, wrong: dict[str, Any]) -> None:
    thin = {
        "id": "evt_1", "object": "v2.core.event", "type": "v2.core.account.closed",
        "created": "2026-11-29T10:00:00Z", "related_object": {"id": till.account},
    }  # fmt: skip

    with pytest.raises(stripe_events.Unreadable):
        await stripe_events.receive({**thin, **wrong})


async def test_an_account_nobody_has_yet_is_no_alarm(till: Till) -> None:
    event = {"id": f"evt_{uuid4().hex}", "type": "account.updated", "account": "acct_new", "created": 1, "livemode": False,
             "data": {"object": {"id": "acct_new"}}}  # fmt: skip

    await stripe_events.receive(event)

    assert (await StripeEvent.get(id=event["id"])).state is EventState.IGNORED
