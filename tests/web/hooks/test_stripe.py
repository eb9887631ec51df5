"""Webhooks of Stripe: proven, kept and answered."""

import hmac
import time
from hashlib import sha256
from typing import Any
from uuid import uuid4

import orjson
import pytest
from quart import Quart, Response
from quart.testing import QuartClient

from settings import settings
from tenants.stripe_events import StripeEvent
from tests.world import World
from web import errors, hooks
from web.door import Door


@pytest.fixture
def client(world: World) -> QuartClient:
    app: Quart = Door("hooks_alone", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = 256 * 1024
    app.register_blueprint(hooks.blueprint)
    errors.register(app)
    return app.test_client()


def an_event(world: World, **changes: Any) -> dict[str, Any]:
    intent = {"id": f"pi_{uuid4().hex}", "object": "payment_intent"}
    event = {"id": f"evt_{uuid4().hex}", "account": world.acme.tenant.stripe_account, "created": 1_790_000_000}
    return {**event, "type": "payment_intent.succeeded", "livemode": False, "data": {"object": intent}, **changes}


async def deliver(client: QuartClient, body: bytes, *, secret: str = "whsec_sandbox", late: int = 0) -> Response:
    at = int(time.time()) - late
    signature = hmac.new(secret.encode(), f"{at}.".encode() + body, sha256).hexdigest()
    headers = {"Stripe-Signature": f"t={at},v1={signature}", "Host": settings().base_url.split("//")[1]}
    return await client.post("/hooks/stripe", data=body, headers=headers)


async def test_it_keeps_the_event_before_it_answers(world: World, client: QuartClient) -> None:
    event = an_event(world)

    answers = [await deliver(client, orjson.dumps(event)) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert await StripeEvent.filter(id=event["id"]).count() == 1


@pytest.mark.parametrize("wrong", [{"secret": "whsec_wrong"}, {"secret": ""}, {"late": 400}, {"late": -400}])
async def test_it_leaves_no_trace_of_a_forged_one(world: World, client: QuartClient, wrong: dict[str, Any]) -> None:
    event = an_event(world)

    answer = await deliver(client, orjson.dumps(event), **wrong)

    assert answer.status_code == 400
    assert not await StripeEvent.exists(id=event["id"])


@pytest.mark.parametrize(
    "changes",
    [
        {"id": 7},
        {"account": 7},
        {"data": None},
        {"data": {}},
        {"data": {"object": 7}},
        {"data": {"object": {"id": 7}}},
        {"created": "x"},
        {"created": 10**15},
        {"type": 7},
    ],
)
async def test_it_refuses_what_is_no_event_though_signed(
    world: World, client: QuartClient, changes: dict[str, Any]
) -> None:
    event = an_event(world, **changes)

    assert (await deliver(client, orjson.dumps(event))).status_code == 400
    assert not await StripeEvent.exists(id=event["id"])


async def test_it_does_not_blame_stripe_for_a_slip_of_ours(
    world: World, client: QuartClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tenants.stripe_events.TYPES", None)

    assert (await deliver(client, orjson.dumps(an_event(world)))).status_code == 500


async def test_it_refuses_two_megabytes_and_other_ways_of_asking(world: World, client: QuartClient) -> None:
    big = orjson.dumps(an_event(world, padding="x" * 2_000_000))

    assert (await deliver(client, big)).status_code in {400, 413}
    assert (await client.get("/hooks/stripe", headers={"Host": settings().base_url.split("//")[1]})).status_code == 405


async def test_it_is_not_there_on_a_companys_host(world: World, client: QuartClient) -> None:
    answer = await client.post("/hooks/stripe", data=b"{}", headers={"Host": world.acme.tenant.origin.split("//")[1]})

    assert answer.status_code == 404


async def test_it_is_not_there_without_a_secret(
    world: World, client: QuartClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STRIPE_WEBHOOK_SECRET", "")
    settings.cache_clear()

    answer = await deliver(client, orjson.dumps(an_event(world)), secret="")

    monkeypatch.undo()
    settings.cache_clear()
    assert answer.status_code == 404
